import type { Board } from '../domain/board.ts';
import { of } from '../domain/timeline.ts';
import { scopeText } from '../domain/scope.ts';
import { quoted } from './decide-command.ts';

/** The exact command that starts the incident which adopts what this one left held. `signing` is the option that signs, such as `--as Ana`. */
export const adoptCommand = ({ incident, runbook, scope }: Board, signing: string, command = 'holdfast'): string =>
  `${command} start ${runbook.name} --scope ${quoted(scopeText(scope))} --why ${quoted(`taking over ${incident}`)} ${signing}`;

/** Who has had a hand in it already, in order: whoever of them starts the next one leaves the most people to judge it (promise 6). */
export const hadAHand = ({ timeline }: Board): readonly string[] => [
  ...of(timeline, 'started').map(({ person }) => person),
  ...of(timeline, 'decided').flatMap(({ decision }) => decision.by),
];
