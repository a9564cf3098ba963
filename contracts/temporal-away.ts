import type { Client } from '@temporalio/client';
import type { Millis } from '../domain/time.ts';

/** Temporal did not take a call in time. Whether it acted on it is not known; every call here is safe to make again. */
export class TemporalAway extends Error {
  override readonly name = 'TemporalAway';
}

/** gRPC: DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE, and CANCELLED, which a lost connection gives to calls under way. */
const awayCodes: readonly unknown[] = [4, 8, 14, 1];

/**
 * Makes a call with a deadline, which the SDK's client does not have by itself. Throws TemporalAway, saying `what` was wanted, when
 * Temporal cannot be reached or did not answer within `allowed`; every other error as it is.
 */
export async function withinReach<T>(client: Client, what: string, allowed: Millis, call: () => Promise<T>): Promise<T> {
  try {
    return await client.withDeadline(Date.now() + allowed, call);
  } catch (cause) {
    if (!isAway(cause)) throw cause;
    throw new TemporalAway(`Temporal did not ${what} within ${allowed / 1000} s: is it up, and does a worker run? Try again`, { cause });
  }
}

function isAway(error: unknown): boolean {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    const { name, code } = inner as { readonly name: string; readonly code?: unknown };
    if (awayCodes.includes(code) || name === 'TransportError' || /before the deadline/.test(inner.message)) return true;
  }
  return false;
}
