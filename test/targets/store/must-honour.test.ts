import { describe, expect, it } from '@jest/globals';
import { mustHonour } from '../../../targets/store/must-honour.ts';
import { s3Bucket } from '../../../targets/store/s3-bucket.ts';
import { s3Vault } from '../../../targets/vault/s3-vault.ts';
import { bytes, incident } from '../contract/vault-at-hand.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { fakeS3, type Wrong } from '../support/fake-s3.ts';
import { sealer } from '../support/sealer.ts';
import { recordOf } from '../support/vault-folder.ts';

const lock = { mode: 'compliance', days: 30 } as const;

describe('a store is asked to show that it keeps what is relied on', () => {
  it('takes one that honours conditional writes, and leaves nothing behind', async () => {
    const { place, objects, asked } = await fakeS3();
    await mustHonour(s3Bucket(place));
    expect(objects.size).toBe(0);
    expect(asked.map(({ what }) => what.split(' ')[0])).toEqual(['PUT', 'PUT', 'GET', 'GET', 'DELETE']);
    expect(asked.filter(({ what }) => what.startsWith('PUT')).map(({ ifNoneMatch }) => ifNoneMatch)).toEqual(['*', '*']);
    for (const { what } of asked) expect(what).toMatch(/ \/evidence\/(.holdfast-canary\/.+)?$/); // the listing names it in its query
  });

  it.each<readonly [string, Wrong, RegExp]>([
    ['overwrites what is there', { taken: 'overwrites' }, /does not honour 'If-None-Match: \*'/],
    ['says that it did not, and overwrites all the same', { taken: 'lies' }, /answered a refused write and carried it out/],
    ['does not list what was just written', { listsLate: true }, /could leave out evidence; use a store whose listings are current/],
    ['refuses to create anything', { refusesAll: true }, /refuses to create an object under a name that nothing has/],
  ])('refuses one that %s', async (_, wrong, why) => {
    const { place } = await fakeS3(wrong);
    const error = await expectTargetError(mustHonour(s3Bucket(place)), 'Unsupported');
    expect(error.message).toMatch(why);
    expect(error.recoverable).toBe(false);
  });

  it('refuses a bucket without object lock where the configuration wants it, and takes one with it', async () => {
    const [without, having] = [await fakeS3(), await fakeS3({ objectLock: true })];
    const { message } = await expectTargetError(mustHonour(s3Bucket({ ...without.place, objectLock: lock })), 'Unsupported');
    expect(message).toContain('has no object lock, and object_lock is configured');
    expect(without.asked.filter(({ what }) => what.startsWith('PUT'))).toEqual([]);
    await mustHonour(s3Bucket({ ...having.place, objectLock: lock }));
  });

  it('says what is the matter with a store that cannot be asked, as with any other request', async () => {
    const { place } = await fakeS3({ answer: { status: 403, code: 'AccessDenied' } });
    await expectTargetError(mustHonour(s3Bucket(place)), 'NotAuthorized');
  });
});

describe('the vault in object storage', () => {
  it('writes nothing to a store that does not honour conditional writes, whichever call comes first', async () => {
    const { place, objects } = await fakeS3({ taken: 'overwrites' });
    const vault = s3Vault({ place, recordOf, sealer });
    await expectTargetError(vault.open(incident, 'run-1'), 'Unsupported');
    await expectTargetError(vault.keep(incident, 'a', bytes('1')), 'Unsupported');
    expect([...objects.keys()].filter((key) => !key.includes('.holdfast-canary'))).toEqual([]);
  });

  it('does not take it for a conflict when the store says that something is there and has nothing: it is tried again', async () => {
    const wrong: { refusesAll?: true } = {};
    const { place } = await fakeS3(wrong);
    const vault = s3Vault({ place, recordOf, sealer });
    await vault.open(incident, 'run-1');
    wrong.refusesAll = true;
    const error = await expectTargetError(vault.keep(incident, 'a', bytes('1')), 'Raced');
    expect(error.recoverable).toBe(true);
    delete wrong.refusesAll;
    expect(await vault.keep(incident, 'a', bytes('1'))).toMatchObject({ where: 'vault' });
  });

  it('asks again after a store could not be asked, and then only once', async () => {
    const wrong: { answer?: { status: number; code: string } } = { answer: { status: 403, code: 'AccessDenied' } };
    const { place, asked } = await fakeS3(wrong);
    const vault = s3Vault({ place, recordOf, sealer });
    await expectTargetError(vault.keep(incident, 'a', bytes('1')), 'NotAuthorized');
    delete wrong.answer;
    asked.splice(0);
    for (let call = 0; call < 3; call += 1) await expectTargetError(vault.keep(incident, 'a', bytes('1')), 'NotFound');
    expect(asked.filter(({ what }) => what.startsWith('PUT'))).toHaveLength(2);
  });
});
