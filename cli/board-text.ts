import type { Board } from '../domain/board.ts';
import { brakesText } from './brakes-text.ts';
import { channelText } from '../domain/scope.ts';
import type { Millis } from '../domain/time.ts';
import { changeText } from './change-text.ts';
import { clockText } from './clock-text.ts';
import { entryText } from './entry-text.ts';
import { headlineText } from './headline-text.ts';
import { counted } from './list-text.ts';
import { painted, ruled, type Look } from './look.ts';
import { objectivesText } from './objective-text.ts';
import { plainData } from './plain-text.ts';
import { questionText, type Signing } from './question-text.ts';
import { adoptCommand } from './start-command.ts';
import { stepsText } from './steps-text.ts';
import { hanging, wrapped } from './wrapped.ts';

const newest = 8;

/**
 * One incident as a tired person reads it in five seconds, the pressing first: what keeps it from acting, which, what is asked, what is held, how much time is
 * left, the steps, what was changed, lost pages, alerts, the newest of the timeline. `signing` says which option signs an answer here.
 */
export function boardText(
  untrusted: Board,
  {
    now,
    look,
    signing,
    starting = '--key FILE',
  }: { readonly now: Millis; readonly look: Look; readonly signing: Signing; readonly starting?: string },
): string {
  const board = plainData(untrusted);
  const asker = { incident: board.incident, signing, several: board.questions.length > 1 };
  const lines = [
    ...brakesText(board, now, look),
    ...headlineText(board, now, look),
    ...board.questions.flatMap((question) => ['', ...questionText(question, asker, now, look)]),
    ...heldText(board, now, look),
    ...adoptText(board, starting, look),
    ...unresolvedText(board, now, look),
    ...lostText(board, now, look),
    ...objectivesText(board, now, look),
    ...stepsText(board, now, look),
    ...changesText(board, now, look),
    ...alertsText(board, look),
    ...timelineText(board, now, look),
  ];
  const text = `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
  return look.unicode ? text : text.replaceAll(/\P{ASCII}/gu, '?');
}

/** BK-W1: the notice stands word for word with what is held, once. */
function heldText({ held, ended, observing }: Board, now: Millis, look: Look): readonly string[] {
  if (held.length === 0 && observing) return [];
  if (held.length === 0) return ended ? ['', 'Nothing is held by this incident any more.'] : [];
  const places = held.flatMap(({ channel, since, adopted }) =>
    hanging(
      '  ',
      `${channelText(channel)}  since ${clockText(since, now)}${adopted ? ', before this incident, which adopted it' : ''}`,
      look.width,
    ),
  );
  const notices = [...new Set(held.map(({ notice }) => notice))].flatMap((notice) =>
    wrapped(notice, look.width - 2).map((line) => `  ${line}`),
  );
  return ['', ruled(ended ? 'STILL HELD' : 'HELD', counted(held.length, 'channel'), ended ? 'red' : 'yellow', look), ...places, ...notices];
}

/** Promise 9: what nobody works any more is taken up by the next incident of its scope. */
function adoptText(board: Board, starting: string, look: Look): readonly string[] {
  if (!board.ended || board.held.length === 0) return [];
  const words =
    'Unless another incident took over since, this starts the one that adopts what is held; whoever starts it may not judge it:';
  const command = adoptCommand(board, starting, look.command);
  return ['', ...wrapped(words, look.width - 2).map((line) => `  ${line}`), `    ${painted(command, 'bold', look)}`];
}

/** GOV-11: first whether it took effect, then whatever is next. */
function unresolvedText({ unresolved, ended }: Board, now: Millis, look: Look): readonly string[] {
  if (unresolved.length === 0) return [];
  const lines = unresolved.flatMap(({ step, key, why, at }) =>
    hanging(`  ${clockText(at, now)}  `, `${step} (${key}): ${why}`, look.width),
  );
  const advice = ended ? 'look at the platform, by the key' : 'the platform is asked by the key, first';
  return ['', ruled('MAY HAVE TAKEN EFFECT', advice, 'red', look), ...lines.map((line) => painted(line, 'red', look))];
}

function lostText({ lostPages }: Board, now: Millis, look: Look): readonly string[] {
  if (lostPages.length === 0) return [];
  const lines = lostPages.flatMap(({ role, why, at }) =>
    hanging(`  ${clockText(at, now)}  `, `nobody reached as ${role}: ${why}`, look.width),
  );
  return ['', ruled('PAGES THAT NOBODY GOT', 'call these people', 'red', look), ...lines.map((line) => painted(line, 'red', look))];
}

function changesText({ done, observing }: Board, now: Millis, look: Look): readonly string[] {
  if (done.length === 0) return [];
  const lines = done.flatMap(({ at, after, already, byHand, ...change }) => {
    const reached = after && !observing ? `: now ${after}` : '';
    const told = changeText({ ...change, dryRun: observing }) + (byHand ? ' (by hand)' : '') + (already ? ' (it was so already)' : reached);
    return hanging(`  ${clockText(at, now)}  `, told, look.width);
  });
  const title = observing ? 'WHAT WOULD HAVE BEEN CHANGED' : 'WHAT WAS CHANGED';
  const before = done.filter(({ already }) => already).length;
  const words = counted(done.length - before, 'change') + (before > 0 ? `, ${before} so already` : '');
  return ['', ruled(title, words, 'bold', look), ...lines];
}

function alertsText({ alerts }: Board, look: Look): readonly string[] {
  if (alerts.received === 0) return [];
  const unknown = alerts.scopeUnknown
    ? hanging('  ', 'The sender left some out: how far this reaches is UNKNOWN, and may be wider.', look.width)
    : [];
  const title = `${counted(alerts.distinct, 'alert')}, received ${counted(alerts.received, 'time')}`;
  return ['', ruled('ALERTS', title, 'bold', look), ...hanging('  newest: ', alerts.newest, look.width), ...unknown];
}

function timelineText({ timeline }: Board, now: Millis, look: Look): readonly string[] {
  if (timeline.length === 0) return [];
  // What is in hand stands among the steps already.
  const told = timeline.filter(({ kind }) => kind !== 'began').slice(-newest);
  const asked = new Map(timeline.flatMap((entry) => (entry.kind === 'asked' ? [[entry.text, `question ${entry.asking}`]] : [])));
  const lines = told.flatMap((entry) => {
    // A page repeats the question, which is told already.
    const short = entry.kind === 'paged' ? { ...entry, why: asked.get(entry.why) ?? entry.why } : entry;
    return clipped(hanging(`  ${clockText(entry.at, now)}  `, entryText(short), look.width), look.width);
  });
  return ['', ruled('TIMELINE', `newest of ${timeline.at(-1)?.seq}, UTC`, 'bold', look), ...lines];
}

/** At most two lines: all of it is in the vault. */
function clipped(lines: readonly string[], width: number): readonly string[] {
  const [first = '', second = '', ...more] = lines;
  return more.length === 0 ? lines : [first, `${second.slice(0, width - 3)}...`];
}
