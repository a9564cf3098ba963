import type { Configuration } from './configuration.ts';
import type { Complaint } from './configuration-rules.ts';
import { nearest } from './nearest.ts';
import type { Readable } from './readable-parts.ts';

/**
 * Each role that runbooks ask and nobody has, once, with all runbooks that ask it. `rolesUsed` is, per runbook, the roles that its questions
 * and pages name. Told where somebody has a role that nobody asks and that is spelt nearly so, else at `people`. Not told where somebody's
 * roles cannot be read: theirs may be the one.
 */
export function missingRoles(
  people: Readable<Configuration['people']>,
  rolesUsed: Readonly<Record<string, readonly string[]>>,
): readonly Complaint[] {
  if (people.some((person) => !person?.roles?.length || person.roles.includes(undefined))) return [];
  const asked = [...new Set(Object.values(rolesUsed).flat())];
  const given = people.flatMap((person, at) =>
    person!.roles!.map((role, index) => ({ role: role!, path: ['people', at, 'roles', index] })),
  );
  const odd = given.filter(({ role }) => !asked.includes(role));
  return asked
    .filter((role) => !given.some((one) => one.role === role))
    .map((role) => {
      const asking = Object.keys(rolesUsed).filter((runbook) => rolesUsed[runbook]!.includes(role));
      const said = `nobody has the role '${role}', which ${asking.join(' and ')} ${asking.length === 1 ? 'asks' : 'ask'}`;
      const slip = odd.find((one) => nearest(one.role, asked) === role);
      return slip
        ? { path: slip.path, message: `${said}: did you mean it here?` }
        : { path: ['people'], message: `${said}: give it to a person` };
    });
}
