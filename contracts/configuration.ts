import { z } from 'zod';
import { hours, minutes, seconds } from '../domain/time.ts';
import { scopeKinds, scopePart } from '../domain/scope.ts';
import { personName } from './person-name.ts';

/** `holdfast.yaml`. Every field has a description: the JSON schema and docs/configuration.md are made from them. */

const units = { ms: 1, s: seconds(1), min: minutes(1), h: hours(1), d: hours(24) } as const;

const lengthOfTime = 'write a length of time such as 500ms, 90s, 15min, 24h or 7d';
/** `90s`, `15min`, `24h`: a length of time; milliseconds inside. */
export const duration = z
  .string(lengthOfTime)
  .regex(/^\d+(ms|s|min|h|d)$/, lengthOfTime)
  .transform((text) => {
    const [, count = '0', unit = 's'] = /^(\d+)(\D+)$/.exec(text) ?? [];
    return Number(count) * units[unit as keyof typeof units];
  });

/** `env:NAME` or `file:path`: a secret is named, never written down. */
export const secretReference = z
  .string({ error: ({ input }) => `${input === undefined ? 'is missing: ' : ''}name a secret as env:NAME or file:path` })
  .regex(/^(env:[A-Z_][A-Z0-9_]*|file:.+)$/, 'name a secret as env:NAME or file:path; it is never written here');

/** A URL is shown, in `doctor` and in records: what is secret is named in a field of its own. */
const url = z.url({ protocol: /^https?$/ }).refine((text) => !/^[^/]*\/\/[^/?#]*@/.test(text), {
  error: 'has a user or a password in it: write it without; a secret is named in a field of its own, as env:NAME or file:path',
});
/** What paths are joined to; a key in its query would be shown like the rest of it. */
const base = url.refine((text) => !/[?#]/.test(text), {
  error: 'has a query or a fragment: write scheme, host and path only; a secret is named in a field of its own, as env:NAME or file:path',
});
const name = z.string().regex(scopePart, "use letters, digits, '.', '_' and '-'");
const path = z.string().min(1).describe('A path; relative to the folder of holdfast.yaml.');

const keyPart = '[A-Za-z0-9_][A-Za-z0-9._-]*';
/** Object storage that speaks S3. Its fields are named as such stores name them. */
const s3 = z.strictObject({
  endpoint: url.regex(/^https?:\/\/[^/?#@]+\/?$/, 'write scheme and host only, such as https://s3.example.org').describe('Called by path.'),
  region: z.string().min(1).default('us-east-1'),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'write the name of a bucket: 3 to 63 of a to z, digits, . and -'),
  prefix: z
    .string()
    .regex(new RegExp(`^(${keyPart}(/${keyPart})*)?$`), 'write names with / between them and at neither end, such as holdfast/vault')
    .default('')
    .describe('What every key begins with; the whole bucket without it.'),
  access_key: secretReference,
  secret_key: secretReference,
});
const objectLock = z
  .strictObject({ mode: z.enum(['governance', 'compliance']), days: z.int().min(1).max(36_500) })
  .optional()
  .describe('Puts each object under retention for so long. The bucket must have been made with object lock.');

const source = z.strictObject({
  name: name.describe('How incidents name this sender.'),
  kind: z.literal('alertmanager'),
  token: secretReference.describe('The bearer token that it sends.'),
});

const route = z.strictObject({
  match: z.record(z.string(), z.string()).describe('Labels that an alert must have, with exactly these values.'),
  runbook: name.describe('The runbook to start.'),
  scope: z
    .strictObject({ tenant: z.string(), environment: z.string(), kind: z.enum(scopeKinds), name: z.string() })
    .partial()
    .optional()
    .describe('Overrides parts of the scope that the labels give; `{label}` takes the value of a label. May be wider than the alert.'),
  observe: z.boolean().default(false).describe('Only watch: the runbook runs and changes nothing; receipts say what it would have done.'),
});

const person = z.strictObject({
  name: personName,
  roles: z.array(z.string().min(1)).min(1).describe('Such as on-call, incident-commander, duty-manager.'),
  keys: z.array(z.string().startsWith('ssh-ed25519 ', 'write an Ed25519 SSH public key: ssh-ed25519 AAAA...')).min(1),
});

const pager = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('console') }).describe('Prints pages on stderr: for development.'),
  z.strictObject({
    kind: z.literal('webhook'),
    url,
    secret: secretReference.describe('Signs each page, as Standard Webhooks says (whsec_...).'),
  }),
  z.strictObject({
    kind: z.literal('slack'),
    url: secretReference.describe('The URL of a Slack-compatible incoming webhook: a secret, for whoever has it can post.'),
  }),
]);

