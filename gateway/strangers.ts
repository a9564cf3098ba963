import { signedText, signerOf, type KeyHolder } from '../contracts/signed-text.ts';
import { BoundedMap } from './bounded-map.ts';
import { Refused } from './problem-reply.ts';

/** As many as an incident gives a line each (docs/decisions/0013). */
const told = 50;

/**
 * Keeps strangers from using an incident up: Temporal takes 2,000 updates for one run, and whoever reaches this gateway can send some. The first 50
 * that nobody on the roster signed go on, to be on the incident's timeline; from then on they are refused here.
 */
export class Strangers {
  private readonly people: readonly KeyHolder[];
  private readonly counts = new BoundedMap<number>(10_000);

  constructor(people: readonly KeyHolder[]) {
    this.people = people;
  }

  /** Throws Refused, with the code that the incident would give. */
  demandSigner(runId: string, signed: { readonly signature: string }, namespace: string): void {
    const signer = signerOf(signedText(signed), signed.signature, namespace, this.people);
    if (!('refusal' in signer)) return;
    const count = (this.counts.get(runId) ?? 0) + 1;
    this.counts.set(runId, count);
    if (count > told) throw new Refused(signer.refusal.code, signer.refusal.message);
  }
}
