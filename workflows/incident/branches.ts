import { CancellationScope, isCancellation } from '@temporalio/workflow';

/** What a runbook does beside its steps. */
export class Branches {
  private readonly scope = new CancellationScope();
  private fail: (reason: unknown) => void = () => undefined;
  /** Rejects with the first failure of a branch; never settles otherwise. */
  readonly failed = new Promise<never>((_resolve, reject) => {
    this.fail = reject;
  });

  constructor() {
    this.failed.catch(() => undefined); // whoever follows the runbook takes it
  }

  start(work: () => Promise<void>): void {
    void this.scope.run(work).catch((err: unknown) => {
      if (!isCancellation(err)) this.fail(err);
    });
  }

  /** Ends what is asked or waited for; steps in hand are seen through. */
  stop(): void {
    this.scope.cancel();
  }
}
