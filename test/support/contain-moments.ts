import type { Asked, Stop } from './door.ts';
import type { Place } from './product.ts';

/** Every function of `contain`, by the step that calls it and what it asks the platform for. */
export const containFunctions = {
  hold: { key: 'Hold-activation', action: 'hold' },
  quarantine: { key: 'Quarantine-the-bad-release', action: 'quarantine' },
  rollBack: { key: 'Roll-back', action: 'rebind' },
  serveBaseline: { key: 'Roll-back', action: 'baseline' },
  openCase: { key: 'Open-the-case-to-fix-forward', action: 'open case' },
  pin: { key: 'Pin-the-good-release', action: 'pin' },
  liftHold: { key: 'Lift-the-hold', action: 'lift' },
} as const;
export type ContainFunction = keyof typeof containFunctions;

/**
 * Moments of one call of `contain`, in order. `begun`: it asks what became of its key. `looked`: the platform answered that it knows nothing of
 * that. `sent`: the platform does not have the write yet. `done`: it carried it out, and nobody was told. A case is opened without that
 * look: there `begun` is as `sent`, and `looked` as `done`.
 */
export type Moment = 'begun' | 'looked' | 'sent' | 'done';

/** Where a door stops that moment of one channel, and with it everything else about that channel's pointer and cases. */
export function momentOf(place: Place, name: ContainFunction, moment: Moment): Stop {
  const { key, action } = containFunctions[name];
  const about = changesOf(place);
  const isWrite = (asked: Asked): boolean => asked.method === 'POST' && about(asked);
  const isCase = name === 'openCase';
  const write = (asked: Asked): boolean =>
    isWrite(asked) && (isCase ? asked.path === '/v1/cases' : bodyOf<{ readonly action: string }>(asked).action === action);
  const look = ({ method, path }: Asked): boolean => method === 'GET' && path.includes(key);
  const looks = !isCase && (moment === 'begun' || moment === 'looked');
  return {
    fits: (asked) => about(asked) && (looks ? look(asked) : write(asked)),
    after: moment === 'done' || moment === 'looked',
    freezes: about,
  };
}

const bodyOf = <T>({ body }: Asked): T => JSON.parse(body) as T;

/** Whether a request is about the changes or a case of this channel. */
function changesOf({ tenant, name }: Place): (asked: Asked) => boolean {
  const changes = new RegExp(`^/v1/channels/${tenant}/[^/]+/${name}/changes`);
  const cases = (asked: Asked): boolean => {
    if (asked.path !== '/v1/cases' || asked.method !== 'POST') return false;
    const { channel } = bodyOf<{ readonly channel: Place }>(asked);
    return channel.tenant === tenant && channel.name === name;
  };
  return (asked) => changes.test(asked.path) || cases(asked);
}
