import { expect, test } from '@jest/globals';
import type { Release } from '../../domain/packs.ts';
import { bad, broken, people, receipt, sound } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { timeline, type At } from '../support/timeline.ts';

startSkippingTime();

const judged = (_channel: unknown, of: Release) => (of.id === 'r5' ? bad(of) : sound(of));
const accept = async (at: At) => {
  await at.asked('Sign off');
  await at.answers('ivo', 'accept');
};

test('a seal that fails asks, and seals when the vault is mended', async () => {
  let mended = false;
  const seal = () => {
    if (!mended) throw broken('the vault is away');
    return 'sha256:late';
  };
  const seen = await timeline({ seal }, async (at) => {
    await at.answers('ana', 'false-alarm');
    const { text } = await at.asked('cannot be sealed');
    expect(text).toContain('the vault is away');
    expect((await at.board()).ended).toMatchObject({ ending: 'false-alarm' });
    await at.minute(30);
    mended = true;
    await at.answers('dee', 'retry');
  });
  expect(seen.outcome).toMatchObject({ ending: 'false-alarm', record: 'sha256:late' });
  expect(seen.timeline.at(-1)).toMatchObject({ kind: 'ended' }); // what came after the seal began is not in the record
});

test('a vault that takes no lines delays neither containment nor pages, and gets every line once it is back', async () => {
  let back = false;
  const lines: number[] = [];
  const append = (_incident: string, entries: readonly { seq: number }[]) => {
    if (!back) throw new Error('ENOSPC');
    lines.push(...entries.map(({ seq }) => seq));
  };
  const seen = await timeline({ release: judged, append }, async (at) => {
    await at.minute(6);
    back = true;
    await accept(at);
  });
  expect(seen.effects).toContain('0 rollBack au-nsw to r4');
  expect(seen.pages.map((page) => page.split(':')[0])).toEqual(['0 incident-commander', '5 duty-manager']);
  expect(seen.outcome.ending).toBe('closed');
  expect(lines).toEqual(lines.map((_, index) => index + 1));
});

test('a vault in which nothing can be opened delays no containment either: the incident takes a long id and opens it later', async () => {
  let back = false;
  const opened: string[] = [];
  const open = (incident: string) => {
    if (!back) throw new Error('EROFS');
    opened.push(incident);
    return true;
  };
  const seen = await timeline({ release: judged, open }, async (at) => {
    await at.asked('Sign off');
    back = true;
    await accept(at);
  });
  expect(seen.effects).toContain('0 hold au-nsw');
  expect(seen.outcome.incident).toMatch(/^INC-[0-9A-HJKMNP-TV-Z]{12}$/);
  expect(opened).toEqual([seen.outcome.incident]);
});

test('a short id that is taken is left to its owner: another is chosen', async () => {
  const asked: string[] = [];
  const open = (incident: string) => asked.push(incident) > 2;
  const seen = await timeline({ open }, (at) => at.answers('ana', 'false-alarm'));
  expect(asked).toHaveLength(3);
  expect(new Set(asked).size).toBe(3);
  expect(seen.outcome.incident).toBe(asked[2]);
});

test('half a character in what a target said does not stop the record', async () => {
  const seen = await timeline(
    {
      hold: (paper, channel) => receipt('hold', paper, channel, 'held by \ud83d'),
      rollBack: () => {
        throw broken('no such release \ud83d');
      },
    },
    async (at) => {
      await at.answers('ana', 'bad');
      await at.asked('Roll back');
      await at.answers(people['ana']!.name, 'hand-over');
    },
  );
  expect(JSON.stringify(seen.timeline)).not.toMatch(/\\ud83d/);
  expect(JSON.stringify(seen.timeline)).toContain('no such release \ufffd');
});
