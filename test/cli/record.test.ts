import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { sha256 } from '../../contracts/digest.ts';
import { minutes } from '../../domain/time.ts';
import { here, recordsVault, type RecordsVault } from './records-vault.ts';

// BK-E3, BK-E4: records for operators and auditors.
let vault: RecordsVault;
beforeEach(() => {
  vault = recordsVault();
});

const files = (): readonly string[] => Object.keys(vault.filed());
const both = (base: string): readonly string[] => [`${base}.html`, `${base}.json`];

describe('with a matching incident', () => {
  test('each kind is filed under its fixed place, as JSON and as a page', async () => {
    await vault.seal('INC-ONE');
    await vault.seal('INC-AI', { runbook: 'ai-kill-switch', action: 'hold', at: 20 });
    await vault.seal('INC-DAY', { runbook: 'launch-day', at: 30 });
    for (const kind of ['rollback', 'bad-pack-rebind', 'ai-kill-switch', 'launch-day'])
      expect(await vault.record(kind, ...here)).toMatchObject({ code: 0, err: '' });
    expect(files()).toEqual([
      ...both('01-rollback-drill/INC-ONE'),
      ...both('02-ai-kill-switch-activation/INC-AI'),
      ...both('03-bad-pack-kill-switch-manifest-rebind/INC-ONE'),
      ...both('04-launch-day-production-validation/INC-DAY'),
    ]);
  });

  test('the JSON has the record, both times, who decided, the steps, and the digest of the sealed statement', async () => {
    await vault.seal('INC-ONE');
    await vault.record('rollback', ...here);
    const statement = readFileSync(join(vault.path, 'INC-ONE', 'evidence.sigstore.json'));
    expect(vault.filedJson('01-rollback-drill/INC-ONE.json')).toMatchObject({
      format: 'urn:holdfast:filed-record:v1',
      is_drill: false,
      incident: 'INC-ONE',
      operator: 'holdfast',
      impact: { confirmed_since: '2026-03-01T10:02:00.000Z', declared_at: '2026-03-01T10:03:00.000Z' },
      objectives: [
        {
          name: 'safe',
          state: 'met',
          milliseconds_from_impact: minutes(5),
          spent: { people: minutes(4), target: minutes(1), propagation: 0, temporal: 0 },
        },
      ],
      steps: [{ step: 'Roll back', began: '2026-03-01T10:05:00.000Z', ended: '2026-03-01T10:06:00.000Z', outcome: 'done' }],
      sealed: {
        statement: `sha256:${sha256(statement)}`,
        log: { number: 1 },
        checked: expect.arrayContaining([{ name: 'record', found: expect.any(String) }]),
      },
    });
  });

  test('the last to end is taken, drill or incident, and the page says which it is', async () => {
    await vault.seal('INC-LATE', { environment: 'staging', at: 90 });
    await vault.seal('INC-EARLY', { at: 20 });
    const ran = await vault.record('rollback', ...here);
    expect(ran.out).toContain('the drill INC-LATE of acme/staging/channel/au-nsw');
    expect(vault.filed()['01-rollback-drill/INC-LATE.html']).toContain('>Drill<');
    await vault.record('rollback', ...here, '--environment=production');
    expect(vault.filed()['01-rollback-drill/INC-EARLY.html']).toContain('>Incident<');
  });

  test('what rolled nothing back, or would only have, is no rollback; a certain one is refused for it', async () => {
    await vault.seal('INC-HELD', { action: 'hold', at: 50 });
    await vault.seal('INC-DRY', { dryRun: true, at: 60 });
    await vault.seal('INC-DONE', { at: 20 });
    expect((await vault.record('rollback', ...here)).out).toContain('INC-DONE');
    expect(await vault.record('rollback', '--incident=INC-DRY')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no incident that rolled something back'),
    });
    expect(await vault.record('rollback', '--incident=INC-NONE')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/is not a sealed incident of \S+ in this vault: sealed there: INC-DONE, INC-DRY, INC-HELD/),
    });
  });

  test('the same again changes nothing, and another content is never overwritten', async () => {
    await vault.seal('INC-ONE');
    await vault.record('rollback', ...here);
    const page = join(vault.records, '01-rollback-drill', 'INC-ONE.html');
    const before = statSync(page, { bigint: true }).mtimeNs;
    expect((await vault.record('rollback', '--scope=acme/production/channel/au-nsw')).out).toMatch(/unchanged.*\.json\nunchanged.*\.html/);
    expect(statSync(page, { bigint: true }).mtimeNs).toBe(before);
    writeFileSync(page, 'signed by the auditor');
    expect(await vault.record('rollback', ...here)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/INC-ONE\.html is there already.*move it away/),
    });
    expect(vault.filed()['01-rollback-drill/INC-ONE.html']).toBe('signed by the auditor');
  });
});

