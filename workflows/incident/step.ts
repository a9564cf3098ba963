import type { Authorization, EvidencedAuthorization, SignedAuthorization, Snapshot } from '../../domain/containment.ts';
import type { Decision } from '../../domain/decisions.ts';

/** One step in hand, on its nth occasion. Whatever it changes, it changes under one key, through every retry. */
export class Step {
  readonly title: string;
  /** The title, and the channel that it is about. */
  readonly place: string;
  readonly occasion: number;
  private paper: Authorization;

  constructor(title: string, place: string, occasion: number, paper: Authorization) {
    this.title = title;
    this.place = place;
    this.occasion = occasion;
    this.paper = paper;
  }

  /** What it changes is known to the target by this, the same through every retry. */
  get key(): string {
    return this.paper.key;
  }

  /** People did by hand what the target cannot: from now on it is only looked for. */
  doneByHand(by: readonly string[]): void {
    this.paper = { ...this.paper, byHand: by };
  }

  /** The paper that `contain` demands: a key puts a reversible hold on, evidence changes what readers get, a decision lifts. */
  authorize(): Authorization;
  authorize(snapshot: Snapshot): EvidencedAuthorization;
  authorize(snapshot: Snapshot, decision: Decision): SignedAuthorization;
  authorize(snapshot?: Snapshot, decision?: Decision): Authorization {
    return { ...this.paper, ...(snapshot && { snapshot: slip(snapshot) }), ...(decision && { decision }) };
  }
}

/** Proof that the evidence is kept; the items themselves are in the vault, and would be in history once per change. */
const slip = (snapshot: Snapshot): Snapshot => ({ ...snapshot, items: [] });
