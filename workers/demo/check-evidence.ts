import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { sha256 } from '../../contracts/digest.ts';

/** What the files of a sealed record say of themselves: `[held, what]` each. */
export async function checkEvidence(folder: string, record: string): Promise<readonly (readonly [boolean, string])[]> {
  const sums = await readFile(join(folder, 'SHA256SUMS'), 'utf8');
  const listed = new Map(
    sums
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(66), line.slice(0, 64)]),
  );
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((name) => name !== 'SHA256SUMS');
  const digests = await Promise.all(files.map(async (name) => listed.get(name) === sha256(await readFile(join(folder, name)))));
  const lines = (await readFile(join(folder, 'events.jsonl'), 'utf8')).trimEnd().split('\n');
  return [
    [`sha256:${sha256(sums)}` === record, 'SHA256SUMS is the one that the incident sealed'],
    [
      files.length === listed.size && digests.every(Boolean),
      `${files.length} files of evidence have the sums that were sealed, none is missing or added`,
    ],
    [isChained(lines), `${lines.length} lines of the timeline follow from each other, none is missing`],
  ];
}

function isChained(lines: readonly string[]): boolean {
  let prev = '0'.repeat(64);
  return lines.every((line, index) => {
    const entry = JSON.parse(line) as { readonly seq: number; readonly prev: string };
    const follows = entry.seq === index + 1 && entry.prev === prev;
    prev = sha256(line);
    return follows;
  });
}
