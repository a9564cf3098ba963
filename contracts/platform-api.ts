import { z } from 'zod';

/** What the platform's publisher, cases and readers say over HTTP. docs/openapi/platform.yaml describes the same for other implementers. */
const text = z.string().min(1).max(500);
const channel = z.object({ tenant: text, environment: text, name: text });

/** `GET /v1/describe`: what this platform can do; whatever is missing becomes a manual step, never a silent skip. */
export const describeSchema = z.object({
  actions: z.array(z.enum(['hold', 'lift', 'quarantine', 'rebind', 'pin', 'baseline'])),
  /** KOA-T5 items that this platform keeps, by name: each can be fetched at `/v1/evidence/{tenant}/{environment}/{channel}/{item}`. */
  evidence: z.array(z.string()),
  /** KOA-T5 items that it does not have, and why. */
  absent: z.array(z.object({ item: z.string(), reason: text })),
});
export type Description = z.infer<typeof describeSchema>;

/** `GET /v1/scopes/{tenant}/{environment}/{kind}/{name}`: the channels that a scope covers. 404 when the platform knows no such scope. */
export const coverSchema = z.object({ channels: z.array(channel).min(1), baseline: channel.nullable() });
export type Cover = z.infer<typeof coverSchema>;

const common = { key: text, expected_generation: z.int().min(1), by: text, reason: z.string().max(2000) };
/**
 * `POST /v1/channels/{tenant}/{environment}/{channel}/changes`: one change of a channel's pointer, idempotent by `key`. Answers 200 with the
 * change; 409 `generation-conflict` when the pointer is not at `expected_generation`; 409 `held` when a promotion meets a hold;
 * 422 `key-reused` when the key came with another change before; 422 `quarantined`, `unknown-release`, `no-such-hold`, `unknown-baseline`,
 * `unsupported`. `baseline` (BK-BP3): readers answer from the tenant's baseline channel instead, until a rebind.
 */
export const changeRequestSchema = z.discriminatedUnion('action', [
  z.object({ ...common, action: z.literal('hold'), name: text, notice: z.string().max(500) }),
  z.object({ ...common, action: z.literal('lift'), name: text }),
  z.object({ ...common, action: z.literal('quarantine'), release_id: text, artifact_id: text }),
  z.object({ ...common, action: z.literal('rebind'), release_id: text, artifact_id: text }),
  z.object({ ...common, action: z.literal('pin'), release_id: text }),
  z.object({ ...common, action: z.literal('baseline'), baseline: text }),
]);
export type ChangeRequest = z.infer<typeof changeRequestSchema>;

/** The publisher's answer, and what `GET .../changes/{key}` (404: never seen) and `GET .../changes` (a list) say of it later. */
export const changeSchema = z.object({
  key: text,
  action: z.enum(['hold', 'lift', 'quarantine', 'rebind', 'pin', 'baseline', 'promote']),
  generation_before: z.int(),
  generation_after: z.int(),
  /** True when the state was already so and nothing was moved. */
  already: z.boolean(),
  audit_event: z.object({ id: text, at: z.iso.datetime({ offset: true }), actor: text, action: text, digest: z.string() }),
});
export type Change = z.infer<typeof changeSchema>;

/** `POST /v1/cases` (idempotent by `key`) and `GET /v1/cases/{id}`: the governed case for the permanent fix (KOA-61e), linked to the incident. */
export const caseRequestSchema = z.object({ key: text, title: text, incident: text, channel, body: z.string().max(20_000) });
export type CaseRequest = z.infer<typeof caseRequestSchema>;
export const caseSchema = z.object({
  id: text,
  key: text,
  title: text,
  incident: text,
  channel,
  status: z.enum(['open', 'closed']),
  opened_at: z.iso.datetime({ offset: true }),
  url: z.string(),
});
export type Case = z.infer<typeof caseSchema>;

/** `GET /v1/channels/{tenant}/{environment}/{channel}/manifest` at a reader: which pack it serves, and the manifest as it has it.
 * `generation` is of the channel that was asked, also while its baseline's pack answers. */
export const servedManifestSchema = z.object({ release_id: text, artifact_id: text, generation: z.int(), manifest: z.unknown() });
/** `GET .../resolve?q=TEXT` at a reader. */
export const resolvedSchema = z.object({ release_id: text, artifact_id: text, rule_id: z.string().nullable() });
/** `GET .../rules/{rule_id}` at a reader. `rule` is what the canary's digest is of. */
export const ruleSchema = z.object({ release_id: text, artifact_id: text, rule: z.unknown() });
// `GET .../files/{path}` at a reader: the bytes of the pack's file as the reader has them.

/** Problem documents (RFC 9457) as the platform sends them. */
export const platformProblemSchema = z.object({ code: z.string(), detail: z.string().optional(), generation: z.int().optional() });
