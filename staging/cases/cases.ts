import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../../contracts/digest.ts';
import type { Case, CaseRequest } from '../../contracts/platform-api.ts';
import { oneAtATime } from '../publisher/one-at-a-time.ts';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';
import { createOnly } from '../store/create-only.ts';

/** The governed cases for permanent fixes (KOA-61e), one file each. */
export interface Cases {
  /** Idempotent by key: the same request again answers the same case; another one throws PlatformRefusal `key-reused`. */
  open(request: CaseRequest, url: string): Promise<Case>;
  /** Throws PlatformRefusal `unknown-case`. */
  read(id: string): Case;
  readonly all: readonly Case[];
}

interface Kept {
  readonly request_digest: string;
  readonly kept: Case;
}

export function casesIn(folder: string): Cases {
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  const cases = files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Kept);
  const queued = oneAtATime();
  const open = async (request: CaseRequest, url: string): Promise<Case> => {
    const request_digest = digestOf(request);
    const seen = cases.find(({ kept }) => kept.key === request.key);
    if (seen && seen.request_digest !== request_digest)
      throw new PlatformRefusal(422, 'key-reused', `key '${request.key}' opened another case before`);
    if (seen) return seen.kept;
    const id = `CASE-${String(cases.length + 1).padStart(4, '0')}`;
    const { key, title, incident, channel } = request;
    const kept: Case = {
      id,
      key,
      title,
      incident,
      channel,
      status: 'open',
      opened_at: new Date().toISOString(),
      url: `${url}/v1/cases/${id}`,
    };
    const entry: Kept & { readonly body: string } = { request_digest, kept, body: request.body };
    await createOnly(folder, join(folder, `${id}.json`), Buffer.from(JSON.stringify(entry, null, 2)));
    cases.push(entry);
    return kept;
  };
  return {
    open: (request, url) => queued('cases', () => open(request, url)),
    read: (id) => {
      const found = cases.find(({ kept }) => kept.id === id);
      if (!found) throw new PlatformRefusal(404, 'unknown-case', `there is no case ${id}`);
      return found.kept;
    },
    get all() {
      return cases.map(({ kept }) => kept);
    },
  };
}
