import { describe, expect, test } from '@jest/globals';
import type { Board } from '../../domain/board.ts';
import { signItOff } from './board-questions.ts';
import { signOff, waitingForConfirmation } from './boards.ts';
import { holdfast, people } from './fake-world.ts';

/** The board of the sign-off, where these people started or steered what is held. */
const steeredBy = (...names: readonly string[]): Board => ({ ...signOff, questions: [{ ...signItOff, notLiftedBy: names }] });
const show = async (board: Board, roster = people, embedded = true): Promise<string> => {
  const { out } = await holdfast(['show', 'INC-7Q2M4K'], { board, connection: { people: roster, embedded } });
  return out.replaceAll(/\s+/g, ' ');
};

describe('who had a hand in a containment (promise 6)', () => {
  test('is named, with the reason, at the verdict that lifts it, and at no other', async () => {
    const text = await show(steeredBy('Ana', 'Dee'));
    const [accept = '', reject = ''] = text.slice(text.indexOf('accept for')).split('reject for');
    expect(accept).toContain('not Ana or Dee: started or steered what this lifts; another person must');
    expect(accept).toContain('accept --as Ivo');
    expect(reject).not.toContain(' not ');
  });

  test('is never offered as the one who gives it', async () => {
    expect(await show(steeredBy('Ivo'))).toContain('accept --as Dee');
    expect(await show(steeredBy('Ivo'))).toContain('reject --as Ivo');
  });

  test('where that is everybody who could, the board says so instead of a command that is refused', async () => {
    for (const embedded of [true, false]) {
      const text = await show(steeredBy('Ivo', 'Dee'), people, embedded);
      expect(text).toContain('answer nobody on the roster may: it takes incident-commander with no hand in this. Answer otherwise, or add');
      expect(text).not.toContain('INC-7Q2M4K accept');
      expect(text).toContain(`INC-7Q2M4K reject ${embedded ? '--as Ivo' : '--key FILE'}`);
    }
  });

  test('is told once, below, where no verdict is his', async () => {
    const [question] = waitingForConfirmation.questions;
    const text = await show({ ...waitingForConfirmation, questions: [{ ...question!, notBy: ['Ivo'], notLiftedBy: ['Ivo'] }] });
    expect(text).toContain('Not Ivo: had a hand in this already');
    expect(text).not.toContain('not Ivo');
  });
});

test('two seats take two people: one who could sit in either is not enough', async () => {
  const [question] = signOff.questions;
  const board = { ...signOff, questions: [{ ...question!, verdicts: { accept: ['incident-commander', 'incident-commander'] } }] };
  expect(await show(board)).toContain('accept --as Ivo');
  expect(await show(board, people.slice(0, 2))).toContain('nobody on the roster may: it takes 2 different people');
});

test('where the roster is not at hand, the command names nobody', async () => {
  expect(await show(steeredBy('Ivo', 'Dee'), [])).toContain('accept --key FILE');
});
