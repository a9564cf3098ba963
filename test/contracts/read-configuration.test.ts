import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { configurationJsonSchema } from '../../contracts/configuration.ts';
import { knownKeys } from '../../contracts/known-keys.ts';
import { readConfiguration } from '../../contracts/read-configuration.ts';
import { rolesUsed } from '../../workers/roles-used.ts';
import { changed, example, lineOf, manual, problemsOfText, readText } from './manual-example.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-configuration-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (text: string, roles = {}) => readText(folder, text, roles);
const problemsOf = (text: string, roles = {}) => problemsOfText(folder, text, roles);

describe('the example in the manual', () => {
  test('is a good configuration, and satisfies what serve demands', () => {
    expect(read(example, rolesUsed)).toMatchObject({
      instance: 'holdfast-eu',
      incidentWindow: 86_400_000,
      targets: { serving: { propagationWindow: 120_000 } },
    });
  });

  test('names every field, and so does the table', () => {
    const table = manual.slice(manual.indexOf('## Every field'));
    for (const key of knownKeys(configurationJsonSchema(), [])) {
      expect(example).toMatch(new RegExp(`^${key}:`, 'm'));
      for (const inner of innerKeys([key])) expect(`${key}: ${table}`).toContain(inner);
    }
  });

  const innerKeys = (path: readonly PropertyKey[]) => [
    ...knownKeys(configurationJsonSchema(), path),
    ...knownKeys(configurationJsonSchema(), [...path, 0]),
  ];
});

test('the JSON schema in the manual is the one that the code makes', () => {
  const written: unknown = JSON.parse(readFileSync(resolve(__dirname, '../../docs/holdfast.schema.json'), 'utf8'));
  expect(written).toEqual(JSON.parse(JSON.stringify(configurationJsonSchema())));
});

test('paths, also those of secrets, are relative to the folder of the file', () => {
  const { targets } = read(changed('file:/run/secrets/publisher-token', 'file:secrets/publisher'));
  const [metadata, pinned] = [join(folder, 'trust/metadata'), join(folder, 'trust/pinned')];
  expect(targets.trustRoots).toEqual({ metadata, pinned, seen: '/var/lib/holdfast/trust-roots-seen' });
  expect(targets.publisher.token).toBe(`file:${join(folder, 'secrets/publisher')}`);
  expect(targets.vault.path).toBe('/srv/vault');
});

test('the URL of a Slack webhook is a secret: it is named, relative to the folder too, and never written down', () => {
  const slack = (url: string) => example.replace(/kind: webhook[\s\S]*?HOLDFAST_PAGER_SECRET/, `kind: slack\n    url: ${url}`);
  expect(read(slack('file:slack.url')).targets.pager).toEqual({ kind: 'slack', url: `file:${join(folder, 'slack.url')}` });
  expect(problemsOf(slack('https://hooks.example.org/services/T0/B0/hunter2'))).toEqual([
    expect.stringMatching(/targets\.pager\.url: name a secret as env:NAME or file:path/),
  ]);
});

