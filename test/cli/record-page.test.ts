import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { markup } from '../../cli/records/markup.ts';
import { recordKinds } from '../../contracts/records/record-kinds.ts';
import type { Decision } from '../../domain/decisions.ts';
import type { Happening } from '../../domain/timeline.ts';
import { here, recordsVault, type RecordsVault } from './records-vault.ts';

let vault: RecordsVault;
beforeEach(() => {
  vault = recordsVault();
});

const nasty = `<script>alert(1)</script><img src=x onerror="go()"> '"&amp; \u202egnp.exe</style>`;

async function pageOf(more: readonly Happening[] = [], observed = nasty): Promise<string> {
  await vault.seal('INC-ONE', { observed, more });
  await vault.record('rollback', ...here);
  return vault.filed()['01-rollback-drill/INC-ONE.html'] ?? '';
}

const signed = { kind: 'note', incident: 'INC-ONE', text: nasty, at: '2026-03-01T10:00:00Z', nonce: 'n', signature: 's' } as const;
const everything: readonly Happening[] = [
  { kind: 'waived', fields: ['BK-RC3'], by: ['Ivo'], why: nasty },
  { kind: 'stated', statement: nasty, person: 'Ana', text: nasty, signed },
  { kind: 'failed', step: 'Roll back', occasion: 2, why: nasty, key: nasty, unresolved: true },
];

test('a page shows what came from outside as text, and nothing of it is obeyed', async () => {
  const page = await pageOf(everything);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).toContain('\\u202egnp.exe');
  expect(page).not.toMatch(/<script|<img|onerror="|\u202e/i);
  expect(page.match(/<\/style>/g)).toHaveLength(1);
});

test('what nobody sees is spelled out, on the page and in JSON that is still the same data', async () => {
  const hidden = 'a\u061cb\u00adc\u180ed\u{e0041}e\u206af\u2028g\u001b[2Jh';
  const page = await pageOf([], hidden);
  expect(page).toContain('a\\u061cb\\xadc\\u180ed\\udb40\\udc41e\\u206af\\u2028g\\x1b[2Jh');
  const json = vault.filed()['01-rollback-drill/INC-ONE.json'] ?? '';
  for (const text of [page, json]) expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
  expect(JSON.parse(json)).toMatchObject({ observed_failure_mode: hidden });
});