export const configurationSchema = z.strictObject({
  instance: name.default('holdfast').describe('The name of this installation.'),
  temporal: z
    .strictObject({
      address: z
        .string()
        .regex(/^[^@]*$/, 'has a user or a password in it: write host:port, and name the secret as temporal.apiKey')
        .default('127.0.0.1:7233'),
      namespace: z.string().default('default'),
      taskQueue: name.default('holdfast'),
      apiKey: secretReference.optional().describe('For Temporal Cloud.'),
      tls: z.boolean().default(false),
    })
    .prefault({})
    .describe('The Temporal cluster.'),
  gateway: z
    .strictObject({ host: z.string().default('127.0.0.1'), port: z.int().min(0).max(65535).default(8087) })
    .prefault({})
    .describe('Where alerts and answers come in.'),
  worker: z
    .strictObject({
      metrics: z
        .strictObject({ host: z.string().default('127.0.0.1'), port: z.int().min(0).max(65535) })
        .optional()
        .describe('Where a worker serves its own metrics. Off without it; together with a gateway they are at its /metrics as well.'),
    })
    .prefault({})
    .describe('The process that follows the runbooks.'),
  sources: z.array(source).default([]).describe('Who may send alerts.'),
  routes: z
    .array(route)
    .default([])
    .describe('Which runbook and scope an alert gets; the first match wins; then the default routing table.'),
  people: z.array(person).default([]).describe('Who may decide, with their SSH public keys.'),
  incidentWindow: duration
    .refine((length) => length >= minutes(1), 'write 1min or more, such as 24h: no record can be closed in less')
    .default(hours(24))
    .describe('How long the record may take from the confirmed impact (BK-RO3).'),
  targets: z
    .strictObject({
      allowedHosts: z.array(z.string()).default([]).describe('Hosts that may be called besides those named below, as host or host:port.'),
      packs: z.strictObject({
        origins: z
          .array(z.strictObject({ name, path: path.optional(), s3: s3.optional() }))
          .min(1)
          .describe('The same packs in several places, each a folder (path) or object storage (s3); the first is asked first.'),
      }),
      publisher: z.strictObject({ url: base, token: secretReference }),
      cases: z.strictObject({ url: base, token: secretReference }),
      serving: z.strictObject({
        readers: z.array(z.strictObject({ name, url: base })).min(1),
        propagationWindow: duration.default(minutes(2)).describe('How long readers may take to follow a moved pointer.'),
      }),
      trustRoots: z.strictObject({
        metadata: path.describe('TUF metadata: <tenant>/<environment>/N.root.json, targets.json.'),
        pinned: path.describe('The roots trusted from the start: <tenant>/<environment>/root.json.'),
        seen: path.optional().describe('Remembers the versions trusted so far, so that no older ones are. Beside the spool without it.'),
      }),
      vault: z
        .strictObject({
          path: path.optional(),
          s3: s3.extend({ object_lock: objectLock }).optional(),
          spool: path.describe('Takes evidence while the vault is down. On another disk.'),
        })
        .describe('A folder (path) or object storage (s3).'),
      pager: pager.optional().describe('How people are reached. Without it pages are printed on stderr, and wake nobody.'),
    })
    .describe('The systems that are operated.'),
  evidence: z
    .strictObject({
      key: secretReference.describe(
        'The private key that seals evidence: Ed25519 in PEM, as `holdfast keys new` writes it. All workers share it.',
      ),
      anchor: z
        .strictObject({ url, secret: secretReference.describe('Signs each post, as Standard Webhooks says (whsec_...).') })
        .optional()
        .describe('Gets the digest of every sealed record, so that nobody can rewrite the log unseen.'),
      records: path
        .default('records')
        .describe('The folder below which `holdfast record` files records for operators and auditors (BK-E4); made when it is not there.'),
      timestamps: z
        .strictObject({ url })
        .optional()
        .describe('An RFC 3161 time-stamping authority. Where it gives none, the record is sealed without, and people are paged.'),
    })
    .describe('How what incidents leave is sealed.'),
});

/** What the file says, with the digest of its very bytes (OPS-P1). */
export type Configuration = z.output<typeof configurationSchema> & { readonly digest: string };

/** How people are reached, as configured. */
export type PagerConfiguration = z.output<typeof pager>;

/** Object storage as configured; `object_lock` only where Holdfast writes. Its secrets are references. */
export type S3Configuration = z.output<typeof s3> & { readonly object_lock?: z.output<typeof objectLock> };

/** The JSON schema that editors check `holdfast.yaml` with; `npm run schema` writes it to docs/holdfast.schema.json. */
export const configurationJsonSchema = (): object => z.toJSONSchema(configurationSchema, { io: 'input' });
