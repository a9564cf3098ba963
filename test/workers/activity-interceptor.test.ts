import { expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { DefaultLogger } from '@temporalio/worker';
import { MockActivityEnvironment } from '@temporalio/testing';
import { TargetError } from '../../domain/target-error.ts';
import { interceptors } from '../../workers/activity-interceptor.ts';

/** What Temporal gets to know when an activity throws `error`. */
async function toldOf(error: unknown): Promise<unknown> {
  const environment = new MockActivityEnvironment(
    {},
    { interceptors: [...interceptors.activity!], logger: new DefaultLogger('ERROR', () => undefined) },
  );
  return environment
    .run(() => Promise.reject(error))
    .then(
      () => null,
      (told: unknown) => told,
    );
}

it('tells Temporal the code of a target’s failure, and whether another attempt may help', async () => {
  for (const recoverable of [true, false]) {
    const told = await toldOf(new TargetError('Refused', 'no', { recoverable }));
    expect(told).toBeInstanceOf(ApplicationFailure);
    expect(told).toMatchObject({ type: 'Refused', message: 'no', nonRetryable: !recoverable, nextRetryDelay: undefined });
  }
});

it('waits as long as the target asked before the next attempt', async () => {
  expect(await toldOf(new TargetError('Refused', 'slowly', { recoverable: true, retryAfter: 30_000 }))).toMatchObject({
    nonRetryable: false,
    nextRetryDelay: 30_000,
  });
});
