import type { Change, ChangeRequest } from '../contracts/platform-api.ts';
import type { Authorization, Receipt } from '../domain/containment.ts';
import type { ChannelState } from '../domain/packs.ts';
import { channelText, type Channel } from '../domain/scope.ts';
import { isTargetError, TargetError } from '../domain/target-error.ts';
import type { Targets } from '../targets/targets.ts';
import { readClaimed, type ClaimedPointer } from './claimed-pointer.ts';
import { keepReceipt } from './keep-receipt.ts';
import { mayBeThere, unresolved } from './may-be-there.ts';
import { byHandReceipt, doneReceipt, orderedBy, pointerAt, rehearsedReceipt, type Order } from './receipt.ts';

export type World = Pick<Targets, 'packs' | 'publisher' | 'cases' | 'vault' | 'roster'>;

type Wanted = ChangeRequest extends infer Each
  ? Each extends ChangeRequest
    ? Omit<Each, 'key' | 'expected_generation' | 'by' | 'reason'>
    : never
  : never;

/** One change of a channel's pointer: what to ask for, and how to see that it holds. */
export interface PointerChange {
  readonly request: () => Wanted;
  readonly shows: (state: ChannelState) => boolean;
  /** Where the pointer must be for this; anything else there means that somebody else moved it. */
  readonly onlyWhile?: (state: ChannelState) => boolean;
  readonly subject: string;
}

/**
 * Makes one change, at most once (promise 8): asks the publisher what became of the key; acts only if it never saw it, compare-and-swap
 * on the generation just read; believes the pointer, not the answer (promise 5); keeps the receipt.
 */
export async function change(world: World, authorization: Authorization, channel: Channel, wanted: PointerChange): Promise<Receipt> {
  const { publisher, vault } = world;
  const order: Order = { authorization, channel, action: wanted.request().action, subject: wanted.subject };
  const keep = (receipt: Receipt): Promise<Receipt> => keepReceipt(vault, authorization.incident, receipt);
  if (authorization.dryRun) return keep(rehearsedReceipt(order, await firstLook(world, channel)));
  const looking = firstLook(world, channel); // meanwhile: compare-and-swap refuses whatever comes between the two
  looking.catch(() => undefined); // said below, unless the key is known
  const earlier = await mayBeThere(publisher.outcome(channel, authorization.key)); // an attempt before this one may have sent it
  if (earlier) return mayBeThere(confirmed(world, order, wanted, earlier, null).then(keep));
  const now = await looking;
  const done = await act(world, authorization, channel, wanted, now);
  if (done === 'by hand') return keep(byHandReceipt(order, now));
  return mayBeThere(confirmed(world, order, wanted, done, now).then(keep));
}

/** The receipt of a change that the publisher says is done. `now`: the pointer as it was read just before, where it was. */
async function confirmed(world: World, order: Order, { shows }: PointerChange, done: Change, now: ClaimedPointer | null): Promise<Receipt> {
  const { channel } = order;
  const { generation_before } = done; // a retry still tells what the first attempt found
  const found = now?.state.generation === generation_before ? now : await readAfter(world, channel, generation_before);
  const after = await readAfter(world, channel);
  if (shows(after.state)) return doneReceipt(order, done, found, after);
  throw new TargetError(
    'Refused',
    `the publisher answered that ${order.action} of ${order.subject} is done, but ${pointerAt(after)} does not show it`,
    { recoverable: true },
  );
}

/** Before anything is sent: that every origin has no such channel is said in a code of its own, as then nothing can have been changed. */
async function firstLook({ packs }: World, channel: Channel): Promise<ClaimedPointer> {
  try {
    return await readClaimed(packs.origins, channel);
  } catch (err) {
    throw isTargetError(err, 'NotFound') ? new TargetError('NoSuchChannel', err.message, { cause: err }) : err;
  }
}

/** Once the platform knows of the change, the channel exists: a pointer that is not there is one that cannot be read now. */
async function readAfter({ packs }: World, channel: Channel, generation?: number): Promise<ClaimedPointer> {
  try {
    return await readClaimed(packs.origins, channel, generation);
  } catch (err) {
    throw isTargetError(err, 'NotFound') ? new TargetError('Unreachable', err.message, { recoverable: true, cause: err }) : err;
  }
}

async function act(
  world: World,
  authorization: Authorization,
  channel: Channel,
  wanted: PointerChange,
  found: ClaimedPointer,
): Promise<Change | 'by hand'> {
  const { current, generation } = found.state;
  if (wanted.onlyWhile && !wanted.shows(found.state) && !wanted.onlyWhile(found.state)) {
    throw new TargetError(
      'Raced',
      `somebody else moved ${channelText(channel)} to ${current.id} (generation ${generation}): look at who did before trying again`,
    );
  }
  const request = {
    ...wanted.request(),
    key: authorization.key,
    expected_generation: generation,
    by: orderedBy(authorization).join(', '),
    reason: `${authorization.incident}: ${authorization.observed}`.slice(0, 2000),
  };
  try {
    return await world.publisher.change(channel, request);
  } catch (err) {
    if (!(err instanceof TargetError)) throw err;
    if (err.code === 'Unsupported') {
      if (authorization.byHand && wanted.shows(found.state)) return 'by hand';
      throw new TargetError('Unsupported', unsupportedText(err, { authorization, channel, found, wanted }), { cause: err });
    }
    if (!unsettled.includes(err.code)) throw err;
    const outcome = await mayBeThere(world.publisher.outcome(channel, authorization.key)); // ask before anybody repeats it
    if (outcome) return outcome;
    if (err.code === 'TimedOut') throw unresolved(err); // it may still be on its way
    if (isTargetError(err, 'NotFound') && request.action === 'hold') throw new TargetError('NoSuchChannel', err.message, { cause: err }); // a hold names nothing else
    throw err;
  }
}

interface Unsupported {
  readonly authorization: Authorization;
  readonly channel: Channel;
  readonly found: ClaimedPointer;
  readonly wanted: PointerChange;
}

/** BK-P5: what whoever does it by hand has to bring about; after an answer `done`, that it is not to be seen. */
function unsupportedText({ message }: TargetError, { authorization: { byHand }, channel, found, wanted }: Unsupported): string {
  const unseen = byHand ? `${byHand.join(', ')} said that it is done, but ${pointerAt(found)} does not show it; ` : '';
  return `${unseen}${message}; wanted: ${wanted.request().action} of ${wanted.subject} on ${channelText(channel)}`;
}

/**
 * It may have taken effect all the same: nobody answered, or with an error of its own (`Unreachable`); or what a dead attempt had sent arrived
 * after the look at its key, so that the same key was refused as used before (`Refused`), or the generation had moved on (`Conflict`); or the
 * platform no longer knows the channel (`NotFound`).
 */
const unsettled: readonly string[] = ['TimedOut', 'Unreachable', 'Refused', 'Conflict', 'NotFound'];
