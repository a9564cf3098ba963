import { createHash } from 'node:crypto';
import { servedManifestSchema } from '../../contracts/platform-api.ts';
import { ask } from './probes.ts';
import { channelPath, fail, otherRelease, pass, unknown, type Asking, type Verdict } from './verdict.ts';

/**
 * Every file of the pack as the reader hands it out. The bytes do not say which release they are of, so the reader is asked before and,
 * when they are wrong, again after: one that was just moving to another release is no failure.
 */
export async function probePackReads(asking: Asking): Promise<Verdict> {
  const other = otherRelease(asking, await ask(asking, servedManifestSchema, '/manifest'));
  if (other) return other;
  let worst = pass;
  for (const file of asking.expected.manifest.files) {
    const verdict = await readFile(asking, file).catch((error: unknown) => unknown(error instanceof Error ? error.message : String(error)));
    if (verdict.outcome === 'fail') return otherRelease(asking, await ask(asking, servedManifestSchema, '/manifest')) ?? verdict;
    if (worst.outcome === 'pass') worst = verdict;
    if (asking.timeLeft() <= 0) return unknown('there was no time to read every file');
  }
  return worst;
}

async function readFile(
  { http, channel, fileBytes, timeLeft }: Asking,
  { path, sha256 }: Asking['expected']['manifest']['files'][number],
): Promise<Verdict> {
  const hash = createHash('sha256');
  const request = {
    path: `${channelPath(channel)}/files/${path.split('/').map(encodeURIComponent).join('/')}`,
    bytes: fileBytes,
    time: Math.max(1, timeLeft()),
  };
  await http.stream(request, (piece) => hash.update(piece));
  return hash.digest('hex') === sha256 ? pass : fail(`hands out '${path}' with another content`);
}