describe('which scope is meant', () => {
  test('a locality is found by its channel, and by what a wider incident changed', async () => {
    await vault.seal('INC-WIDE', { kind: 'country', name: 'au', channel: 'au-vic' });
    expect((await vault.record('rollback', '--scope=locality', '--scope-id=au-vic')).out).toContain('INC-WIDE');
    expect((await vault.record('rollback', '--scope=country', '--scope-id=au')).out).toContain('INC-WIDE');
    expect((await vault.record('rollback', '--scope=lane', '--scope-id=au')).out).toContain('a template for lane au');
  });

  test('two tenants are never mixed: the candidates are listed, and nothing is filed (KOA-P5)', async () => {
    await vault.seal('INC-ACME', { at: 10 });
    await vault.seal('INC-OTHER', { tenant: 'other', at: 20 });
    const ran = await vault.record('rollback', ...here);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toContain(
      '--scope=other/production/channel/au-nsw (last: INC-OTHER), --scope=acme/production/channel/au-nsw (last: INC-ACME)',
    );
    expect(files()).toEqual([]);
    expect((await vault.record('rollback', ...here, '--tenant=acme')).out).toContain('INC-ACME');
    expect(await vault.record('rollback', '--incident=INC-OTHER', '--tenant=acme')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not of'),
    });
  });

  test('two environments that are not staging are ambiguous too, and without a scope so are two channels', async () => {
    await vault.seal('INC-ONE');
    await vault.seal('INC-TWO', { name: 'au-vic' });
    expect((await vault.record('rollback', ...here)).code).toBe(0);
    expect(await vault.record('rollback')).toMatchObject({
      code: 1,
      err: expect.stringContaining('any scope fits incidents of several places'),
    });
    await vault.seal('INC-CANARY', { environment: 'canary' });
    expect(await vault.record('rollback', ...here)).toMatchObject({ code: 1, err: expect.stringContaining('acme/canary/channel/au-nsw') });
  });

  test.each([
    [['rollback', '--scope=locality'], '--scope-id is missing'],
    [['rollback', '--scope-id=au-nsw'], '--scope is missing'],
    [['rollback', '--scope=planet', '--scope-id=x'], "'planet' is not a kind of scope"],
    [['rollback', '--scope=locality', '--scope-id=../../etc'], "'../../etc' cannot be part of a scope"],
    [['rollback', '--scope=a/b/channel'], 'is not a scope'],
    [['rollback', '--scope=a/b/channel/c', '--tenant=a'], 'leave out --scope-id, --tenant'],
    [['rollback', '--app-build=1'], 'belongs to the launch-day record'],
    [['launch-day', '--validation-localities=a'], 'belongs to the ai-kill-switch record'],
    [['ai-kill-switch', '--validation-localities=a,,b'], "'' is not a locality"],
    [['launch-day', '--app-build=one two'], 'is not a build'],
  ])('%j is a wrong call', async (args, why) => {
    expect(await vault.record(...args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(why) });
    expect(files()).toEqual([]);
  });
});

