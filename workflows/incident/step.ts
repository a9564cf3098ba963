import type { Authorization, EvidencedAuthorization, SignedAuthorization, Snapshot } from '../../domain/containment.ts';
import type { Decision } from '../../domain/decisions.ts';

/** One step in hand, on its nth occasion. Whatever it changes, it changes under one key, through every retry. */
export class Step {
  readonly title: string;
  /** The channel, as `channelText` writes it, where it is done for each. */
  readonly about: string | undefined;
  readonly occasion: number;
  private paper: Authorization;

  constructor(title: string, about: string | undefined, occasion: number, paper: Authorization) {
    this.title = title;
    this.about = about;
    this.occasion = occasion;
    this.paper = paper;
  }

  /** The title, and the channel that it is about. */
  get place(): string {
    return placeOf(this.title, this.about);
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

/** Where the occasions of a step are counted. */
export const placeOf = (title: string, about: string | undefined): string => (about === undefined ? title : `${title}~${about}`);

/** Proof that the evidence is kept; the items themselves are in the vault, and would be in history once per change. */
const slip = (snapshot: Snapshot): Snapshot => ({ ...snapshot, items: [] });
