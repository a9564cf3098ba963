import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../../../contracts/digest.ts';
import { manifestFile } from '../../../contracts/pack-format.ts';
import type { PackOrigin } from '../../../targets/targets.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { channel, pack, type BuiltPack } from '../support/pack-store.ts';

/** An adapter over a store of which the suite says what is in it: two releases at generations 1 and 2, and raw files. */
export interface PackStore {
  readonly origin: PackOrigin;
  put(built: BuiltPack, path: string, bytes: Uint8Array): void | Promise<void>;
  promote(built: BuiltPack): void | Promise<void>;
  takeAway(): void;
}

/** What every PackOrigin promises. */
export function packsContract(name: string, make: () => PackStore | Promise<PackStore>): void {
  describe(`${name} keeps the promises of packs`, () => {
    const [old, current] = [pack('2026.01'), pack('2026.02')];
    const store = async () => {
      const made = await make();
      for (const built of [old, current]) await made.promote(built);
      return made;
    };

    it('answers the pointer of the highest generation, as received', async () => {
      const { value, origin } = await (await store()).origin.pointer(channel);
      expect(value.generation).toBe(2);
      expect(JSON.parse(Buffer.from(value.bytes).toString())).toHaveProperty('signatures');
      expect(origin).toContain('000000000002.json');
    });

    it('lists every generation, highest first', async () => {
      const generations: number[] = [];
      for await (const { value } of (await store()).origin.pointers(channel)) generations.push(value.generation);
      expect(generations).toEqual([2, 1]);
    });

    it('says NotFound for a channel, a pack and a file that are not there', async () => {
      const { origin } = await store();
      await expectTargetError(origin.pointer({ ...channel, name: 'elsewhere' }), 'NotFound');
      await expectTargetError(origin.manifest(channel, 'f'.repeat(64)), 'NotFound');
      await expectTargetError(origin.hashFile(channel, old.release.artifact, 'nothing.json'), 'NotFound');
      await expectTargetError(origin.hashFile(channel, old.release.artifact, 'rules.json/below'), 'NotFound');
    });

    it('says Unreachable, and not that content is missing, when the whole store is away', async () => {
      const made = await store();
      made.takeAway();
      for (const asked of [
        () => made.origin.pointer(channel),
        () => made.origin.manifest(channel, old.release.artifact),
        () => made.origin.hashFile(channel, old.release.artifact, 'rules.json'),
      ]) {
        expect((await expectTargetError(asked, 'Unreachable')).recoverable).toBe(true);
      }
    });

    it('answers a manifest as it lies there, broken or not', async () => {
      const made = await store();
      await made.put(old, manifestFile, Buffer.from('{broken'));
      expect(Buffer.from((await made.origin.manifest(channel, old.release.artifact)).value).toString()).toBe('{broken');
    });

    it('refuses a manifest of more than 1 MiB, and a small file above its limit', async () => {
      const made = await store();
      await made.put(old, manifestFile, Buffer.alloc(1_048_577, 32));
      await expectTargetError(made.origin.manifest(channel, old.release.artifact), 'TooLarge');
      await made.put(old, 'small', Buffer.alloc(11));
      await expectTargetError(made.origin.readFile(channel, old.release.artifact, 'small', 10), 'TooLarge');
      expect(await made.origin.readFile(channel, old.release.artifact, 'small', 11)).toHaveLength(11);
    });

    it('hashes a large file while timers go on', async () => {
      const made = await store();
      const bytes = randomBytes(24 * 1_048_576);
      await made.put(old, 'data/large.bin', bytes);
      let ticks = 0;
      const timer = setInterval(() => (ticks += 1), 1);
      const hashed = await made.origin.hashFile(channel, old.release.artifact, 'data/large.bin');
      clearInterval(timer);
      expect(hashed).toEqual({ sha256: sha256(bytes), size: bytes.length });
      expect(ticks).toBeGreaterThan(2);
    });

    it.each(['../x', '/etc/passwd', 'a/../../x', '', '.', 'a//b', 'a\\..\\b', 'nul\0', 'line\nbreak'])(
      'refuses the path %j',
      async (path) => {
        const { origin } = await store();
        await expectTargetError(origin.hashFile(channel, old.release.artifact, path), 'Escapes');
        await expectTargetError(origin.readFile(channel, old.release.artifact, path, 10), 'Escapes');
      },
    );

    it('refuses a pack or a channel whose name is a path (KOA-P5)', async () => {
      const { origin } = await store();
      await expectTargetError(origin.manifest(channel, '../../../other'), 'Escapes');
      await expectTargetError(origin.pointer({ ...channel, name: '..' }), 'Escapes');
      await expectTargetError(origin.pointer({ ...channel, tenant: 'acme/other' }), 'Escapes');
    });
  });
}