describe('without a matching incident', () => {
  test('the template names each field and who fills it in, and what the command line said', async () => {
    await vault.record('rollback', ...here);
    await vault.record('ai-kill-switch', ...here, '--validation-localities=au-nsw,au-vic');
    await vault.record('launch-day', '--app-build=1.4.2');
    expect(files()).toEqual([
      ...both('01-rollback-drill/template-locality-au-nsw'),
      expect.stringMatching(/^02-ai-kill-switch-activation\/template-locality-au-nsw-[0-9a-f]{8}\.html$/),
      expect.stringMatching(/\.json$/),
      expect.stringMatching(/^04-launch-day-production-validation\/template-[0-9a-f]{8}\.html$/),
      expect.stringMatching(/\.json$/),
    ]);
    const fieldsOf = (file: string) => vault.filedJson(file)['fields'] as readonly Record<string, string>[];
    const [rollback = [], killSwitch = [], launch = []] = files()
      .filter((file) => file.endsWith('.json'))
      .map(fieldsOf);
    expect(rollback.filter(({ id }) => id === 'BK-E1')).toHaveLength(9);
    expect(rollback.filter(({ id }) => /^BK-RC[1-6]$/.test(id ?? ''))).toHaveLength(6);
    expect(rollback.filter(({ by, what }) => !by || !what)).toEqual([]);
    expect(killSwitch.map(({ field }) => field)).toEqual(expect.arrayContaining(['validation of au-nsw', 'validation of au-vic']));
    expect(launch).toEqual(expect.arrayContaining([expect.objectContaining({ id: 'BK-LD4', field: 'app build', value: '1.4.2' })]));
  });

  test('the last line says that it is no record, and which scopes have one: a cron job with a mistyped place is seen', async () => {
    await vault.seal('INC-ONE');
    await vault.seal('INC-TWO', { environment: 'staging', at: 90 });
    const lastLine = async (...args: readonly string[]) => (await vault.record(...args)).out.trimEnd().split('\n').at(-1);
    expect(await lastLine('rollback', '--scope=locality', '--scope-id=au-nws')).toBe(
      'NO RECORD: only a template was filed, for people to fill in. Records can be made with ' +
        '--scope=acme/staging/channel/au-nsw (last: INC-TWO), --scope=acme/production/channel/au-nsw (last: INC-ONE).',
    );
    expect(await lastLine('launch-day')).toBe(
      'NO RECORD: only a template was filed, for people to fill in. No incident in the vault gives one.',
    );
    expect(await lastLine('rollback', ...here)).toMatch(/^written .*INC-TWO\.html$/);
    expect(JSON.parse((await vault.record('launch-day', '--json')).out)).toEqual({
      kind: 'launch-day',
      incident: null,
      said: expect.stringContaining('This is no record, but a template for any scope.'),
      files: [expect.objectContaining({ kept: 'unchanged' }), expect.objectContaining({ kept: 'unchanged' })],
    });
  });

  test('a template that was filled in is left alone, and a record is filed beside it', async () => {
    await vault.record('rollback', ...here);
    const template = join(vault.records, '01-rollback-drill', 'template-locality-au-nsw.json');
    writeFileSync(template, '{"filled":"in"}');
    expect(await vault.record('rollback', ...here)).toMatchObject({
      code: 0,
      out: expect.stringContaining('has been filled in or changed since'),
    });
    await vault.seal('INC-ONE');
    await vault.record('rollback', ...here);
    expect(readFileSync(template, 'utf8')).toBe('{"filled":"in"}');
    expect(files()).toEqual([...both('01-rollback-drill/INC-ONE'), ...both('01-rollback-drill/template-locality-au-nsw')]);
  });
});

test('what the command line named is shown as such, and does not change the record without it', async () => {
  await vault.seal('INC-AI', { runbook: 'ai-kill-switch', action: 'hold' });
  await vault.record('ai-kill-switch', ...here);
  await vault.record('ai-kill-switch', ...here, '--validation-localities=au-nsw,au-vic');
  expect(files()).toHaveLength(4);
  const given = files().find((file) => /INC-AI-[0-9a-f]{8}\.json$/.test(file)) ?? '';
  expect(vault.filedJson(given)['filed_with']).toEqual({
    validation_localities: [
      { locality: 'au-nsw', shown: 'the pointer shows it' },
      { locality: 'au-vic', shown: null },
    ],
    app_build: null,
  });
  expect(vault.filed()[given.replace('.json', '.html')]).toContain('it is in no sealed file');
});

test('--root files elsewhere, never in the vault, and --json says what became of each file', async () => {
  await vault.seal('INC-ONE');
  expect(await vault.record('rollback', ...here, `--root=${vault.path}`)).toMatchObject({
    code: 1,
    err: expect.stringContaining('is in the vault or the spool'),
  });
  const ran = await vault.record('rollback', ...here, `--root=${join(vault.records, 'elsewhere')}`, '--json');
  expect(JSON.parse(ran.out)).toMatchObject({ kind: 'rollback', incident: 'INC-ONE', files: [{ kept: 'written' }, { kept: 'written' }] });
  expect(files()).toEqual(both('elsewhere/01-rollback-drill/INC-ONE'));
});

test('a folder that cannot be written to is said with what to do', async () => {
  await vault.seal('INC-ONE');
  mkdirSync(vault.records);
  writeFileSync(join(vault.records, '01-rollback-drill'), 'a file where the folder should be');
  expect(await vault.record('rollback', ...here)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/cannot be written \((EEXIST|ENOTDIR)\).*--root/),
  });
});
