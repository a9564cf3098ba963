import type { Change, ChangeRequest } from '../../contracts/platform-api.ts';
import { channelText, type Channel } from '../../domain/scope.ts';
import type { ChangeAction } from './change-actions.ts';

/** What a fault does to the next `count` changes of an action, at the publisher's door: any of four things, each at its moment. */
export interface Interference {
  /** The fault's name, by which it is taken back. */
  readonly fault: string;
  readonly action: ChangeAction;
  readonly count: number;
  /** In this channel only; in any when absent. */
  readonly channel?: Channel;
  /** Something else happens just before the change is carried out. */
  readonly before?: (channel: Channel) => Promise<unknown>;
  /** The change is not carried out; this is the answer, or what it throws. */
  readonly instead?: (channel: Channel, asked: ChangeRequest) => Promise<Change>;
  /** Something else begins once the change took effect. */
  readonly after?: (channel: Channel, change: Change) => void;
  /** Whatever came of the change, its answer never comes. */
  readonly unanswered?: true;
}
type Moment = 'before' | 'instead' | 'after' | 'unanswered';

/** The interferences in force. Each is used up by acting: one that nothing reached waits for the next change. */
export interface Interferences {
  add(interference: Interference): void;
  /** Takes back everything of one fault, and nothing of another. */
  drop(fault: string): void;
  /** Carries out a change as far as faults let it. Null: no answer comes. `carryOut` says whether the change took effect just now. */
  through(
    channel: Channel,
    asked: ChangeRequest,
    carryOut: () => Promise<{ readonly change: Change; readonly took: boolean }>,
  ): Promise<Change | null>;
}

export function interferences(): Interferences {
  let armed: readonly { readonly what: Interference; left: number }[] = [];

  const taken = (moment: Moment, channel: Channel, action: string, most = Infinity): readonly Interference[] => {
    const met = armed
      .filter(({ left, what }) => left > 0 && what.action === action && what[moment] !== undefined && isIn(channel, what))
      .slice(0, most);
    for (const one of met) one.left -= 1;
    return met.map(({ what }) => what);
  };

  return {
    add: (what) => {
      armed = [...armed, { what, left: what.count }];
    },
    drop: (fault) => {
      armed = armed.filter(({ what }) => what.fault !== fault);
    },
    through: async (channel, asked, carryOut) => {
      for (const { before } of taken('before', channel, asked.action)) await before?.(channel);
      const [other] = taken('instead', channel, asked.action, 1);
      if (other?.instead) return other.instead(channel, asked);
      const { change, took } = await carryOut();
      if (took) for (const { after } of taken('after', channel, asked.action)) after?.(channel, change);
      return taken('unanswered', channel, asked.action, 1).length > 0 ? null : change;
    },
  };
}

const isIn = (channel: Channel, what: Interference): boolean =>
  what.channel === undefined || channelText(what.channel) === channelText(channel);