describe('a mistake is told with its line, its field and what to write', () => {
  const mistakes: readonly (readonly [what: string, from: string, to: string, path: string, message: RegExp])[] = [
    [
      'a key that is not SSH',
      'keys:\n      - ssh-ed25519',
      'keys:\n      - ecdsa',
      'people[0].keys[0]',
      /^write an Ed25519 SSH public key: ssh-ed25519 AAAA/,
    ],
    [
      'half a key',
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5',
      'ssh-ed25519 AAAAC3NzaC1lZDI1',
      'people[0].keys[0]',
      /copy the one line of the \.pub file/,
    ],
    [
      'a missing field',
      '    token: env:HOLDFAST_CASES_TOKEN\n',
      '',
      'targets.cases.token',
      /^is missing: name a secret as env:NAME or file:path/,
    ],
    ['a secret written down', 'env:HOLDFAST_CASES_TOKEN', 'hunter2', 'targets.cases.token', /^name a secret as env:NAME or file:path/],
    ['a wrong length of time', 'incidentWindow: 24h', 'incidentWindow: a day', 'incidentWindow', /500ms, 90s, 15min/],
    ['a length of time that is a number', 'incidentWindow: 24h', 'incidentWindow: -5', 'incidentWindow', /^write a length of time such as/],
    ['a number that is a text', 'port: 8087', 'port: http', 'gateway.port', /^write a (whole )?number/],
    ['a port that is too high', 'port: 8087', 'port: 80870', 'gateway.port', /^write 65535 or less/],
    ['an unknown choice', 'kind: country ', 'kind: contry ', 'routes[0].scope.kind', /did you mean country\?/],
    ['an unknown pager', 'kind: webhook', 'kind: pigeon', 'targets.pager.kind', /^write one of console, webhook, slack/],
    [
      'an unknown runbook',
      'runbook: bad-pack-rollback',
      'runbook: bad-pack-rolback',
      'routes[0].runbook',
      /did you mean bad-pack-rollback\?/,
    ],
    ['a broken template', "'{country}'", "'{country'", 'routes[0].scope.name', /\{label\}/],
    [
      'a match that takes everything',
      'match:                       # labels with exactly these values\n      alertname: PackChecksumMismatch\n      team: packs',
      'match: {}',
      'routes[0].match',
      /name at least one label/,
    ],
    ['the same person twice', 'name: Ben', 'name: Ana', 'people[1].name', /already the name of people\[0\]/],
    ['the same reader twice', 'name: reader-2', 'name: reader-1', 'targets.serving.readers[1].name', /already the name/],
    ['the same origin twice', 'name: mirror', 'name: primary', 'targets.packs.origins[1].name', /already the name/],
    ['a URL that is none', 'https://cases.example.org', 'cases', 'targets.cases.url', /^write an http or https URL/],
    ['no roles', '[on-call, product]', '[]', 'people[0].roles', /^write at least 1 items/],
  ];
  test.each(mistakes)('%s', (_what, from, to, path, message) => {
    const text = changed(from, to);
    const [found, ...others] = problemsOf(text);
    expect(others).toEqual([]);
    const [, line, at, said] = /^(\d+):\d+ (\S*): (.*)$/.exec(found ?? '') ?? [];
    expect(at).toBe(path);
    expect(said).toMatch(message);
    const changedLine = lineOf(from);
    expect(Math.abs(Number(line) - changedLine)).toBeLessThanOrEqual(2);
  });

  test('the line and the column are exactly those of the value', () => {
    const text = 'instance: a b\nsources:\n  - name: one\n    kind: alertmanager\n    token: env:ONE\n    tokn: env:TWO\n';
    expect(problemsOf(text)).toEqual([
      '1:1 targets: is missing: write a block of `name: value` lines',
      '1:1 evidence: is missing: write a block of `name: value` lines',
      "1:11 instance: use letters, digits, '.', '_' and '-'",
      '6:5 sources[0].tokn: is not known here: did you mean token?',
    ]);
  });

  test('what is not near any known name is answered with the known ones', () => {
    expect(problemsOf(changed('gateway:  ', 'gateway: {colour: red}\nx:  '))).toEqual(
      expect.arrayContaining([expect.stringMatching(/gateway\.colour: is not known here: known are host, port/)]),
    );
  });

  test('one key of two people is refused, for it would be two pairs of eyes', () => {
    const [first, second] = [...example.matchAll(/- (ssh-ed25519 \S+)/g)].map(([, key = '']) => key);
    expect(problemsOf(changed(second!, first!))).toEqual([expect.stringMatching(/people\[1\]\.keys\[0\]: is already a key of 'Ana'/)]);
  });

  test('one token of two sources is refused, for they could not be told apart', () => {
    const more = '  - {name: other, kind: alertmanager, token: env:HOLDFAST_ALERTMANAGER_TOKEN}\n\nroutes:';
    expect(problemsOf(changed('\nroutes:', more))).toEqual([
      expect.stringMatching(/sources\[1\]\.token: is the token of 'prometheus-eu' too/),
    ]);
  });

  test('a role that a runbook asks and nobody has is refused, with both names', () => {
    const roles = { 'bad-pack-rollback': ['on-call', 'qa'] };
    expect(problemsOf(example, roles)).toEqual([expect.stringMatching(/people: nobody has the role 'qa', which bad-pack-rollback asks/)]);
  });

  test('every mistake is told at once, in the order of the file', () => {
    const text = example.replace('port: 8087', 'port: -1').replace('kind: webhook', 'kind: pigeon').replace('instance:', 'instanze:');
    expect(problemsOf(text).map((problem) => problem.split(' ')[1])).toEqual(['instanze:', 'gateway.port:', 'targets.pager.kind:']);
  });

  test('mistakes between fields are told in the same round as those in one field, also in what lies beside them', () => {
    const text = example
      .replace('namespace: default', 'namespaze: default')
      .replace('runbook: bad-pack-rollback', 'runbook: bad-pack-rolback')
      .replace('name: Ben', 'name: Ana')
      .replace('name: mirror', 'name: primary')
      .replace('    token: env:HOLDFAST_CASES_TOKEN\n', '')
      .replace('name: reader-2', 'name: reader-1')
      .replace('    path: /srv/vault\n', '');
    expect(problemsOf(text, { 'bad-pack-rollback': ['qa'] }).map((problem) => problem.split(' ')[1])).toEqual([
      'temporal.namespaze:',
      'routes[0].runbook:',
      'people:',
      'people[1].name:',
      'targets.packs.origins[1].name:',
      'targets.cases.token:',
      'targets.serving.readers[1].name:',
      'targets.vault:',
    ]);
  });

  test('a role that several runbooks ask is said once, and not where people cannot be read', () => {
    const roles = { 'bad-pack-rollback': ['on-call', 'qa'], triage: ['qa'] };
    expect(problemsOf(example, roles)).toEqual([
      expect.stringMatching(/people: nobody has the role 'qa', which bad-pack-rollback and triage ask: give it to a person$/),
    ]);
    expect(problemsOf(changed('[on-call, product]', '[]'), roles)).toEqual([expect.stringMatching(/people\[0\]\.roles: write at least 1/)]);
  });

  test('a file that is not YAML, is empty, is not there, or is an alias bomb', () => {
    expect(problemsOf('a: [1,\nb: 2')[0]).toMatch(/^2:\d+ : is not YAML/);
    expect(problemsOf('')[0]).toMatch(/^1:1 : write a block/);
    expect(() => readConfiguration(join(folder, 'none.yaml'))).toThrow(/none\.yaml:1:1 cannot be read \(ENOENT\): docs\/configuration\.md/);
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(10)}*a]\nc: &c [${'*b,'.repeat(10)}*b]\nd: [${'*c,'.repeat(10)}*c]\n`;
    expect(problemsOf(bomb)[0]).toMatch(/too many aliases/);
  });

  test('no message repeats a value that may be a secret', () => {
    const text = example.replace('env:HOLDFAST_CASES_TOKEN', 'hunter2').replace('ssh-ed25519 AAAA', 'ssh-rsa HUNTER3');
    expect(problemsOf(text)).toHaveLength(2);
    expect(problemsOf(text).join('\n')).not.toMatch(/hunter/i);
  });
});
