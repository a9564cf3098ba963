import { ToMend } from '../contracts/to-mend.ts';

/** Nothing answers where Temporal should. The same words wherever it is found out. */
export class NoTemporal extends ToMend {
  override readonly name = 'NoTemporal';

  constructor(address: string, cause: unknown) {
    super(`Temporal does not answer at ${address}`, 'start it, or correct temporal.address', { cause });
  }
}
