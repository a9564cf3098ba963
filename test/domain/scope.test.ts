import { expect, test } from '@jest/globals';
import {
  channelOfScope,
  isScope,
  parseScope,
  sameChannel,
  scopeKinds,
  scopeOfNote,
  scopeText,
  workflowIdOf,
  type Scope,
} from '../../domain/scope.ts';

const scope: Scope = { tenant: 'acme', environment: 'production', kind: 'channel', name: 'au-nsw' };

test.each(scopeKinds)('a scope of kind %s is read as it is written', (kind) => {
  const written = scopeText({ ...scope, kind });
  expect(parseScope(written)).toEqual({ scope: { ...scope, kind } });
  expect(isScope({ ...scope, kind })).toBe(true);
});

test.each(scopeKinds)('only a scope of kind channel is a channel by itself, not one of kind %s', (kind) => {
  const { tenant, environment, name } = scope;
  expect(channelOfScope({ ...scope, kind })).toEqual(kind === 'channel' ? { tenant, environment, name } : null);
});

test.each([
  ['', 'is not a scope: write TENANT/ENVIRONMENT/KIND/NAME'],
  ['acme/production/channel', 'is not a scope'],
  ['acme/production/channel/au/nsw', 'is not a scope'],
  ['acme/production/planet/mars', "'planet' is not a kind of scope: use one of channel, locality"],
  ['acme/production/constructor/au', 'is not a kind of scope'],
  ['acme/../channel/au', "'..' cannot be part of a scope"],
  ['acme/production/channel/a~b', "'a~b' cannot be part of a scope"],
  ['acme/production/channel/-rf', "'-rf' cannot be part of a scope"],
  [`acme/production/channel/${'x'.repeat(64)}`, 'use up to 63 letters'],
  ['acme/production/channel/au nsw', 'cannot be part of a scope'],
  ['acme/production/channel/au\n', 'cannot be part of a scope'],
])('%j is refused with what to write instead', (text, why) => {
  expect(parseScope(text)).toEqual({ problem: expect.stringContaining(why) });
});

test.each([
  [null],
  ['acme/production/channel/au'],
  [{}],
  [{ ...scope, name: '../x' }],
  [{ ...scope, kind: 'toString' }],
  [{ ...scope, tenant: 7 }],
])('%j is no scope', (value) => {
  expect(isScope(value)).toBe(false);
});

test('a workflow id has no slash, and different scopes never share one', () => {
  expect(workflowIdOf('bad-pack-rollback', scope)).toBe('production~acme~bad-pack-rollback~channel~au-nsw');
  const ids = [
    scope,
    { ...scope, tenant: 'b' },
    { ...scope, environment: 'staging' },
    { ...scope, name: 'x' },
    { ...scope, kind: 'lane' as const },
  ];
  expect(new Set(ids.map((each) => workflowIdOf('bad-pack-rollback', each))).size).toBe(ids.length);
});

test('a channel is the same only in the same tenant and environment', () => {
  const channel = { tenant: 'acme', environment: 'production', name: 'au' };
  expect(sameChannel(channel, { ...channel })).toBe(true);
  expect(sameChannel(channel, { ...channel, tenant: 'other' })).toBe(false);
  expect(sameChannel(channel, { ...channel, environment: 'staging' })).toBe(false);
});

test('a note begins with a scope, with one that is mistyped, or with none', () => {
  expect(scopeOfNote(` ${scopeText(scope)} wrong rules`)).toEqual({ scope });
  expect(scopeOfNote(scopeText(scope))).toEqual({ scope });
  expect(scopeOfNote('acme/au-nsw wrong rules')).toEqual({ problem: expect.stringContaining('is not a scope') });
  expect(scopeOfNote('wrong rules on acme/production/channel/au-nsw')).toBeNull();
  expect(scopeOfNote('')).toBeNull();
});
