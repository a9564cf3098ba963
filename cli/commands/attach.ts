import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { sha256 } from '../../contracts/digest.ts';
import { hasChecklist, type ChecklistId } from '../../domain/record-checklist.ts';
import type { Board } from '../../domain/board.ts';
import { calledAs } from '../called-as.ts';
import { connected } from '../connected.ts';
import { sameConfig } from '../decide-command.ts';
import { demandOpen } from '../demand-open.ts';
import type { Dependencies } from '../dependencies.ts';
import { CommandFailed } from '../failed.ts';
import { signerKey } from '../signer.ts';
import { stateAbout, type StatingOptions } from '../state-about.ts';

const largest = 67_108_864;
const theirs = 'give the path of the file to attach';

export interface AttachOptions extends StatingOptions {
  readonly proves?: ChecklistId;
  readonly text: string;
}

/** `holdfast attach`: the file goes into the vault first, then its signed digest on the timeline. */
export async function attach(incident: string, file: string, options: AttachOptions, dependencies: Dependencies): Promise<void> {
  const bytes = await readAttachment(file);
  await signerKey(options, dependencies); // whoever cannot sign leaves nothing in the vault that nobody stands for
  const {
    incident: id,
    runbook,
    questions,
  } = await connected(options, dependencies, async ({ incidents, vault }) => {
    const board = await incidents.board(incident);
    demandOpen(board, vault);
    return board;
  });
  if (options.proves && !hasChecklist(runbook.name))
    throw new CommandFailed(`a ${runbook.name} has no checklist, so that nothing can stand for ${options.proves}: leave --proves out`);
  const hash = sha256(bytes);
  const name = `attachments/${hash.slice(0, 12)}-${plainName(file)}`;
  const keep = await dependencies.attachments(options.config ?? null);
  await keep(id, name, bytes);
  const said = { name, digest: `sha256:${hash}`, size: bytes.length, text: options.text || plainName(file) };
  await stateAbout(incident, { kind: 'attachment', ...said, ...(options.proves && { proves: options.proves }) }, options, dependencies);
  dependencies.err(nextText(questions, `${calledAs(dependencies.env)} show ${id}${sameConfig(options)}`));
}

/** What was attached is looked at once a question that waits for it is answered. */
function nextText(questions: Board['questions'], show: string): string {
  const [waiting] = questions.filter(({ text }) => text.includes('holdfast attach'));
  if (!waiting) return '';
  return `Question ${waiting.asking} waits for it: answer '${'done' in waiting.verdicts ? 'done' : 'look-again'}' when all is attached. The command: ${show}\n`;
}

async function readAttachment(file: string): Promise<Buffer> {
  const found = await stat(file).catch((err: NodeJS.ErrnoException) => {
    throw new CommandFailed(
      err.code === 'ENOENT' ? `there is no ${file}: ${theirs}` : `${file} cannot be read (${err.code ?? 'unknown'}): ${theirs}`,
    );
  });
  if (!found.isFile()) throw new CommandFailed(`${file} is not a file: ${theirs}`);
  if (found.size > largest)
    throw new CommandFailed(`${file} has ${found.size} bytes, and an attachment at most ${largest}: attach a part, or a digest`);
  if (found.size === 0) throw new CommandFailed(`${file} is empty: it would show nothing`);
  return readFile(file);
}

/** What every tool that reads the bundle takes as it stands. */
const plainName = (file: string): string =>
  basename(file)
    .replaceAll(/[^A-Za-z0-9_.-]/g, '-')
    .replace(/^\.+/, '')
    .slice(0, 80) || 'file';
