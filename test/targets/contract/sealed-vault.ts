import { expect, it } from '@jest/globals';
import { sha256 } from '../../../contracts/digest.ts';
import { checkLog } from '../../../contracts/evidence/check-log.ts';
import { checkpointDigest, checkpointPath, readCheckpoint } from '../../../contracts/evidence/checkpoint.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { publicKey, sealing } from '../support/sealer.ts';
import { bytes, entries, incident, type VaultAtHand } from './vault-at-hand.ts';

/** What every vault promises of what it signs, and of what is read back. `opened`: one with the incident open. */
export function sealedVaultContract(opened: () => Promise<VaultAtHand>): void {
  it('seals a moment once: each checkpoint names the one before, the line it ends with, and what was kept since', async () => {
    const { vault, read, files, reopened } = await opened();
    await vault.keep(incident, 'a', bytes('1'));
    await vault.append(incident, entries(1, 2));
    const first = await vault.checkpoint(incident, 2);
    await vault.keep(incident, 'b', bytes('2'));
    await vault.append(incident, entries(3, 5));
    const second = await reopened().checkpoint(incident, 4);
    expect(await vault.checkpoint(incident, 2)).toBe(first); // and what came since changes nothing of it
    expect(await reopened().checkpoint(incident, 4)).toBe(second);
    expect((await files()).filter((name) => name.startsWith('checkpoints/'))).toEqual([2, 4].map(checkpointPath));
    const [one, two] = await Promise.all([2, 4].map(async (seq) => Buffer.from(await read(checkpointPath(seq)))));
    expect([first, second]).toEqual([one, two].map((text) => checkpointDigest(text!)));
    await vault.append(incident, entries(6, 6));
    await vault.seal(incident, sealing(6));
    const lines = (await read('events.jsonl')).split('\n');
    expect(readCheckpoint(one!, [publicKey])).toEqual({
      incident,
      seq: 2,
      at: 1_002,
      head: sha256(lines[1]!),
      previous: null,
      files: [{ name: 'files/a', digest: `sha256:${sha256('1')}` }],
    });
    expect(readCheckpoint(two!, [publicKey])).toMatchObject({
      seq: 4,
      head: sha256(lines[3]!),
      previous: first,
      files: [{ name: 'files/b', digest: `sha256:${sha256('2')}` }],
    });
    expect(await read('SHA256SUMS')).toContain(`${sha256(two!)}  ${checkpointPath(4)}\n`);
  });

  it('makes no checkpoint over lines that are not there, and one of many that come at once', async () => {
    const { vault, files } = await opened();
    await vault.append(incident, entries(1, 2));
    expect((await expectTargetError(vault.checkpoint(incident, 3), 'Refused')).recoverable).toBe(true);
    expect(new Set(await Promise.all(Array.from({ length: 5 }, () => vault.checkpoint(incident, 2)))).size).toBe(1);
    expect((await files()).filter((name) => name.startsWith('checkpoints/'))).toHaveLength(1);
  });

  it('reads back every line, and what was kept by its digest, before the seal and after', async () => {
    const { vault, reopened } = await opened();
    expect(await vault.entries(incident)).toEqual([]);
    await vault.keep(incident, 'a/one.json', bytes('1'));
    await vault.append(incident, entries(1, 2));
    await vault.append(incident, entries(3, 3));
    for (const when of ['before the seal', 'after it']) {
      expect([when, await reopened().entries(incident)]).toEqual([when, entries(1, 3)]);
      expect(await vault.kept(incident, 'a/one.json')).toEqual({ digest: `sha256:${sha256('1')}`, size: 1 });
      expect(await vault.kept(incident, 'a/two.json')).toBeNull();
      if (when === 'before the seal') await vault.seal(incident, sealing(3));
    }
    await expectTargetError(vault.kept(incident, '../run.json'), 'Escapes');
  });

  it('has nothing of an incident that no run opened', async () => {
    const { vault } = await opened();
    await expectTargetError(vault.entries('INC-UNKNOWN'), 'NotFound');
    await expectTargetError(vault.checkpoint('INC-UNKNOWN', 1), 'NotFound');
    await expectTargetError(vault.kept('INC-UNKNOWN', 'a'), 'NotFound');
  });

  it('keeps every sealed record in a log, each naming the one before, also when several are sealed at once', async () => {
    const { vault, log, reopened } = await opened();
    const ids = ['INC-A', 'INC-B', 'INC-C', 'INC-D'];
    await vault.append(incident, entries(1, 1));
    const first = await vault.seal(incident, sealing(1));
    for (const id of ids) {
      await vault.open(id, 'run-1');
      await vault.append(id, entries(1, 1));
    }
    const sealed = await Promise.all(ids.map((id) => reopened().seal(id, sealing(1))));
    const inOrder = [first, ...sealed].sort((one, other) => one.number - other.number);
    expect(inOrder.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(inOrder.map(({ previous }) => previous)).toEqual([null, ...inOrder.slice(0, -1).map(({ digest }) => digest)]);
    expect([...(await log().sealed())].sort()).toEqual([...ids, incident].sort());
    const verdict = await checkLog(log(), [publicKey], [inOrder[2]!.digest]);
    expect(verdict).toEqual({ problems: [], records: 5, head: inOrder[4]!.digest });
    expect(await vault.seal('INC-A', sealing(1))).toEqual(sealed[0]); // again is no other record
    expect(await log().numbers()).toEqual([1, 2, 3, 4, 5]);
  });
}
