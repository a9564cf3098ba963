import { spoken } from '../../domain/time.ts';
import { stopText } from '../brakes-text.ts';
import type { Dependencies } from '../dependencies.ts';
import type { ListedIncident } from '../incidents.ts';
import { lookFor } from '../look.ts';
import { plainData, plainJson } from '../plain-text.ts';
import { columns, hanging, padded } from '../wrapped.ts';
import { connected } from '../connected.ts';

/** `holdfast incidents`: the list, newest first, after the stop of automatic containment where one is in force. */
export async function listIncidents(
  options: { readonly open?: true; readonly json?: true; readonly config?: string },
  dependencies: Dependencies,
): Promise<void> {
  const open = options.open ?? false;
  const [incidents, stopped] = await connected(options, dependencies, (connection) =>
    Promise.all([connection.incidents.list({ open }), options.json ? null : connection.incidents.stopped()]),
  );
  if (options.json) return dependencies.out(`${plainJson(incidents, 2)}\n`);
  const look = lookFor(dependencies, dependencies.env);
  if (stopped) dependencies.out(`${stopText(plainData(stopped), dependencies.now(), look).join('\n')}\n\n`);
  dependencies.out(
    incidents.length === 0
      ? `No incident${open ? ' is open' : ' yet'}.\n`
      : listText(plainData(incidents), dependencies.now(), dependencies.isTerminal ? look.width : Infinity),
  );
}

/** A table; on a screen that is too narrow for it, two lines for each incident: what it is about goes below. */
function listText(incidents: readonly ListedIncident[], now: number, width: number): string {
  const rows = incidents.map(({ incident, workflowId, state, began, runbook, scope }) => [
    incident ?? workflowId,
    state.toUpperCase(),
    `${spoken(now - began)} ago`,
    runbook,
    scope,
  ]);
  const lines = tableOf([['INCIDENT', 'STATE', 'BEGAN', 'RUNBOOK', 'SCOPE'], ...rows]);
  if (lines.every((line) => columns(line) <= width)) return joined(lines);
  const above = tableOf([['INCIDENT', 'STATE', 'BEGAN'], ...rows.map((row) => row.slice(0, 3))]);
  const below = ['RUNBOOK ON SCOPE', ...rows.map(([, , , runbook = '', scope = '']) => `${runbook} on ${scope}`)];
  return joined(above.flatMap((line, at) => [line, ...hanging('    ', below[at] ?? '', width)]));
}

const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

function tableOf(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]?.map((_head, at) => Math.max(...rows.map((row) => columns(row[at] ?? '')))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, at) => padded(cell, widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
