import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { rolesUsed } from '../../workers/roles-used.ts';
import { problemsWith, type Replacement } from './manual-example.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-mistakes-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const problemsOf = (...changes: readonly Replacement[]) =>
  problemsWith(rolesUsed, folder, ...changes).map((problem) => problem.replace(/^\d+ /, ''));

test('one item that cannot be read hides no mistake in its other fields, in the items beside it, or between places', () => {
  expect(
    problemsOf(
      ['namespace: default', 'namespaze: default'],
      ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEUj', 'ecdsa AAAAC3NzaC1lZDI1NTE5AAAAIEUj'],
      ['name: Ben', 'name: Ana'],
      ['[duty-manager]', '[duty-manger]'],
      ['name: primary', 'name: pri mary'],
      ['/srv/packs-mirror', '/srv/packs/.'],
      ['name: reader-1', 'nam: reader-1'],
      ['https://reader-2', 'https://reader-1'],
      ['propagationWindow: 2min', 'propagationWindow: soon'],
      ['spool: /var/spool/holdfast', 'spool: /srv/vault/spool'],
      ['records: /var/lib/holdfast/records', 'records: /srv/vault/records'],
    ),
  ).toEqual([
    'temporal.namespaze: is not known here: did you mean namespace?',
    'people[0].keys[0]: write an Ed25519 SSH public key: ssh-ed25519 AAAA...',
    "people[1].name: 'Ana' is already the name of people[0]: choose another",
    "people[2].roles[0]: nobody has the role 'duty-manager', which bad-pack-rollback and triage ask: did you mean it here?",
    "targets.packs.origins[0].name: use letters, digits, '.', '_' and '-'",
    expect.stringMatching(/^targets\.packs\.origins\[1\]\.path: is the same place as targets\.packs\.origins\[0\]:/),
    expect.stringMatching(/^targets\.serving\.readers\[0\]\.name: is missing/),
    'targets.serving.readers[0].nam: is not known here: did you mean name?',
    expect.stringMatching(/^targets\.serving\.readers\[1\]\.url: is the same place as/),
    expect.stringMatching(/^targets\.serving\.propagationWindow: write a length of time/),
    expect.stringMatching(/^targets\.vault\.spool: is inside targets\.vault\.path/),
    'evidence.records: is in the vault or the spool: name a folder beside them',
  ]);
});

test('a place that is written and cannot be read is not called nowhere as well', () => {
  expect(problemsOf(['path: /srv/packs-mirror', 'path: 7'])).toEqual([
    expect.stringMatching(/^targets\.packs\.origins\[1\]\.path: write a text/),
  ]);
});

test('a role of nobody is looked for among the roles that nobody asks, not among those of other runbooks', () => {
  expect(problemsOf(['[on-call, product]', '[on-cal, product]'])).toEqual([
    "people[0].roles[0]: nobody has the role 'on-call', which bad-pack-rollback and triage ask: did you mean it here?",
  ]);
  expect(problemsOf(['[on-call, product]', '[product]'])).toEqual([
    "people: nobody has the role 'on-call', which bad-pack-rollback and triage ask: give it to a person",
  ]);
});
