import type { Happening, Schedule } from './schedule.ts';

/** A schedule as people read it: the world first, then what goes wrong in it, then minute by minute what comes from outside. */
export function scheduleText({ scope, isObserving, isByHand, window, releases, faults, happenings, morning }: Schedule): string {
  const nature = [isObserving ? 'only watching' : '', isByHand ? 'started by hand' : 'started by an alert', `${window} h for the record`];
  return [
    `one ${scope}; ${nature.filter(Boolean).join(', ')}; releases, newest first: ${releases.join(', ')}`,
    ...faults.map(({ port, kind, from, calls }) => `  ${port}: ${kind}, calls ${from} to ${from + calls - 1}`),
    ...happenings.toSorted((one, other) => one.minute - other.minute).map((one) => `  minute ${one.minute}: ${told(one)}`),
    morning.isSomebodyUp
      ? `  in the morning what is open is answered, verdicts number ${morning.verdicts.join(', ')}, at last the last one`
      : '  nobody comes in the morning',
  ].join('\n');
}

function told(happening: Happening): string {
  switch (happening.kind) {
    case 'answer':
      return `${happening.who} answers question ${happening.question} with verdict ${happening.verdict}, ${happening.how}, by ${happening.by}`;
    case 'alert':
      return `an alert: ${happening.alert}`;
    case 'statement':
      return `${happening.who} writes a note${happening.isForged ? ', forged' : ''}`;
    case 'cancelled':
      return 'the workflow is cancelled';
    case 'stop':
      return `automatic containment is ${happening.isOn ? 'stopped' : 'let go on'}`;
    case 'damaged':
      return `${happening.release} of ${happening.channel} is damaged`;
    case 'moved by hand':
      return `somebody else: ${happening.action} of ${happening.release} on ${happening.channel}`;
  }
}
