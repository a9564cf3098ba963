import type { OpenIncident } from '../../contracts/watched-incidents.ts';
import type { Board } from '../../domain/board.ts';
import type { Millis } from '../../domain/time.ts';

const perLook = 10;

/** Since when the oldest question waits. Ten boards a look, in turn: a board costs a worker's time, so that this follows many incidents slowly. */
export class OldestQuestion {
  private readonly board: (incident: OpenIncident) => Promise<Pick<Board, 'questions'>>;
  private since = new Map<string, Millis | null>();

  constructor(board: (incident: OpenIncident) => Promise<Pick<Board, 'questions'>>) {
    this.board = board;
  }

  /** Null when nothing waits. Boards that do not come count as they were last seen. */
  async look(open: readonly OpenIncident[]): Promise<Millis | null> {
    const byRun = new Map(open.map((incident) => [incident.runId, incident]));
    const known = new Map([...this.since].filter(([runId]) => byRun.has(runId)));
    const longestAgo = [...open.filter(({ runId }) => !known.has(runId)), ...[...known.keys()].map((runId) => byRun.get(runId)!)];
    const asked = await Promise.all(longestAgo.slice(0, perLook).map((incident) => this.ask(incident)));
    for (const { runId, since } of asked) {
      const told: Millis | null = since === undefined ? (known.get(runId) ?? null) : since;
      known.delete(runId); // to the end: its turn is over
      known.set(runId, told);
    }
    this.since = known;
    const waiting = [...known.values()].filter((since) => since !== null);
    return waiting.length === 0 ? null : Math.min(...waiting);
  }

  private async ask(incident: OpenIncident): Promise<{ readonly runId: string; readonly since?: Millis | null }> {
    const { runId } = incident;
    const board = await this.board(incident).catch(() => null); // stuck, or just ended: the watcher says so itself
    if (board === null) return { runId };
    return { runId, since: board.questions.length === 0 ? null : Math.min(...board.questions.map(({ since }) => since)) };
  }
}
