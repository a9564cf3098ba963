import { TargetError } from '../domain/target-error.ts';
import type { Targets } from '../targets/targets.ts';

/** Tells people. */
export interface Notify {
  /** Pages everyone who has `role`. A role that nobody has is a page lost, said so by the error. */
  page(role: string, incident: string, why: string, key: string): Promise<void>;
}

export const notify = ({ pager, roster }: Pick<Targets, 'pager' | 'roster'>): Notify => ({
  async page(role, incident, why, key) {
    const people = roster.people.filter(({ roles }) => roles.includes(role)).map(({ name }) => name);
    if (people.length === 0)
      throw new TargetError('NotFound', `nobody has the role '${role}': give it to somebody under people in holdfast.yaml`);
    await pager.page({ incident, role, people, why, key });
  },
});
