import { z } from 'zod';
import { numberedFile } from './numbered-file.ts';

/**
 * What lies in a pack store. Manifests state the same facts as the Kristal v4 runtime pack manifest (KOA-P6: referenced, not redefined;
 * test/contracts/kristal.test.ts holds this schema against the original where that is at hand).
 */
const hex = z.string().regex(/^[a-f0-9]{64}$/, 'must be a SHA-256 in lower-case hex');
const id = z.string().regex(/^(sha256:)?[a-f0-9]{64}$/, 'must be a SHA-256 in lower-case hex, with or without sha256:');
const text = z.string().min(1);
const distinct = z.array(text).refine((items) => new Set(items).size === items.length, 'must not say one thing twice');
const seat = z.iso.datetime({ offset: true });

const membershipFilter = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('bloom'),
    seed: z.int().min(0),
    bits_per_key: z.int().min(1),
    hash_functions: z.int().min(1).optional(),
    notes: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('cuckoo'),
    seed: z.int().min(0),
    fingerprint_bits: z.int().min(4),
    load_factor: z.number().min(0.01).max(0.99),
    notes: z.string().optional(),
  }),
  z.strictObject({ kind: z.enum(['xor8', 'xor16']), seed: z.int().min(0), bits: z.literal([8, 16]), notes: z.string().optional() }),
]);

const bitmap = z
  .strictObject({
    format: z.enum(['roaring', 'roaring_run_optimized']),
    run_optimize: z.boolean().optional(),
    run_opt: z.boolean().optional(),
    notes: z.string().optional(),
  })
  .refine(
    ({ run_opt, run_optimize }) => (run_opt === undefined) !== (run_optimize === undefined),
    'needs exactly one of run_optimize and run_opt',
  )
  .describe('With exactly one of run_optimize and run_opt.');

const parquet = z.strictObject({
  compression: z.enum(['zstd', 'snappy', 'gzip', 'none']).optional(),
  dictionary_encoding: z.boolean().optional(),
  statistics: z.enum(['none', 'page', 'rowgroup']).optional(),
  bloom_filters: z
    .strictObject({ enabled: z.boolean(), fpp: z.number().min(1e-7).max(0.5).optional(), columns: distinct.optional() })
    .optional(),
});

