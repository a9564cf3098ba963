import { join, resolve } from 'node:path';
import { digestOf } from '../../contracts/digest.ts';
import { askedScope, askedText, type AskedScope, type ScopeOptions } from '../../contracts/records/asked-scope.ts';
import { filedRecord, type FiledWith } from '../../contracts/records/filed-record.ts';
import { kindsOfRecord, type RecordKind } from '../../contracts/records/record-kinds.ts';
import { recordTemplate } from '../../contracts/records/record-template.ts';
import type { EvidenceAtHand } from '../../contracts/records/sealed-incident.ts';
import type { Dependencies } from '../dependencies.ts';
import { CommandFailed, usage } from '../failed.ts';
import { plainJson, plainText } from '../plain-text.ts';
import { publicKeyIn } from '../public-key.ts';
import { filedWith, type FiledWithOptions } from '../records/filed-with.ts';
import { keepFile, type Kept } from '../records/keep-file.ts';
import { recordPage } from '../records/record-page.ts';
import { mustVerify, sourceIncident } from '../records/source-incident.ts';
import { templatePage } from '../records/template-page.ts';

export interface RecordOptions extends ScopeOptions, FiledWithOptions {
  readonly incident?: string;
  readonly root?: string;
  readonly key?: readonly string[];
  readonly json?: true;
  readonly config?: string;
}

interface Filed {
  /** Null for a template. */
  readonly incident: string | null;
  readonly said: string;
  /** The last line, where a record was asked for and none was made: whoever reads only that one is not misled. */
  readonly closing: string;
  readonly files: readonly { readonly file: string; readonly kept: Kept }[];
}

/** `holdfast record`: files what the last matching incident or drill left, or the template while there is none (BK-E3, BK-E4). */
export async function record(
  kind: RecordKind,
  options: RecordOptions,
  { out, evidence }: Pick<Dependencies, 'out' | 'evidence'>,
): Promise<void> {
  const asked = askedScope(options);
  if ('problem' in asked) throw usage(asked.problem);
  const given = filedWith(kind, options);
  const at = await evidence(options.config ?? null);
  const folder = join(resolve(options.root ?? at.records), kindsOfRecord[kind].folder);
  if (at.isKept(folder)) throw new CommandFailed(`${folder} is in the vault or the spool, where nothing may be added: name another --root`);
  const filed = await fileWhatThereIs(at, { kind, asked, given, folder }, options);
  const { closing: _closing, ...inJson } = filed;
  out(options.json ? `${plainJson({ kind, ...inJson }, 2)}\n` : textOf(filed));
}

interface Place {
  readonly kind: RecordKind;
  readonly asked: AskedScope;
  readonly given: FiledWith;
  readonly folder: string;
}

async function fileWhatThereIs(at: EvidenceAtHand, place: Place, options: RecordOptions): Promise<Filed> {
  const { kind, asked, given } = place;
  const keys = options.key ? await Promise.all(options.key.map(publicKeyIn)) : [at.key()];
  const { incident: source, elsewhere } = await sourceIncident(at, {
    kind: kindsOfRecord[kind],
    asked,
    incident: options.incident ?? null,
    keys,
  });
  if (source === null) return fileTemplate(place, elsewhere);
  const made = filedRecord(kind, source, await mustVerify(at, source, keys), given);
  const files = await fileBoth(place, source.incident, made, recordPage(made));
  const other = files.find(({ kept }) => kept === 'differs');
  if (other)
    throw new CommandFailed(
      `${other.file} is there already, with other content, and no record is overwritten: move it away, or name another --root`,
    );
  const what = `${made.is_drill ? 'drill' : 'incident'} ${made.incident} of ${made.scope}, which ended ${made.ended_at} as ${made.ending}`;
  return { incident: made.incident, said: `This is the ${what}; its evidence was verified`, closing: '', files };
}

/** A template that was filled in since is left alone: it is somebody's work. */
async function fileTemplate(place: Place, elsewhere: readonly string[]): Promise<Filed> {
  const { kind, asked, given } = place;
  const made = recordTemplate(kind, asked, given);
  const { kind: scopeKind, name, tenant, environment } = asked;
  const parts = ['template', scopeKind, name, tenant, environment].filter((part) => part !== null);
  const files = await fileBoth(place, parts.join('-'), made, templatePage(made));
  const others = elsewhere.length === 0 ? 'No incident in the vault gives one.' : `Records can be made with ${elsewhere.join(', ')}.`;
  const closing = `NO RECORD: only a template was filed, for people to fill in. ${others}`;
  return { incident: null, said: `This is no record, but a template for ${askedText(asked)}. ${made.why}`, closing, files };
}

async function fileBoth({ folder, given }: Place, name: string, made: object, page: string): Promise<Filed['files']> {
  const isPlain = given.appBuild === null && given.validationLocalities === null;
  const base = join(folder, isPlain ? name : `${name}-${digestOf(given).slice('sha256:'.length, 'sha256:'.length + 8)}`);
  const json = { file: `${base}.json`, kept: await keepFile(`${base}.json`, `${plainJson(made, 2)}\n`) };
  if (json.kept === 'differs' && 'incident' in made) return [json]; // a page beside another record would be of that one
  return [json, { file: `${base}.html`, kept: await keepFile(`${base}.html`, page) }];
}

const words: Readonly<Record<Kept, string>> = {
  written: 'written  ',
  unchanged: 'unchanged',
  differs: 'left     ',
};

function textOf({ said, files, closing }: Filed): string {
  const changed = files.some(({ kept }) => kept === 'differs') ? 'What was left has been filled in or changed since.\n' : '';
  const last = closing === '' ? '' : `${plainText(closing)}\n`;
  return `${plainText(said)}\n${files.map(({ file, kept }) => `${words[kept]}  ${plainText(file)}\n`).join('')}${changed}${last}`;
}
