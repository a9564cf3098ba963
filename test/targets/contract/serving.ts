import { describe, expect, it } from '@jest/globals';
import { failed, passed, type Finding } from '../../../domain/findings.ts';
import type { Serving } from '../../../targets/targets.ts';
import { channel, pack, type BuiltPack } from '../support/pack-store.ts';

/** What a fake reader answers. Whatever is not said here is answered rightly, from `serves`. */
export interface Reader {
  serves: BuiltPack;
  /** Answers the manifest probe with this instead. */
  manifest?: unknown;
  resolves?: string | null;
  rule?: unknown;
  file?: Buffer;
  /** Which path answers wrongly, and how. */
  trouble?: { readonly path: string; readonly how: 'silent' | 'drip' | 'redirect' | 'oversize' | 'down' | 'no json' | 'cut' };
  /** Called before every answer. */
  before?: (path: string) => void;
}

export interface ServingAtHand {
  readonly serving: Serving;
  readonly reader: Reader;
}

const [expected, earlier] = [pack('2026.06'), pack('2026.05')];
const said = (findings: readonly Finding[]): Readonly<Record<string, string>> =>
  Object.fromEntries(findings.map(({ check, outcome }) => [check, outcome]));
const all = (outcome: string) => ({
  'manifest resolution at reader-2': outcome,
  'resolver at reader-2': outcome,
  'rules API at reader-2': outcome,
  'pack read path at reader-2': outcome,
});

/** What every way of asking readers promises (BK-BP5). The reader is called `reader-2`. */
export function servingContract(name: string, make: (serves: BuiltPack) => Promise<ServingAtHand>): void {
  describe(`${name} keeps the promises of serving`, () => {
    const ask = ({ serving }: ServingAtHand) => serving.ask('reader-2', channel, expected.expected);

    it('passes all four probes of a reader that serves the release rightly', async () => {
      const findings = await ask(await make(expected));
      expect(said(findings)).toEqual(all('pass'));
      expect(passed(findings)).toBe(true);
    });

    it('does not know of a reader that still serves another release, and says which', async () => {
      const findings = await ask(await make(earlier));
      expect(said(findings)).toEqual(all('unknown'));
      expect(findings.every(({ why }) => why === 'still serves 2026.05')).toBe(true);
    });

    it('does not fail a reader that serves the release’s name from another pack', async () => {
      const other = { ...earlier, release: { ...earlier.release, id: expected.release.id } };
      const findings = await ask(await make(other));
      expect(said(findings)).toEqual(all('unknown'));
      expect(findings[0]?.why).toContain('from another pack');
    });

    it.each([
      ['manifest resolution', { manifest: { ...expected.manifest, profiles: ['other'] } }],
      ['resolver', { resolves: 'R9' }],
      ['resolver', { resolves: null }],
      ['rules API', { rule: { id: 'R1', says: 'something else' } }],
      ['pack read path', { file: Buffer.from('something else') }],
    ] as const)('fails the %s of a reader that says it serves the release, and serves it wrongly', async (probe, wrong) => {
      const at = await make(expected);
      Object.assign(at.reader, wrong);
      const findings = await ask(at);
      expect(said(findings)).toEqual({ ...all('pass'), [`${probe} at reader-2`]: 'fail' });
      expect(findings.find(({ outcome }) => outcome === 'fail')?.why).not.toBe('');
    });

    it.each(['silent', 'drip', 'redirect', 'oversize', 'down', 'no json', 'cut'] as const)(
      'does not know what a reader serves whose answer is %s',
      async (how) => {
        for (const [path, probe] of [
          ['manifest', 'manifest resolution'],
          ['resolve', 'resolver'],
          ['rules', 'rules API'],
          ['files', 'pack read path'],
        ] as const) {
          if (path === 'files' && how === 'no json') continue;
          const at = await make(expected);
          at.reader.trouble = { path, how };
          const finding = (await ask(at)).find(({ check }) => check === `${probe} at reader-2`);
          expect(finding?.outcome).toBe('unknown');
          expect(finding?.why).not.toBe('');
        }
      },
      30_000,
    );

    it('does not fail a reader that moves to another release while its files are read', async () => {
      const at = await make(expected);
      at.reader.before = (path) => {
        if (path === 'files') at.reader.serves = earlier;
      };
      const findings = await ask(at);
      expect(failed(findings)).toBe(false);
      expect(findings.at(-1)).toMatchObject({ check: 'pack read path at reader-2', outcome: 'unknown' });
    });

    it('knows nothing of a reader that is not there, of one that nobody configured, and of a pack without canaries', async () => {
      const { serving } = await make(expected);
      expect((await serving.ask('nobody', channel, expected.expected))[0]?.outcome).toBe('unknown');
      expect(said(await serving.ask('reader-2', channel, { ...expected.expected, canaries: [] }))).toMatchObject({
        'resolver at reader-2': 'unknown',
        'rules API at reader-2': 'unknown',
      });
      expect(said(await serving.ask('reader-2', { ...channel, name: 'elsewhere' }, expected.expected))).toEqual(all('unknown'));
    });
  });
}
