import { setHandler, type ApplicationFailure } from '@temporalio/workflow';
import { state } from '../../contracts/incident.ts';
import { mayDecide, type Person, type Refusal } from '../../domain/decisions.ts';
import type { Millis } from '../../domain/time.ts';
import { isIncidentStatement, statementSeat, statementTitle, type IncidentStatement, type Severity } from '../../domain/statements.ts';
import { Signatures } from './signatures.ts';
import type { Timeline } from './timeline.ts';

/** What people say that nobody asked for: notes (BK-E5), another severity, waivers (BK-E2), attachments. Signed, each counts once. */
export class Statements {
  private readonly incident: () => string;
  private readonly timeline: Timeline;
  private readonly escalation: readonly string[];
  private readonly signatures: Signatures;
  private readonly nonces = new Set<string>();
  private said: Severity | null = null;
  private readonly attached: Millis[] = [];

  constructor(incident: () => string, timeline: Timeline, escalation: readonly string[]) {
    this.incident = incident;
    this.timeline = timeline;
    this.escalation = escalation;
    this.signatures = new Signatures(timeline.refusals);
    setHandler(state, (statement) => this.take(statement));
  }

  /** The severity that a person gave it, or null while nobody did. */
  get severity(): Severity | null {
    return this.said;
  }

  /** How many files were attached since then. */
  attachedSince(at: Millis): number {
    return this.attached.filter((when) => when >= at).length;
  }

  private async take(statement: unknown): Promise<string> {
    if (!isIncidentStatement(statement))
      throw this.refuse({ code: 'Malformed', message: 'this is not a signed statement: make one with `holdfast note`' });
    if (statement.incident !== this.incident())
      throw this.refuse({ code: 'NotOpen', message: `this is ${this.incident()}; the statement is for ${statement.incident}` });
    this.demandOpenRecord();
    const identified = await this.signatures.ofStatement(statement);
    this.demandOpenRecord(); // it may have been closed while the signature was being checked
    if ('refusal' in identified) throw this.refuse(identified.refusal);
    const refused = this.refusal(statement, identified.person);
    if (refused) throw this.refuse(refused);
    this.nonces.add(statement.nonce);
    if (statement.kind === 'severity') this.said = statement.severity;
    if (statement.kind === 'attachment') this.attached.push(Date.now());
    this.timeline.note({
      kind: 'stated',
      statement: statementTitle(statement),
      person: identified.person.name,
      text: statement.text,
      signed: statement,
    });
    return `${statementTitle(statement)} of ${identified.person.name} is on the timeline`;
  }

  /** BK-E5: what is acknowledged is in the record, so nothing is that comes after its last line. In the words of whoever seals it later. */
  private demandOpenRecord(): void {
    if (!this.timeline.isClosed) return;
    throw this.refuse({ code: 'NotOpen', message: `${this.incident()} has ended: its record takes no more lines` });
  }

  private refusal({ kind, nonce, text }: IncidentStatement, person: Person): Refusal | null {
    if (this.nonces.has(nonce)) return { code: 'NonceUsed', message: 'this very statement was counted before: sign a new one' };
    if (kind === 'waiver' && text.trim() === '')
      return { code: 'Malformed', message: 'a waiver needs its reason (BK-E2): sign it with the reason as its text' };
    const seat = statementSeat[kind];
    if (seat === 'anyone' || mayDecide(person, seat, this.escalation)) return null;
    return { code: 'WrongRole', message: `${person.name} may not give a ${kind}: it takes ${seat}` };
  }

  private refuse(refused: Refusal): ApplicationFailure {
    return this.timeline.refusals.refuse(0, refused);
  }
}
