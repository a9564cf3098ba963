import { z } from 'zod';
import { digestPattern } from '../digest.ts';

/** The predicate of a sealed incident's statement; docs/evidence-statement.schema.json is made from the schema below. */
export const predicateType = 'urn:holdfast:incident-evidence:v1';
export const statementType = 'https://in-toto.io/Statement/v1';

const digest = z.string().regex(digestPattern);

const fileName = /^(?!-$)(?:(?!\.\.?\/)[A-Za-z0-9_@+=,.~-]+\/)*(?!\.\.?$)[A-Za-z0-9_@+=,.~-]+$/;

/**
 * Whether every tool that reads a bundle takes this name of a file as it stands: no part of it is `.` or `..`, and it is not `-`, which
 * sha256sum takes for its standard input.
 */
export const isEvidenceName = (name: string): boolean => fileName.test(name);

const evidenceName = z
  .string()
  .regex(fileName, "is no file's name in a record: letters, digits and _@+=,.~-, between slashes, no part '.' or '..'");

const subject = z.strictObject({ name: evidenceName, digest: z.strictObject({ sha256: z.string().regex(/^[a-f0-9]{64}$/) }) });

export const evidencePredicateSchema = z.strictObject({
  incident: z.string().min(1).describe('The short id, such as INC-7Q2M4K.'),
  instance: z.string().describe('The installation that sealed it.'),
  ending: z.string().describe('closed, false-alarm or handed-over.'),
  ended_at: z.iso.datetime().describe('When the last line of the timeline was written.'),
  temporal: z
    .strictObject({
      namespace: z.string(),
      workflow_id: z.string(),
      run_ids: z.array(z.string()).min(1),
      history_length: z.int().min(0).describe('Events of the run when it asked for the seal.'),
    })
    .describe('Where the workflow ran, so that its history can be found (OPS-P1).'),
  product: z.strictObject({ name: z.string(), version: z.string() }),
  configuration: digest.describe("Of the worker's holdfast.yaml, as it was read (OPS-P1)."),
  runbook: z.strictObject({ name: z.string(), code: digest.describe('Of the bundle of workflow code that the worker ran (OPS-P1).') }),
  events: z.strictObject({ lines: z.int().min(1), head: z.string().describe('SHA-256 of the last line of events.jsonl.') }),
  checkpoints: z.strictObject({ count: z.int().min(0), last: digest.nullable().describe('Of the last file of checkpoints/.') }),
  countersigned: z
    .array(z.strictObject({ person: z.string(), asking: z.int(), checkpoint: digest }))
    .describe('Signed answers in events.jsonl whose plan names a checkpoint: they vouch for what it seals.'),
  log: z
    .strictObject({ number: z.int().min(1), previous: digest.nullable() })
    .describe('Which sealed record of this installation it is, and the digest of the one before.'),
});

export const evidenceStatementSchema = z.strictObject({
  _type: z.literal(statementType),
  subject: z.array(subject).min(1).describe('Every file of the bundle but the signature itself.'),
  predicateType: z.literal(predicateType),
  predicate: evidencePredicateSchema,
});

/** What the three verdicts need of a statement, and no more: verify.sh looks at the same. */
export const signedFilesSchema = z.looseObject({
  _type: z.literal(statementType),
  predicateType: z.literal(predicateType),
  predicate: z.looseObject({ incident: z.string() }),
  subject: z.array(z.looseObject({ name: evidenceName, digest: z.looseObject({ sha256: z.string().regex(/^[a-f0-9]{64}$/) }) })).min(1),
});

/** An in-toto Statement v1 about everything that an incident left. */
export type EvidenceStatement = z.output<typeof evidenceStatementSchema>;
export type EvidencePredicate = EvidenceStatement['predicate'];

/** The published JSON schema; `npm run schema` writes it to docs/evidence-statement.schema.json. */
export const evidenceStatementJsonSchema = (): object => z.toJSONSchema(evidenceStatementSchema, { io: 'input' });
