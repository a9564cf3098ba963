import { createPrivateKey } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { keyHint } from '../../contracts/evidence/bundle.ts';
import { newSealingKey, sealingPublicKey } from '../../contracts/evidence/sealing-key.ts';
import { entriesIn, rechain, resealed } from '../contracts/evidence/resealed.ts';
import { sealedFolders, type SealedFolders } from '../contracts/evidence/sealed-folder.ts';
import { people as signers } from '../contracts/evidence/signed-entries.ts';
import { folder } from '../targets/support/folder.ts';
import { holdfast } from './fake-world.ts';

let sealed: SealedFolders;
let roster: string;
let sshKey: string;
beforeAll(async () => {
  sealed = await sealedFolders({ signed: true });
  roster = join(dirname(sealed.key), 'people.yaml');
  writeFileSync(roster, stringify({ people: signers }));
  sshKey = join(dirname(sealed.key), 'ana.pub');
  writeFileSync(sshKey, `${signers[0]!.keys[0]}\n`);
});

const namesOf = (json: string): unknown =>
  (JSON.parse(json) as readonly { readonly name: string; readonly problems: readonly string[] }[]).map(({ name, problems }) => [
    name,
    problems.length,
  ]);

describe('verify', () => {
  const verify = (path: string, ...more: readonly string[]) => holdfast(['verify', path, '--key', sealed.key, ...more]);

  test('says three verdicts and what else was looked at, and who countersigned; exit code 0', async () => {
    const { code, out, err, calls } = await verify(join(sealed.vault, 'INC-ONE'), '--people', roster);
    expect({ code, err, calls }).toEqual({ code: 0, err: '', calls: [] }); // nothing but the folder is asked
    expect([...out.matchAll(/^(\w+) +PASS {2}(.+)$/gm)].map(([, name]) => name)).toEqual([
      'integrity',
      'completeness',
      'identity',
      'lines',
      'checkpoints',
      'record',
      'people',
    ]);
    expect(out).toContain('7 signatures are of the people whom the lines name');
    expect(out).toMatch(/INC-ONE ended as closed at .+; countersigned by Ivo, Dee; record 1 of its installation/);
    expect(out).toContain('Not proven here');
  });

  test.each([60, 80])('at %i columns breaks its lines between words, and further ones stand below the first', async (columns) => {
    const of = async (...args: readonly string[]) => (await holdfast(['verify', ...args], { dependencies: { columns } })).out;
    const good = await of(join(sealed.vault, 'INC-ONE'), '--key', sealed.key);
    expect(good.split('\n').filter((line) => line.length > columns)).toEqual([]);
    expect(good.replaceAll(/\n */g, ' ')).toContain("is checked with its authority's certificate.");
    const copy = sealed.copyOf('INC-ONE');
    for (const file of ['record.json', 'run.json']) writeFileSync(join(copy, file), '{}');
    const bad = await of(copy, '--key', sealed.key);
    expect(bad).toMatch(/^integrity {5}FAIL {2}record\.json was changed.*(\n {20}\S.*)*\n {20}run\.json was changed/m);
  });

  test('without a roster says that the people were not checked; --json has the same for scripts', async () => {
    expect((await verify(join(sealed.vault, 'INC-ONE'))).out).toContain('not checked: give the roster with --people');
    const { code, out } = await verify(join(sealed.vault, 'INC-ONE'), '--json', '--people', roster);
    expect(code).toBe(0);
    expect(namesOf(out)).toEqual(
      ['integrity', 'completeness', 'identity', 'lines', 'checkpoints', 'record', 'people'].map((one) => [one, 0]),
    );
  });

  test('of an incident during which the key was changed wants both keys, and names what the one that is missing signed', async () => {
    const { privatePem, publicPem } = newSealingKey();
    const { vault, key: old } = await sealedFolders({ incidents: ['INC-ONE'], next: createPrivateKey(privatePem) });
    const next = join(folder(), 'next.pub.pem');
    writeFileSync(next, publicPem);
    const withKeys = (...keys: readonly string[]) => holdfast(['verify', join(vault, 'INC-ONE'), ...keys.flatMap((key) => ['--key', key])]);
    const both = await withKeys(old, next);
    expect({ code: both.code, err: both.err }).toEqual({ code: 0, err: '' });
    expect(both.out).toContain('sealed with one of the keys that you gave');
    expect(await withKeys(next)).toMatchObject({
      code: 1,
      out: expect.stringContaining('after a change of keys give the one before as well'),
      err: 'holdfast: not verified: checkpoints\n',
    });
    expect(await withKeys(old)).toMatchObject({ code: 1, err: 'holdfast: not verified: identity\n' });
  });

  test('of a folder under another name wants to be told whose it is', async () => {
    const copy = sealed.copyOf('INC-ONE');
    renameSync(copy, `${copy}-for-legal`);
    expect(await verify(`${copy}-for-legal`)).toMatchObject({ code: 1, err: 'holdfast: not verified: identity\n' });
    expect(await verify(`${copy}-for-legal`, '--incident', 'INC-ONE')).toMatchObject({ code: 0 });
  });

  test('names what was changed, believes nothing then, and fails; as JSON too', async () => {
    const copy = sealed.copyOf('INC-ONE');
    writeFileSync(join(copy, 'record.json'), '{}');
    rmSync(join(copy, 'run.json'));
    const { code, out, err } = await verify(copy, '--people', roster);
    expect({ code, err }).toEqual({ code: 1, err: 'holdfast: not verified: integrity, completeness\n' });
    expect(out).toContain('integrity     FAIL  record.json was changed');
    expect(out).toContain('completeness  FAIL  run.json is missing');
    expect(out).toContain('What it says is not to be believed');
    expect(out).not.toContain('ended as');
    const json = await verify(copy, '--json');
    expect({ code: json.code, err: json.err }).toEqual({ code: 1, err });
    expect(namesOf(json.out)).toEqual([
      ['integrity', 1],
      ['completeness', 1],
      ['identity', 0],
    ]);
  });

  test('sees what was rewritten from inside and sealed anew, also that a signature is of somebody else', async () => {
    const copy = sealed.copyOf('INC-ONE');
    const renamed = entriesIn(copy).map((entry) =>
      entry.kind === 'stated' && entry.person === 'Ana' ? { ...entry, person: 'Dee' } : entry,
    );
    rechain(copy, 'INC-ONE', renamed);
    resealed(copy);
    const { code, out, err } = await verify(copy, '--people', roster);
    expect({ code, err }).toEqual({ code: 1, err: 'holdfast: not verified: checkpoints, people\n' });
    expect(out).toContain('it was signed by Ana, not by Dee');
  });

  test.each<readonly [string, () => readonly string[], string]>([
    ['a folder that is not there', () => ['/nowhere', '--key', sealed.key], 'there is no folder /nowhere: name an incident'],
    ['a file for a folder', () => [sealed.key, '--key', sealed.key], 'there is no folder'],
    ['a key that is not there', () => [sealed.vault, '--key', '/nowhere.pem'], 'cannot read /nowhere.pem: name the file of the public key'],
    ['no key at all', () => [sealed.vault, '--key', roster], ': this is not an Ed25519 public key in PEM: give the public key of the'],
    [
      "a person's key",
      () => [sealed.vault, '--key', sshKey],
      ': this is an SSH key, which a person signs with: give the public key of the installation, which ends in .pub.pem',
    ],
    ['a roster that is not there', () => [sealed.vault, '--key', sealed.key, '--people', '/no.yaml'], '/no.yaml cannot be read as YAML'],
    ['a roster of nobody', () => [sealed.vault, '--key', sealed.key, '--people', sealed.key], 'has no people as holdfast.yaml lists them'],
  ])('refuses %s, in words', async (_what, args, why) => {
    expect(await holdfast(['verify', ...args()])).toMatchObject({ code: 1, out: '', err: expect.stringContaining(why) });
  });

  test('takes no private key, and wants a key', async () => {
    const file = join(folder(), 'evidence.pem');
    writeFileSync(file, newSealingKey().privatePem);
    const ran = await holdfast(['verify', sealed.vault, '--key', file]);
    expect(ran).toMatchObject({
      code: 1,
      err: expect.stringContaining('this is a private key: give the public one, which ends in .pub.pem'),
    });
    expect(await holdfast(['verify', sealed.vault])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--key') });
  });
});

describe('keys new', () => {
  test('writes a pair, the private one for its owner only, and says what is whose', async () => {
    const file = join(folder(), 'evidence.pem');
    const { code, out, err } = await holdfast(['keys', 'new', file]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const publicFile = file.replace('.pem', '.pub.pem');
    const key = sealingPublicKey(readFileSync(publicFile, 'utf8'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(out).toContain(`private  ${file} (only for the workers: evidence.key in holdfast.yaml is file:${file})`);
    expect(out).toContain(`public   ${publicFile}`);
    expect(out).toContain(`SHA-256  ${keyHint(key)}`);
    expect(out).not.toContain('PRIVATE KEY');
  });

  test('never writes over a key, and says why it cannot write', async () => {
    const home = folder();
    const file = join(home, 'evidence.pem');
    await holdfast(['keys', 'new', file]);
    const before = readFileSync(file, 'utf8');
    const again = await holdfast(['keys', 'new', file]);
    expect(again).toMatchObject({
      code: 1,
      out: '',
      err: `holdfast: ${file} is there already, and a key is never overwritten: name another file\n`,
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
    const nowhere = await holdfast(['keys', 'new', join(home, 'no', 'evidence.pem')]);
    expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('cannot be written (ENOENT): name another file') });
  });

  test('leaves no half of a pair behind when the other cannot be written', async () => {
    const home = folder();
    writeFileSync(join(home, 'evidence.pub.pem'), 'of an older key');
    const ran = await holdfast(['keys', 'new', join(home, 'evidence.pem')]);
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('evidence.pub.pem is there already') });
    expect(() => statSync(join(home, 'evidence.pem'))).toThrow('ENOENT');
    expect(readFileSync(join(home, 'evidence.pub.pem'), 'utf8')).toBe('of an older key');
    writeFileSync(join(home, 'second.pem'), 'somebody else');
    const taken = await holdfast(['keys', 'new', join(home, 'second.pem')]);
    expect(taken).toMatchObject({ code: 1, err: expect.stringContaining('second.pem is there already') });
    expect(() => statSync(join(home, 'second.pub.pem'))).toThrow('ENOENT');
    expect(readFileSync(join(home, 'second.pem'), 'utf8')).toBe('somebody else');
  });

  test.each([[['keys']], [['keys', 'old']], [['keys', 'new']]])('%j is a wrong call', async (args) => {
    expect(await holdfast(args)).toMatchObject({ code: 2, out: '' });
  });
});

test.each([
  [['keys', 'new'], 'holdfast keys new /etc/holdfast/evidence.pem'],
  [['log', 'check'], 'holdfast log check --key evidence.pub.pem --head sha256:'],
  [['verify'], 'holdfast verify .holdfast/vault/INC-7Q2M4K --key'],
  [['attach'], 'holdfast attach INC-7Q2M4K console.png'],
])('%j --help has an example', async (args, example) => {
  const { code, out } = await holdfast([...args, '--help']);
  expect(code).toBe(0);
  expect(out).toContain(`$ ${example}`);
});