export const manifestSchema = z.strictObject({
  manifest_version: z.string().regex(/^3\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?$/),
  runtime_pack_id: hex.describe(
    'The SHA-256 of the canonical JSON (RFC 8785) of this manifest without runtime_pack_id, created_at, signatures and integrity. Also the name of its folder.',
  ),
  created_at: seat.describe('Not part of the id.'),
  profiles: distinct.optional(),
  exchange_ref: z
    .strictObject({ exchange_id: id, exchange_manifest_hash: hex.optional(), exchange_version: text.optional() })
    .describe('What the pack was compiled from.'),
  compiler: z.strictObject({ name: text, version: text, git_commit: z.string().min(7).optional(), build_platform: text.optional() }),
  build: z.strictObject({
    build_id: z.string().min(8),
    deterministic: z.literal(true).describe('The same input gives the same bytes: others are not taken.'),
    canonicalization_profile: z.literal('kristal.v3:jcs-rfc8785'),
    canonicalization_version: z.literal('1'),
    config_hash: id,
  }),
  policies: z.strictObject({
    data_ordering: z.strictObject({
      policy: z.enum(['qid_pid_statement_id_asc', 'lexicographic_sop_asc', 'none']),
      notes: z.string().optional(),
    }),
    row_grouping: z.strictObject({
      policy: z.enum(['fixed_rows_100k', 'fixed_rows_1m', 'fixed_bytes_128mb']),
      notes: z.string().optional(),
    }),
    membership_filter: membershipFilter,
    bitmap,
    parquet: parquet.optional(),
  }),
  query_contract: z
    .strictObject({
      contract_id: text.optional(),
      supports_pagination: z.boolean().optional(),
      supports_cardinality_estimates: z.boolean().optional(),
    })
    .optional(),
  files: z
    .array(
      z.strictObject({
        path: text.describe('Below the folder of the manifest; each once, with / between the parts, and never out of the folder.'),
        role: z.enum(['parquet_data', 'bitmap_index', 'membership_filter', 'dictionary', 'metadata', 'other']),
        sha256: hex,
        size_bytes: z.int().min(0),
        mime_type: z.string().optional(),
      }),
    )
    .min(1),
  integrity: z
    .strictObject({ hash_alg: z.literal('sha256').optional(), pack_sha256: hex.optional(), manifest_sha256: hex.optional() })
    .optional()
    .describe('Not part of the id, and not looked at.'),
  signatures: z
    .array(
      z.strictObject({
        key_id: text.describe('As the trust roots name the key: one of the role manifest:<channel>.'),
        alg: z.enum(['ed25519', 'rsa-pss-sha256', 'ecdsa-p256-sha256']).describe('Only ed25519 counts.'),
        signature: z.string().min(16).describe('Base64, of the canonical JSON (RFC 8785) of the manifest without signatures.'),
        created_at: seat.optional(),
      }),
    )
    .optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/**
 * What a manifest's signatures cover, and what its content-addressed id is made of. The id leaves out itself, the signatures, the
 * derived integrity block, and the creation time, which must not affect it.
 */
export function signedPart({ signatures: _signatures, ...signed }: Manifest): Omit<Manifest, 'signatures'> {
  return signed;
}
export function identifiedPart({
  runtime_pack_id: _id,
  created_at: _at,
  signatures: _signatures,
  integrity: _integrity,
  ...identified
}: Manifest): object {
  return identified;
}

const release = z.object({ release_id: text, artifact_id: hex.describe('The runtime_pack_id of its pack.') });

/** A channel's index, in a DSSE envelope signed by the channel's key. The highest generation is active; nothing is ever overwritten. */
export const pointerSchema = z.object({
  schema_version: z.literal('1'),
  channel_id: text.describe('The channel, as its folder is called.'),
  scope: z
    .object({ tenant: text, environment: text })
    .describe('Whose channel it is, as the folders are called: read elsewhere, it is refused.'),
  generation: z.int().min(1).describe('As in the name of the file.'),
  issued_at: seat,
  expires_at: seat.describe('An active pointer that has expired is not trusted.'),
  current: release.describe('What readers serve from this generation on.'),
  pinned: z.array(z.object({ release_id: text, by: text })).describe('Releases that must be kept; by is that of the change.'),
  minimum_allowed_release_id: z
    .string()
    .nullable()
    .describe('The oldest release that may be served, by the order in which releases first became current; null where any may.'),
  revoked: z.array(z.object({ release_id: text, reason: z.string() })).describe('Releases that nobody may serve or go back to.'),
  quarantined: z
    .array(z.object({ release_id: text, artifact_id: hex, reason: z.string(), key: text }))
    .describe('Releases that may be neither promoted nor bound again; key is that of the change.'),
  rollback_authorizations: z
    .array(z.object({ from_release_id: text, to_release_id: text, generation: z.int(), key: text, reason: z.string() }))
    .describe('What lets readers go back to an older release: each is of one generation, and of no other rollback.'),
  holds: z
    .array(z.object({ name: text, since: seat, reason: z.string(), notice: z.string() }))
    .describe('While there is one, nothing is promoted. notice is what the status page shows word for word.'),
  baseline_only: text
    .nullable()
    .default(null)
    .describe(
      "The tenant's baseline channel, whose pack answers instead of this channel's own until a rebind; null: its own does (BK-BP3).",
    ),
});
export type Pointer = z.infer<typeof pointerSchema>;

/** A pack's own known answers (payload file `canaries.json`, role metadata): what a reader that loaded it must say. */
export const canariesPath = 'canaries.json';
export const canariesSchema = z.object({
  canaries: z
    .array(
      z.object({
        query: text.describe('What a user might ask.'),
        rule_id: text.describe('The rule that a reader must resolve it to.'),
        answer_sha256: hex.describe('The SHA-256 of the canonical JSON (RFC 8785) of that rule, as the reader gives it.'),
      }),
    )
    .min(1),
});
export type Canaries = z.infer<typeof canariesSchema>;

export const packFolder = (artifact: string): string => `packs/${artifact}`;
export const manifestFile = 'runtime-pack-manifest.json';
export const pointerFile = (generation: number): string => `pointer/${numberedFile(generation)}`;

/** The JSON schemas of what a platform writes and Holdfast reads, by the name of their file in docs. */
export const packJsonSchemas = (): Readonly<Record<string, object>> => {
  const of = (schema: z.ZodType, title: string, description: string): object => ({
    title,
    description,
    ...z.toJSONSchema(schema, { io: 'input' }),
  });
  return {
    'pack-manifest': of(
      manifestSchema,
      manifestFile,
      'As Holdfast reads it. The format is that of the Kristal v4 runtime pack manifest, whose own documents define it (KOA-P6).',
    ),
    'channel-index': of(
      pointerSchema,
      'The payload of pointer/<12-digit generation>.json',
      'Canonical JSON (RFC 8785) in a DSSE envelope.',
    ),
    canaries: of(canariesSchema, canariesPath, "A pack's own known answers: what a reader that loaded it must say."),
  };
};
