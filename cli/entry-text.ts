import { receiptsIn, wasSoAlready, type Receipt } from '../domain/containment.ts';
import type { Finding } from '../domain/findings.ts';
import { trouble } from '../domain/findings.ts';
import { channelText, scopeText } from '../domain/scope.ts';
import type { Happening, ObjectiveState } from '../domain/timeline.ts';
import { changeText } from './change-text.ts';
import { counted, listText } from './list-text.ts';

const objectives: Readonly<Record<ObjectiveState, string>> = {
  half: 'has used half of its time',
  'late soon': 'has a fifth of its time left',
  missed: 'is missed',
  met: 'is met',
  broken: 'holds no longer: its clock runs again',
};

const endings = { closed: 'Closed', 'false-alarm': 'A false alarm', 'handed-over': 'Handed over to people' } as const;

/** One line of the timeline as a sentence for a tired person. */
export function entryText(entry: Happening): string {
  switch (entry.kind) {
    case 'opened':
      return openedText(entry);
    case 'started':
      return `Started by hand by ${entry.person}, who signed it`;
    case 'alert':
      return `Alert ${entry.alert.status} from ${entry.alert.source}: ${entry.alert.summary}${entry.count > 1 ? ` (came ${entry.count} times)` : ''}`;
    case 'began':
      return `Began: ${entry.step}${where(entry.about)}${again(entry.occasion)}`;
    case 'did':
      return `Done: ${entry.step}${again(entry.occasion)}${resultText(entry.result)}`;
    case 'failed':
      return `Failed: ${entry.step}${where(entry.about)}${again(entry.occasion)}: ${entry.why}${entry.unresolved ? ' (not known whether it took effect)' : ''}`;
    case 'asked':
      return `Asked question ${entry.asking} (${listText(entry.verdicts, 'or')}): ${entry.text}`;
    case 'counted':
      return `${entry.person} (${entry.roles.join(', ')}) answered '${entry.verdict}' to question ${entry.asking}${entry.note ? `: "${entry.note}"` : ''}`;
    case 'decided':
      return `Decided by ${listText(entry.decision.by)}: '${entry.decision.verdict}' (question ${entry.decision.asking})`;
    case 'refused':
      return `${refusedText(entry.asking)} (${entry.refusal.code}): ${entry.refusal.message}`;
    case 'flood':
      return `Refused ${counted(entry.refused, 'message')} in all; without a line each since the last such line: ${codesText(entry.untold)}`;
    case 'stated':
      return statedText(entry);
    case 'waived':
      return `${listText(entry.by)} waived ${listText(entry.fields)}: ${entry.why}`;
    case 'checkpoint':
      return `Sealed so far: ${counted(entry.upTo, 'line')} signed`;
    case 'not sealed':
      return `Not sealed so far: ${entry.why}`;
    case 'widened':
      return `Reaches further now: ${listText(entry.channels.map(channelText))}`;
    case 'paged':
      return `Paged ${entry.role}: ${entry.why}`;
    case 'page lost':
      return `A page to ${entry.role} got lost: ${entry.why}`;
    case 'impact':
      return `Impact confirmed: ${entry.how}`;
    case 'objective':
      return `Objective '${entry.name}' ${objectives[entry.state]}`;
    case 'ended':
      return `${endings[entry.ending]}: ${entry.because}`;
  }
}

/** A start by hand says why; who it was is the next line, once the signature is checked. */
function openedText({ by, runbook, scope, severity, linkedTo, startedBy }: Extract<Happening, { readonly kind: 'opened' }>): string {
  const what = `${runbook} on ${scopeText(scope)}, ${severity}${linkedTo ? `, out of ${linkedTo}` : ''}`;
  return startedBy ? `Opened by hand: ${what}: "${startedBy.why}"` : `Opened by ${by}: ${what}`;
}

/** What a person wrote, before what identifies it: a narrow screen cuts the end off. */
function statedText({ person, statement, text, signed }: Extract<Happening, { readonly kind: 'stated' }>): string {
  if (signed.kind !== 'attachment') return `${person} stated (${statement}): ${text}`;
  return `${person} attached "${text}"${signed.proves ? ` for ${signed.proves}` : ''}: ${signed.name}, ${counted(signed.size, 'byte')}`;
}

const codesText = (codes: Readonly<Record<string, number>>): string =>
  listText(Object.entries(codes).map(([code, count]) => `${count} ${code}`));

/** Statements and alerts are sent unasked. */
const refusedText = (asking: number): string => (asking === 0 ? 'Refused what was sent' : `Refused an answer to question ${asking}`);

const where = (about: string | undefined): string => (about === undefined ? '' : ` on ${about}`);

/** A step may be done on several occasions: for each channel that an alert adds, or after a person said to try again. */
const again = (occasion: number): string => (occasion > 1 ? `, for the ${ordinal(occasion)} time` : '');

function ordinal(count: number): string {
  const last = count % 100 > 10 && count % 100 < 14 ? 0 : count % 10;
  return `${count}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
}

/** What a step returned, where that is something a person should know: changes made, checks that did not pass. */
function resultText(result: unknown): string {
  const changes = receiptsIn(result);
  if (changes.length > 0) return `: ${changes.map((receipt) => changeText(receipt) + howText(receipt)).join('; ')}`;
  if (isProof(result)) return `: ${result.verdict}, ${result.because}`;
  if (!isFindings(result)) return '';
  return result.every(({ outcome }) => outcome === 'pass') ? `: ${counted(result.length, 'check')} passed` : `: ${trouble(result)}`;
}

function howText(receipt: Receipt): string {
  if (receipt.byHand) return ' (by hand)';
  if (receipt.since !== undefined)
    return ` (adopted: on since ${new Date(receipt.since).toISOString().slice(0, 19).replace('T', ' ')} UTC)`;
  return wasSoAlready(receipt) ? ' (it was so already)' : '';
}

const isProof = (value: unknown): value is { readonly verdict: string; readonly because: string } =>
  typeof value === 'object' && value !== null && 'verdict' in value && 'because' in value;

const isFindings = (value: unknown): value is readonly Finding[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((item: unknown) => typeof item === 'object' && item !== null && 'check' in item && 'outcome' in item);
