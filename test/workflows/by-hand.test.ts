import { expect, test } from '@jest/globals';
import { TargetError } from '../../domain/target-error.ts';
import type { IncidentStatement } from '../../domain/statements.ts';
import { bad, receipt, sound, type World } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { refused, timeline, type At } from '../support/timeline.ts';

startSkippingTime();

async function attach(at: At, signature = 'ana'): Promise<void> {
  const { incident } = await at.board();
  const statement: IncidentStatement = {
    kind: 'attachment',
    incident,
    text: 'the console',
    name: 'attachments/console.png',
    digest: `sha256:${'a'.repeat(64)}`,
    size: 10,
    at: '2026-01-01T00:00:00Z',
    nonce: 'nonce-of-an-attachment',
    signature,
  };
  await at.handle.executeUpdate('state', { args: [statement] });
}

test('what the platform cannot do a person does by hand: wanted are a file that shows it, and the effect itself', async () => {
  const seen = await timeline(
    {
      quarantine: (paper, channel, { id }) => {
        if (!paper.byHand) throw new TargetError('Unsupported', 'the publisher cannot quarantine');
        return { ...receipt('quarantine', paper, channel, id), by: paper.byHand, byHand: true };
      },
    },
    async (at) => {
      await at.asked('Is the active release bad?');
      await at.answers('ana', 'bad');
      const { verdicts } = await at.asked("The platform cannot do 'Quarantine the bad release (au-nsw)'");
      expect(Object.keys(verdicts)).toEqual(['done', 'hand-over']);
      await at.answers('ana', 'done');
      await at.asked('Nothing was attached since this was asked');
      await attach(at);
      await at.answers('ana', 'done');
      await at.asked('Sign off');
      await at.answers('ivo', 'accept');
    },
  );
  expect(seen.outcome.ending).toBe('closed');
  const { done, objectives } = seen.boards.after;
  expect(done.map(({ action, byHand = false }) => `${action} ${byHand}`)).toEqual([
    'hold false',
    'quarantine true',
    'rebind false',
    'open case false',
    'pin false',
    'lift false',
  ]);
  expect(objectives.map(({ name, state, byHand = false }) => `${name} ${state} ${byHand}`)).toEqual([
    'safe met true',
    'intact met true',
    'recorded met true',
  ]);
  expect(seen.papers.filter(({ call }) => call === 'quarantine').map(({ byHand }) => byHand)).toEqual([undefined, ['ana']]);
  expect(new Set(seen.papers.filter(({ call }) => call === 'quarantine').map(({ key }) => key)).size).toBe(1);
});

test('whoever does not do it by hand hands over, and nothing after it happens', async () => {
  const seen = await timeline(
    {
      quarantine: () => {
        throw new TargetError('Unsupported', 'the publisher cannot quarantine');
      },
    },
    async (at) => {
      await at.asked('Is the active release bad?');
      await at.answers('ana', 'bad');
      await at.asked('The platform cannot do');
      await at.answers('ana', 'hand-over');
    },
  );
  expect(seen.outcome).toMatchObject({
    ending: 'handed-over',
    because: expect.stringContaining('was not done by hand; handed over by ana'),
  });
  expect(seen.papers.map(({ call }) => call)).toEqual(['hold', 'quarantine']);
});

test('whoever rolled back by hand may not sign it off: another incident commander must (promise 6)', async () => {
  const seen = await timeline(
    {
      release: (_channel, of) => (of.id === 'r5' ? bad(of) : sound(of)),
      rollBack: (paper, channel, _from, to) => {
        if (!paper.byHand) throw new TargetError('Unsupported', 'the publisher cannot rebind');
        return { ...receipt('rebind', paper, channel, to.id), by: paper.byHand, byHand: true };
      },
    },
    async (at) => {
      await at.asked("The platform cannot do 'Roll back (au-nsw)'");
      await attach(at, 'ivo');
      await at.answers('ivo', 'done');
      await at.asked('Sign off');
      await refused(at.answers('ivo', 'accept'), 'FourEyes');
      await at.answers('dee', 'accept');
    },
  );
  expect(seen.outcome.because).toContain('signed off by dee');
});

/** `already`: then it was there, and not by this incident. */
function rolledBackAtTheSecondTry({ already }: { readonly already: boolean }): Partial<World> {
  let tries = 0;
  return {
    release: (_channel, of) => (of.id === 'r5' ? bad(of) : sound(of)),
    rollBack: (paper, channel, _from, to) => {
      if (tries++ === 0) throw new TargetError('Unreachable', 'HTTP 500');
      return { ...receipt('rebind', paper, channel, to.id), already };
    },
  };
}

test('a rollback that was there when it was tried again is not that of the runbook: whoever said to try again may not sign it off (BK-P5)', async () => {
  const seen = await timeline(rolledBackAtTheSecondTry({ already: true }), async (at) => {
    await at.asked("'Roll back (au-nsw)' failed");
    await at.answers('ivo', 'retry'); // he moved it himself meanwhile, for all that is known
    const { text } = await at.asked('Sign off');
    expect(text).toContain('au-nsw went from r5 back to r4 (not by Holdfast; whoever moved it must not sign)');
    await refused(at.answers('ivo', 'accept'), 'FourEyes');
    await at.answers('dee', 'accept');
  });
  const proofs = seen.boards.after.objectives.map(({ name, byHand = false }) => `${name} ${byHand}`);
  expect(proofs).toEqual(['safe true', 'intact true', 'recorded true']);
});

test('one that only was tried again is its own', async () => {
  const seen = await timeline(rolledBackAtTheSecondTry({ already: false }), async (at) => {
    await at.asked("'Roll back (au-nsw)' failed");
    await at.answers('ivo', 'retry');
    const { text } = await at.asked('Sign off');
    expect(text).not.toContain('not by Holdfast');
    await at.answers('ivo', 'accept');
  });
  expect(seen.boards.after.objectives.some(({ byHand }) => byHand)).toBe(false);
});
