import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { bundleFile } from '../../contracts/evidence/bundle.ts';
import { examineBundle } from '../../contracts/evidence/examine-bundle.ts';
import { sealingPublicKey } from '../../contracts/evidence/sealing-key.ts';
import { isRead, verifyBundle } from '../../contracts/evidence/verify-bundle.ts';
import { digestOfBytes } from '../../contracts/digest.ts';
import { readRoster } from '../../contracts/read-roster.ts';

type Checked = readonly (readonly [boolean, string])[];

/** What the sealed evidence of an incident proves, checked here: `[held, what]` each. `record`: the digest that the incident answered. */
export async function checkEvidence(folder: string, publicKey: string, people: string, record: string): Promise<Checked> {
  const incident = basename(folder);
  const key = sealingPublicKey(await readFile(publicKey, 'utf8'));
  const { integrity, completeness, identity, statement } = await verifyBundle(folder, key, incident);
  const more = await examineBundle(folder, statement, key, readRoster(people));
  const count = isRead(statement) ? statement.subject.length : 0;
  const lines = [
    { problems: integrity, say: `integrity: ${count} files of evidence have the digests that were signed` },
    { problems: completeness, say: 'completeness: no file is missing, none was added' },
    { problems: identity, say: `identity: it is the evidence of ${incident}, signed with this installation's key` },
    ...more.map(({ name, problems, say }) => ({ problems, say: `${name}: ${say}` })),
  ];
  const isTheOne = digestOfBytes(await readFile(join(folder, bundleFile))) === record;
  return [
    [isTheOne, 'the sealed record is the one that the incident answered'],
    ...lines.map(({ problems, say }) => [problems.length === 0, problems.length === 0 ? say : problems.join('; ')] as const),
  ];
}

/** verify.sh as an auditor runs it; null where its tools are not all there. */
export function runVerifyScript(folder: string, publicKey: string): { readonly held: boolean; readonly output: string } | null {
  const { status, stdout, error } = spawnSync('sh', [join(folder, 'verify.sh'), publicKey], { encoding: 'utf8', timeout: 30_000 });
  return error || status === 2 ? null : { held: status === 0, output: stdout };
}
