import { askedText, type AskedScope } from './asked-scope.ts';
import type { FiledWith } from './filed-record.ts';
import { kindsOfRecord, type RecordKind } from './record-kinds.ts';

export const templateFormat = 'urn:holdfast:record-template:v1';

/** A field that somebody has to fill in. */
export interface FieldToFill {
  readonly id: string;
  readonly field: string;
  readonly what: string;
  /** The role that fills it in. */
  readonly by: string;
  /** What the command line said already; empty where nothing did. */
  readonly value: string;
}

/** What a record of this kind has to say, while no incident has said it (BK-E3). */
export interface RecordTemplate {
  readonly format: typeof templateFormat;
  readonly kind: RecordKind;
  readonly title: string;
  readonly asked: string;
  readonly why: string;
  readonly fields: readonly FieldToFill[];
}

type Row = readonly [id: string, field: string, what: string, by: string];

const onCall = 'on-call operator';
const owner = 'incident owner';
const releaseOwner = 'release owner';

const nineFields: readonly Row[] = [
  ['BK-E1', 'timestamp', 'when it began, UTC', onCall],
  ['BK-E1', 'scope', 'tenant, environment, kind and name', onCall],
  ['BK-E1', 'trigger', 'the alert and who sent it, or who started it by hand and why', onCall],
  ['BK-E1', 'observed failure mode', 'what was wrong, as it was seen', onCall],
  ['BK-E1', 'containment action', 'what was held, quarantined or pinned; before and after', onCall],
  ['BK-E1', 'rollback or kill-switch action', 'what was rolled back or switched off; before and after', onCall],
  ['BK-E1', 'verification result', 'how the effect was seen, by whom or what', onCall],
  ['BK-E1', 'operator', 'who did it and who decided', owner],
  ['BK-E1', 'follow-up', 'the case or the next step, and whose it is', owner],
];

const rollback: readonly Row[] = [
  ['BK-RC1', 'scope', 'the incident record', onCall],
  ['BK-RC2', 'current and target manifests', 'the manifest probe', onCall],
  ['BK-RC3', 'rebind', "the publisher's response and its audit event", onCall],
  ['BK-RC4', 'manifest and pack checksums agree', 'the readback verification', onCall],
  ['BK-RC5', 'resolver and rules API', 'the probe log after the rollback', onCall],
  ['BK-RC6', 'timestamps and outcome', 'against the objectives: when the impact was confirmed, when it was safe', owner],
  ['BK-RO1', 'safe active manifest', 'within 15 minutes of the confirmed bad publish: both times, met or missed', owner],
  ['BK-RO2', 'manifest and pack integrity', 'within 30 minutes: both times, met or missed', owner],
  ['BK-RO3', 'record complete', 'within the incident window: both times, met or missed', owner],
];

const killSwitch: readonly Row[] = [
  ['BK-AI2', 'graduation decisions frozen', 'for which scope, since when', onCall],
  ['BK-AI3', 'lane disabled or narrowed', 'before and after; what serves instead', onCall],
  ['BK-AI4', 'no silent degrade', 'how it was confirmed', onCall],
  ['BK-AI6', 'reason, scope, activation time, validation result', 'of the switch itself', owner],
  ['BK-AI7', 'conditions to enable it again', 'which scheduled runs have to be clean, and who decides', owner],
];

const launchDay: readonly Row[] = [
  ['BK-LD1', 'production configuration', 'endpoints, auth keys present, environment flags, kill-switch defaults', releaseOwner],
  ['BK-LD2', 'first production publish', 'triggered or observed, and validated', releaseOwner],
  ['BK-LD3', 'probes', 'active manifest, active pack, resolver endpoint, rules endpoint', releaseOwner],
  ['BK-LD5', 'release build checksum', 'and where the evidence is archived', releaseOwner],
  ['BK-LD6', 'sign-off by product', 'name and date', 'product'],
  ['BK-LD6', 'sign-off by engineering', 'name and date; somebody else', 'engineering'],
  ['BK-LD6', 'sign-off by QA', 'name and date; a third person', 'QA'],
  [
    'BK-NG1',
    'no-go conditions',
    'none holds: rollback proven, kill switches tested, stale-pack alerting, publish failures visible, scope validated',
    releaseOwner,
  ],
];

/** The template of a kind: BK-E1's nine fields and those of its own, each with who fills it in. */
export function recordTemplate(kind: RecordKind, asked: AskedScope, filedWith: FiledWith): RecordTemplate {
  const { title, runbook, showing } = kindsOfRecord[kind];
  const rows = [...nineFields, ...ownFields(kind)].map(([id, field, what, by]) => ({ id, field, what, by, value: '' }));
  const isAsked = asked.kind !== null;
  return {
    format: templateFormat,
    kind,
    title,
    asked: askedText(asked),
    why: `The vault holds no sealed incident or drill of ${runbook} for ${askedText(asked)} that ${showing}.`,
    fields: [
      ...rows.map((row) => (row.field === 'scope' && row.id === 'BK-E1' && isAsked ? { ...row, value: askedText(asked) } : row)),
      ...namedFields(kind, filedWith),
    ],
  };
}

function ownFields(kind: RecordKind): readonly Row[] {
  if (kind === 'ai-kill-switch') return killSwitch;
  return kind === 'launch-day' ? launchDay : rollback;
}

function namedFields(kind: RecordKind, { validationLocalities, appBuild }: FiledWith): readonly FieldToFill[] {
  if (kind === 'ai-kill-switch') {
    const names = validationLocalities ?? ['each country and lane touched, and the worst of each'];
    return names.map((name) => ({
      id: 'BK-AI5',
      field: `validation of ${name}`,
      what: 'what was run, and its result',
      by: onCall,
      value: '',
    }));
  }
  if (kind !== 'launch-day') return [];
  const build = {
    id: 'BK-LD4',
    field: 'app build',
    what: 'the build whose live fetch is verified',
    by: releaseOwner,
    value: appBuild ?? '',
  };
  const fetched = { ...build, field: 'live app fetch', what: 'manifest and pack resolve on that build: how it was seen', value: '' };
  return [build, fetched];
}
