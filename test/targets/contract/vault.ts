import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../../../contracts/digest.ts';
import { canonicalJson } from '../../../domain/canonical-json.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { sealing } from '../support/sealer.ts';
import { sealedVaultContract } from './sealed-vault.ts';
import { bytes, entries, incident, type VaultAtHand } from './vault-at-hand.ts';

/** What every vault promises. */
export function vaultContract(name: string, make: () => VaultAtHand | Promise<VaultAtHand>): void {
  describe(`${name} keeps the promises of a vault`, () => {
    const opened = async (): Promise<VaultAtHand> => {
      const at = await make();
      expect(await at.vault.open(incident, 'run-1')).toEqual({ opened: true, where: 'vault' });
      return at;
    };

    it('gives an incident to one run: again changes nothing, another run is refused', async () => {
      const { vault, read, reopened } = await opened();
      const before = await read('run.json');
      expect((await vault.open(incident, 'run-1')).opened).toBe(true);
      expect((await vault.open(incident, 'run-2')).opened).toBe(false);
      expect((await reopened().open(incident, 'run-2')).opened).toBe(false);
      expect(await read('run.json')).toBe(before);
    });

    it('gives it to exactly one of many runs that come at once', async () => {
      const { vault } = await make();
      const runs = await Promise.all(Array.from({ length: 10 }, (_, run) => vault.open(incident, `run-${run}`)));
      expect(runs.filter(({ opened: got }) => got)).toHaveLength(1);
    });

    it('keeps bytes once: the same again changes nothing, others are a conflict (KOA-P4)', async () => {
      const { vault, read } = await opened();
      const kept = await vault.keep(incident, 'snapshot/index.json', bytes('found'));
      expect(kept).toEqual({ digest: `sha256:${sha256('found')}`, where: 'vault' });
      expect(await vault.keep(incident, 'snapshot/index.json', bytes('found'))).toEqual(kept);
      for (const other of ['foun', 'found!', 'FOUND', ''])
        await expectTargetError(vault.keep(incident, 'snapshot/index.json', bytes(other)), 'EvidenceConflict');
      expect(await read('files/snapshot/index.json')).toBe('found');
    });

    it.each([
      '../x',
      '/x',
      'a/../../x',
      '',
      'a//b',
      '.hidden',
      'a/.tmp-1',
      'a\\b',
      'a\nb',
      'x'.repeat(300),
      `${'x'.repeat(180)}/`.repeat(5) + 'x',
    ])('refuses the name %j', async (odd) => {
      await expectTargetError((await opened()).vault.keep(incident, odd, bytes('x')), 'Escapes');
    });

    it.each(['../INC', '', '.', 'a/b', '.hidden'])('refuses the incident %j', async (odd) => {
      const { vault } = await make();
      await expectTargetError(vault.open(odd, 'run-1'), 'Escapes');
      await expectTargetError(vault.keep(odd, 'x', bytes('x')), 'Escapes');
      await expectTargetError(vault.append(odd, entries(1, 1)), 'Escapes');
    });

    it('chains every line to the one before, over batches and restarts', async () => {
      const { vault, read, reopened } = await opened();
      await vault.append(incident, entries(1, 3));
      await reopened().append(incident, entries(4, 4));
      await vault.append(incident, entries(5, 6));
      await vault.seal(incident, sealing(6));
      const lines = (await read('events.jsonl')).trimEnd().split('\n');
      let prev = '0'.repeat(64);
      lines.forEach((line, index) => {
        const value = JSON.parse(line) as { seq: number; prev: string };
        expect(value).toMatchObject({ seq: index + 1, prev });
        expect(line).toBe(canonicalJson(value));
        prev = sha256(line);
      });
      expect(lines).toHaveLength(6);
    });

    it('takes a repeated batch once, and of an overlapping one what is new', async () => {
      const { vault, read } = await opened();
      await vault.append(incident, entries(1, 3));
      await vault.append(incident, entries(1, 3));
      await vault.append(incident, entries(2, 5));
      await vault.append(incident, entries(4, 4));
      await vault.append(incident, []);
      await vault.seal(incident, sealing(5));
      expect((await read('events.jsonl')).trimEnd().split('\n')).toHaveLength(5);
    });

    it('refuses lines that change what is there, and lines after a gap', async () => {
      const { vault } = await opened();
      await vault.append(incident, entries(1, 3));
      await expectTargetError(vault.append(incident, entries(1, 3, 'another step')), 'EvidenceConflict');
      await expectTargetError(vault.append(incident, entries(3, 4, 'another step')), 'EvidenceConflict');
      await expectTargetError(vault.append(incident, entries(5, 5)), 'Refused');
      await vault.append(incident, entries(4, 4));
    });

    it('takes batches that come at once and overlap, each line once', async () => {
      const { vault, read } = await opened();
      await Promise.all([
        vault.append(incident, entries(1, 2)),
        vault.append(incident, entries(1, 3)),
        vault.append(incident, entries(1, 4)),
      ]);
      await vault.seal(incident, sealing(4));
      expect((await read('events.jsonl')).trimEnd().split('\n')).toHaveLength(4);
    });

    it('seals once: all files listed, nothing left over, the same answer again, also after a restart', async () => {
      const { vault, read, files, reopened } = await opened();
      await vault.keep(incident, 'a/one.json', bytes('1'));
      await vault.append(incident, entries(1, 2));
      const digest = await vault.seal(incident, sealing(2));
      expect(digest).toEqual({ digest: `sha256:${sha256(await read('evidence.sigstore.json'))}`, number: 1, previous: null });
      const listed = (await read('SHA256SUMS'))
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(66));
      expect(listed).toEqual(['events.jsonl', 'files/a/one.json', 'record.json', 'run.json', 'verify.sh']);
      expect(await files()).toEqual(['SHA256SUMS', ...listed, 'evidence.sigstore.json'].sort());
      expect(await read('SHA256SUMS')).toContain(`${sha256('1')}  files/a/one.json\n`);
      expect(JSON.parse(await read('record.json'))).toEqual({ incident, lines: 2 });
      expect(await vault.seal(incident, sealing(2))).toEqual(digest);
      expect(await reopened().seal(incident, sealing(2))).toEqual(digest);
      await expectTargetError(vault.seal(incident, sealing(1)), 'EvidenceConflict');
    });

    it('takes nothing after the seal but what is there', async () => {
      const { vault } = await opened();
      await vault.keep(incident, 'a', bytes('1'));
      await vault.append(incident, entries(1, 2));
      const digest = await vault.seal(incident, sealing(2));
      await vault.keep(incident, 'a', bytes('1'));
      await vault.append(incident, entries(1, 2));
      await expectTargetError(vault.keep(incident, 'a', bytes('2')), 'EvidenceConflict');
      await expectTargetError(vault.keep(incident, 'b', bytes('1')), 'EvidenceConflict');
      await expectTargetError(vault.append(incident, entries(2, 3)), 'EvidenceConflict');
      await expectTargetError(vault.append(incident, entries(2, 2, 'another step')), 'EvidenceConflict');
      expect(await vault.seal(incident, sealing(2))).toEqual(digest);
    });

    it('does not seal while lines are missing, and seals when they came', async () => {
      const { vault } = await opened();
      await vault.append(incident, entries(1, 2));
      expect((await expectTargetError(vault.seal(incident, sealing(3)), 'Refused')).recoverable).toBe(true);
      await vault.append(incident, entries(3, 3));
      await expectTargetError(vault.seal(incident, sealing(2)), 'EvidenceConflict');
      await vault.seal(incident, sealing(3));
    });

    sealedVaultContract(opened);
  });
}
