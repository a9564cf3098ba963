import { TargetError } from '../domain/target-error.ts';
import type { Sealed, Targets } from '../targets/targets.ts';

/** Tells people. */
export interface Notify {
  /** Pages everyone who has `role`. A role that nobody has is a page lost, said so by the error. */
  page(role: string, incident: string, why: string, key: string): Promise<void>;
  /** Tells the anchor, where there is one, which record was sealed. */
  anchor(incident: string, sealed: Sealed): Promise<void>;
}

export const notify = ({ pager, roster, anchor }: Pick<Targets, 'pager' | 'roster' | 'anchor'>): Notify => ({
  async page(role, incident, why, key) {
    const people = roster.people.filter(({ roles }) => roles.includes(role)).map(({ name }) => name);
    if (people.length === 0)
      throw new TargetError('NotFound', `nobody has the role '${role}': give it to somebody under people in holdfast.yaml`);
    await pager.page({ incident, role, people, why, key });
  },
  async anchor(incident, { digest, number, previous }) {
    await anchor?.post({ incident, digest, number, previous });
  },
});