test('a page is one file: it loads nothing, runs nothing, leads nowhere, and tells the browser so', async () => {
  const page = await pageOf([], 'see https://example.org/?a=1');
  expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'".replaceAll("'", '&#39;'));
  expect(page).not.toMatch(/\s(src|href|action|srcset|poster|data|on[a-z]+)\s*=|url\(|@import|<(script|link|iframe|object|form|base)/i);
  expect(page).toMatch(/@page \{ size: A4/);
});

test('who decided is told with the roles that they had then, and a step of one channel with it', async () => {
  const about = 'acme/production/au-nsw';
  const counted = (person: string, role: string, verdict: string, note: string) =>
    ({ kind: 'counted', asking: 1, person, roles: [role], verdict, note }) as const;
  const decision = { asking: 1, verdict: 'bad', by: ['Ivo'], at: 0, plan: {}, answers: [] } as unknown as Decision;
  const more: readonly Happening[] = [
    { kind: 'began', step: 'Pin', occasion: 1, about },
    { kind: 'began', step: 'Pin', occasion: 1, about: 'acme/production/au-vic' },
    { kind: 'failed', step: 'Pin', occasion: 1, about: 'acme/production/au-vic', why: 'HTTP 500', key: 'k' },
    counted('Ana', 'on-call', 'good', ''),
    counted('Ivo', 'incident-commander', 'bad', 'I read it'),
    { kind: 'decided', decision },
  ];
  await vault.seal('INC-ONE', { more });
  await vault.record('rollback', ...here);
  expect(vault.filedJson('01-rollback-drill/INC-ONE.json')).toMatchObject({
    decisions: [{ verdict: 'bad', by: ['Ivo'], signed_by: [{ person: 'Ivo', roles: ['incident-commander'] }], notes: ['Ivo: I read it'] }],
    steps: [
      { step: 'Roll back', about: null },
      { step: 'Pin', about, ended: null, outcome: 'not finished' },
      { step: 'Pin', about: 'acme/production/au-vic', outcome: 'failed: HTTP 500' },
    ],
  });
  const page = vault.filed()['01-rollback-drill/INC-ONE.html'];
  expect(page).toContain('Ivo (incident-commander)');
  expect(page).toContain('Pin, acme/production/au-vic');
});

test('an auditor reads on it all that there is: nine fields twice, objectives, checklist, waivers, who decided, and how to check', async () => {
  const page = await pageOf(everything);
  const nine = [
    'Timestamp',
    'Scope',
    'Trigger or alert source',
    'Observed failure mode',
    'Containment action',
    'Rollback or kill-switch action',
  ];
  for (const field of [...nine, 'Verification result', 'Operator or owner', 'Follow-up'])
    expect(page.split(`<th scope="row">${field}</th>`)).toHaveLength(3); // of the incident, and of its one intervention
  for (const part of [
    'Objectives',
    'Checklist',
    'Who decided',
    'Waivers',
    'Done by hand',
    'Notes',
    'Steps',
    'Interventions',
    'The sealed evidence',
  ])
    expect(page).toContain(`<h2>${part}</h2>`);
  const { sealed } = vault.filedJson('01-rollback-drill/INC-ONE.json') as { readonly sealed: { readonly statement: string } };
  expect(page.split(sealed.statement)).toHaveLength(4); // at the top, in the table and in a command
  expect(page).toContain('sh INC-ONE/verify.sh evidence.pub.pem INC-ONE');
  expect(page).toContain('BK-RC3');
  expect(page).toContain('waived: see below');
  expect(page).toContain('no proof');
});

test('an objective that people led to is no pass on it, and a waiver is not called a change by hand, as on the board (BK-P5)', async () => {
  const recorded: Happening = { kind: 'objective', name: 'recorded', state: 'met' }; // after 'safe', which the runbook led to
  const page = await pageOf([{ kind: 'waived', fields: ['BK-RC3'], by: ['Ivo'], why: 'lost' }, recorded]);
  expect(page.match(/<span class="\w+">(met|[^<]*proves nothing)<\/span>/g)).toEqual([
    '<span class="good">met</span>',
    '<span class="odd">met</span>',
    '<span class="odd">after a change by hand, or a waiver: proves nothing</span>',
  ]);
});

test('on a narrow screen each row is a list with its headings; on paper no heading stands alone, no table leaves one row behind, and each command is on one line', async () => {
  const page = await pageOf(everything);
  expect(page.split('<thead>')).toHaveLength(page.split('<div class="wide">').length);
  const [, narrow = '', paper = ''] = page.split('@media ');
  expect(narrow).toMatch(/^screen and \(max-width: 40rem\)[^]*\.wide td::before \{ content: attr\(data-head\)/);
  expect(page).toMatch(/<td data-head="Checked"><div>\w+<\/div><\/td>/);
  expect(paper).toContain('h2, h3, h2 + p:not(:last-child) { break-after: avoid; }');
  expect(paper).toContain('tr:nth-last-child(2) { break-after: avoid; }');
  const { sealed } = vault.filedJson('01-rollback-drill/INC-ONE.json') as { readonly sealed: { readonly verify_with: readonly string[] } };
  const points = Number(/pre \{ font-size: ([\d.]+)pt;/.exec(paper)?.[1]);
  const longest = Math.max(...sealed.verify_with.map((line) => line.length)) + 'INC-7Q2M4K'.length - 'INC-ONE'.length;
  expect(longest * 0.6 * points).toBeLessThan(((210 - 2 * 15) / 25.4) * 72 - 20); // A4 without margins and padding; a monospaced letter is 0.6 wide
});

test("the time that it says an objective has is the runbook's (BK-RO1, BK-RO2)", () => {
  const runbook = readFileSync('workflows/bad-pack-rollback.ts', 'utf8');
  const part = readFileSync('cli/records/objectives-part.ts', 'utf8');
  for (const name of ['safe', 'intact']) {
    const said = new RegExp(`${name}: markup\`.* within (\\d+)\\\\u00a0min`).exec(part)?.[1];
    expect(runbook).toMatch(new RegExp(`objectives: .*${name}: minutes\\(${said}\\)`));
  }
});

test('it says of the signatures what its reader can do, and asks nobody for an option of another command', async () => {
  const page = await pageOf();
  expect(page).toContain('was not part of filing');
  expect(page).not.toContain('give the roster');
});

test('a severity that a person gave is on it, with who and why, and in the JSON', async () => {
  const statement = { ...signed, kind: 'severity', severity: 'SEV-2' } as const;
  const page = await pageOf([{ kind: 'stated', statement: 'severity SEV-2', person: 'Ana', text: 'two readers only', signed: statement }]);
  expect(page).toMatch(/<h2>Severity<\/h2>[^]*SEV-1[^]*SEV-2[^]*Ana[^]*two readers only[^]*<h2>Objectives/);
  expect(vault.filedJson('01-rollback-drill/INC-ONE.json')).toMatchObject({
    severity: 'SEV-2',
    severities: [
      { severity: 'SEV-1', by: 'holdfast' },
      { severity: 'SEV-2', by: 'Ana', why: 'two readers only' },
    ],
  });
});

test('whatever a value is, no mark of it is left that HTML obeys', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const { html } = markup`<p title="${text}">${[text, markup`${text}`]}</p>`;
      expect(
        html
          .replace(/^<p title="/, '')
          .replace(/<\/p>$/, '')
          .replace('">', ''),
      ).not.toMatch(/[<>"']/);
    }),
  );
});

test('each kind has its command in a checkout, word for word (BK-E3)', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: Record<string, string> };
  const commands = Object.entries(scripts).filter(([name]) => name.startsWith('ops:'));
  expect(commands).toEqual(
    recordKinds.map((kind) => [`ops:${kind}-record`, `node scripts/run.mjs --no-temporal workers/main.ts record ${kind}`]),
  );
});
