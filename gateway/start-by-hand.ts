import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { isRunbookName, runbookNames } from '../contracts/runbook-names.ts';
import { checkStart, startSchema } from '../contracts/signed-start.ts';
import type { KeyHolder } from '../contracts/signed-text.ts';
import type { Run } from '../contracts/last-run.ts';
import type { TemporalIncidents } from '../contracts/temporal-incidents.ts';
import { workflowIdOf } from '../domain/scope.ts';
import type { Statement } from '../domain/statements.ts';
import { minutes, type Millis } from '../domain/time.ts';
import { BoundedMap } from './bounded-map.ts';
import { parsed } from './parsed.ts';
import { Refused } from './problem-reply.ts';

export const startedSchema = z.object({ incident: z.string().describe("The incident's workflow id."), runId: z.string(), by: z.string() });

export interface HandStartParts {
  readonly incidents: Pick<TemporalIncidents, 'start' | 'last' | 'startedWith'>;
  readonly people: readonly KeyHolder[];
  readonly incidentWindow: Millis;
  readonly now: () => Millis;
}

/** A clock that is further ahead than this would let a start be good for longer than ten minutes. */
const mostAhead = minutes(1);

/** `POST /incidents`: a start by hand, signed by somebody on the roster less than ten minutes ago. It counts once. */
export function handStarts(gateway: FastifyInstance, { incidents, people, incidentWindow, now }: HandStartParts): void {
  const used = new BoundedMap<true>(10_000);

  async function begin(statement: Statement): Promise<Run> {
    const workflowId = workflowIdOf(statement.runbook, statement.scope);
    const last = await incidents.last(workflowId);
    if (last?.running) throw worked(workflowId);
    // A gateway that was restarted, or another one, has not seen the nonce; the run that it started tells as well. When that began says
    // nothing where the signer's clock is ahead.
    if (last && (await incidents.startedWith(workflowId, statement.nonce))) throw reused('an incident was started with it');
    if (last && last.began >= Date.parse(statement.at)) throw reused('an incident of this scope began after it was signed');
    const run = await incidents.start(
      statement.runbook,
      { scope: statement.scope, alerts: [], startedBy: statement, ...last?.left, incidentWindow },
      { again: true },
    );
    if (!run) throw worked(workflowId);
    return run;
  }

  gateway.post('/incidents', async ({ body }, reply) => {
    const statement = parsed(startSchema, body);
    const checked = checkStart(statement, people, now());
    if ('refusal' in checked) throw new Refused(checked.refusal.code, checked.refusal.message);
    if (Date.parse(statement.at) > now() + mostAhead) throw ahead(statement.at, now());
    if (!isRunbookName(statement.runbook)) throw new Refused('NoSuchRunbook', `start one of: ${runbookNames.join(', ')}`);
    if (used.get(statement.nonce)) throw reused('its nonce was used before');
    used.set(statement.nonce, true); // before anything is awaited: two copies may come at once
    try {
      const run = await begin(statement);
      return reply.code(202).send({ incident: run.workflowId, runId: run.runId, by: checked.person.name });
    } catch (error) {
      if (!(error instanceof Refused)) used.delete(statement.nonce); // nothing was answered, so it may come again
      throw error;
    }
  });
}

const ahead = (at: string, now: Millis) =>
  new Refused(
    'TooOld',
    `it was signed at ${at}, which is more than a minute after ${new Date(now).toISOString()}, the time here: check your machine's clock, and this gateway's`,
  );
const worked = (workflowId: string) => new Refused('AlreadyWorked', `${workflowId} is being worked: look at its board`);
const reused = (why: string) => new Refused('NonceUsed', `this start was sent before: ${why}. Sign a new one`);
