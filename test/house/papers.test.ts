import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildProgram } from '../../cli/program.ts';
import type { Dependencies } from '../../cli/dependencies.ts';
import { runbookNames } from '../../contracts/runbook-names.ts';
import { pausedNotice } from '../../domain/packs.ts';
import { recordOf } from '../../domain/record.ts';
import { alertMatrix, runbookFor } from '../../gateway/alert-matrix.ts';
import { trimmedLabel } from '../../gateway/trim.ts';
import type { Runbook } from '../../domain/runbook.ts';
import { runbook as badPackRollback } from '../../workflows/bad-pack-rollback.ts';
import { runbook as triage } from '../../workflows/triage.ts';
import { allMetrics } from '../support/all-metrics.ts';

const checkout = resolve(__dirname, '../..');
const text = (file: string): string => readFileSync(join(checkout, file), 'utf8');
const papers = globSync(['*.md', 'docs/**/*.md'], { cwd: checkout });
const flat = (words: string): string => words.replaceAll(/\s*\n>?\s*/g, ' ');
const all = (pattern: RegExp, words: string): readonly string[] => [...words.matchAll(pattern)].map(([, found = '']) => found);
const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].toSorted((one, other) => (one < other ? -1 : 1));
/** The part of a page below one of its headings, up to the next of the same level. */
function section(words: string, heading: string): string {
  const level = heading.split(' ')[0] ?? '';
  const [, below] = words.split(`\n${heading}\n`);
  if (below === undefined) throw new Error(`there is no heading ${heading}`);
  return below.split(new RegExp(`\n${level} `))[0] ?? '';
}
/** The first cells of the rows of a page's tables that are in backticks. */
const firstCells = (words: string): readonly string[] => all(/^\| `([^`]+)` \|/gm, words);
const commands = buildProgram({} as Dependencies).commands.map((command) => command.name());
const scripts = Object.keys((JSON.parse(text('package.json')) as { readonly scripts: Record<string, string> }).scripts);

const ownMetrics = allMetrics().map(({ name }) => name);
/** A histogram is asked by its buckets, its sum and its count. */
const seriesOf = (name: string): string => name.replace(/_(bucket|sum|count)$/, '');
const stagingMetrics = all(/'(staging_[a-z_]+)'/g, text('staging/observe/metrics.ts'));
const metrics = [...ownMetrics, ...stagingMetrics];

const runbooks: readonly Runbook[] = [badPackRollback, triage];

test('every runbook has a page, and every page is of a runbook', () => {
  expect(runbooks.map(({ name }) => name)).toEqual(runbookNames);
  expect(sorted(globSync('*.md', { cwd: join(checkout, 'docs', 'runbooks') }))).toEqual(sorted(runbookNames.map((name) => `${name}.md`)));
});

describe.each(runbooks.map((runbook) => [runbook.name, runbook] as const))('the page of %s', (name, runbook) => {
  const page = text(`docs/runbooks/${name}.md`);

  test('has the steps of the workflow as headings, in the same words and order', () => {
    expect(all(/^### (.+)$/gm, section(page, '## Steps'))).toEqual(runbook.steps);
  });

  test('says of each step what is done by hand', () => {
    const parts = section(page, '## Steps')
      .split(/^### .+$/m)
      .slice(1);
    expect(parts.filter((part) => !part.includes('\nBy hand'))).toEqual([]);
  });

  test('is called what the workflow is called', () => {
    expect(page.split('\n')[0]).toBe(`# ${runbook.id} ${runbook.title}`);
    expect(page).toContain(runbook.severity);
  });

  test('has the objectives of the workflow, with their time', () => {
    const rows = all(/^\| `(\w+ *` \| [^|]+) \|/gm, section(page, '## Objectives')).map((row) => row.split('` | '));
    expect(rows.map(([name]) => name)).toEqual(Object.keys(runbook.objectives));
    const said = (time: number): string => (time < 3_600_000 ? `${time / 60_000} minutes` : `${time / 3_600_000} hours`);
    const times = Object.values(runbook.objectives).map((time) => expect.stringContaining(said(time)) as unknown);
    expect(rows.map(([, time]) => time)).toEqual(times);
  });

  test('names exactly the alerts that the default routing table sends to it', () => {
    const row = page.split('\n').find((line) => line.startsWith('| an alert of the default routing table')) ?? '';
    const named = all(/`([A-Za-z]+)`/g, row);
    expect(named.filter((name) => runbookFor(name) !== runbook.name)).toEqual([]);
    const routed = alertMatrix.filter((one) => one.runbook === runbook.name).flatMap(({ alerts }) => alerts);
    expect(sorted(named)).toEqual(sorted(routed));
  });
});

describe('the page of bad-pack-rollback', () => {
  const page = text('docs/runbooks/bad-pack-rollback.md');

  test('has the checklist of the record, by id', () => {
    const ids = recordOf('INC-7Q2M4K', []).checklist.map(({ id }) => id);
    expect(all(/^\| (BK-RC\d) \|/gm, section(page, '## Checklist'))).toEqual(ids);
  });

  test('shows the notice word for word (BK-W1), also in what is done by hand', () => {
    expect(flat(page).split(pausedNotice)).toHaveLength(3);
  });

  const from = (prefix: string, last: number): readonly string[] => Array.from({ length: last }, (_, index) => `${prefix}${index + 1}`);
  test.each([
    ...from('BK-BP', 7),
    ...from('BK-RO', 3),
    ...from('BK-RC', 6),
    ...from('BK-P', 5),
    ...from('KOA-P', 6),
    'KOA-61a',
    'KOA-61b',
    'KOA-61c',
    'KOA-61d',
    'KOA-61e',
    'KOA-62b',
    'KOA-62c',
    'KOA-T5',
    'KOA-T6',
    'BK-S1',
    'BK-W1',
  ])('says how %s is carried out', (id) => {
    expect(page).toMatch(new RegExp(`\\b${id}\\b`));
  });
});

describe('README', () => {
  const readme = text('README.md');

  test('its table of commands is what the program has', () => {
    expect(firstCells(section(readme, '## Commands'))).toEqual(expect.arrayContaining(commands));
    expect(sorted(firstCells(section(readme, '## Commands')))).toEqual(sorted(commands));
  });

  test('its table of runbooks is what there is', () => {
    expect(all(/^\| RB-\d+ \| \[([a-z-]+)\]/gm, section(readme, '## Runbooks'))).toEqual(runbookNames);
  });

  test('its map names every folder of code, and none that is not there', () => {
    const named = all(/\[([a-z]+)\/\]\(/g, section(readme, '## Where things are'));
    expect(named.filter((folder) => !existsSync(join(checkout, folder)))).toEqual([]);
    const code = globSync('*/**/*.ts', { cwd: checkout, exclude: ['node_modules', 'dist', 'coverage'] }).map(
      (file) => file.split('/')[0] ?? '',
    );
    expect(sorted(code).filter((folder) => !named.includes(folder))).toEqual([]);
  });

  test('its picture is there and small enough to load at night', () => {
    expect(readme).toContain('](docs/board.png)');
    expect(statSync(join(checkout, 'docs', 'board.png')).size).toBeLessThan(250_000);
  });
});

describe.each(papers)('%s', (paper) => {
  const words = text(paper);

  test('every link inside the checkout leads somewhere', () => {
    const links = all(/\]\(([^)\s]+)\)/g, words.replaceAll(/^```[\s\S]*?^```/gm, '')).filter((link) => !/^(https?:|mailto:|#)/.test(link));
    const broken = links.filter((link) => !existsSync(join(checkout, dirname(paper), link.split('#')[0] ?? '')));
    expect(broken).toEqual([]);
  });

  test('every npm script and every command that it names exists', () => {
    const run = all(/\bnpm run (?:--silent |-s )?([a-z-]+(?::[a-z-]+)*)/g, words);
    expect(run.filter((script) => !scripts.includes(script))).toEqual([]);
    const named = all(/(?:^|[`$(] ?)(?:npm run (?:-s )?holdfast -- |holdfast )([a-z]+)(?=[ `\n])/gm, words);
    expect(named.filter((command) => !commands.includes(command))).toEqual([]);
  });

  test('every metric that it names is one of ours', () => {
    const named = all(/`?\b((?:holdfast|staging)_[a-z_]+)\b/g, words).filter((name) => name !== trimmedLabel);
    expect(named.filter((name) => !metrics.includes(name))).toEqual([]);
  });
});

describe('metrics', () => {
  const series = (words: string): readonly string[] => firstCells(words).map((cell) => cell.replace(/\{.*\}$/, ''));

  test('docs/operating.md has those of gateway, watcher and worker, with their labels', () => {
    const table = section(text('docs/operating.md'), '## What to watch');
    const written = allMetrics().map(({ name, labelNames }) => (labelNames.length > 0 ? `${name}{${labelNames.join(',')}}` : name));
    expect(written.length).toBeGreaterThan(20);
    expect(sorted(firstCells(table))).toEqual(sorted(written));
  });

  test('docs/staging.md has those of the staging platform', () => {
    expect(stagingMetrics.length).toBeGreaterThan(5);
    expect(sorted(series(section(text('docs/staging.md'), '## Metrics')))).toEqual(sorted(stagingMetrics));
  });

  test.each(['holdfast', 'staging'])('the example alerting rules of %s ask for series that there are', (whose) => {
    const asked = all(/\b((?:staging|holdfast)_[a-z_]+)\b/g, text(`docs/alerting/${whose}-rules.yml`));
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter((name) => !metrics.includes(seriesOf(name)))).toEqual([]);
  });
});

describe('the index of the manual', () => {
  const index = text('docs/README.md');

  test('names every page of docs', () => {
    const pages = globSync('**/*.{md,yaml,yml}', { cwd: join(checkout, 'docs') }).filter((file) => file !== 'README.md');
    expect(pages.filter((page) => !index.includes(`](${page})`))).toEqual([]);
  });

  test('calls every decision by its title, in order', () => {
    const decisions = sorted(globSync('docs/decisions/*.md', { cwd: checkout }));
    const titles = decisions.map((file) =>
      text(file)
        .split('\n')[0]
        ?.replace(/^# /, '')
        .replace(/^(\d+)\. (.*)$/, '$1. [$2]'),
    );
    expect(all(/^(\d+\. \[.+\])\(decisions/gm, index)).toEqual(titles);
  });

  test('every decision says its context, the decision and its consequence, on half a page', () => {
    const odd = globSync('docs/decisions/*.md', { cwd: checkout }).filter((file) => {
      const words = text(file);
      return !/\*\*Context\.\*\*[\s\S]+\*\*Decision\.\*\*[\s\S]+\*\*Consequence\.\*\*/.test(words) || words.split('\n').length > 45;
    });
    expect(odd).toEqual([]);
  });
});

test('LICENSE is the Apache License 2.0, whole', () => {
  const licence = text('LICENSE');
  expect(licence).toContain('Version 2.0, January 2004');
  expect(licence).toContain('END OF TERMS AND CONDITIONS');
  expect(JSON.parse(text('package.json'))).toMatchObject({ license: 'Apache-2.0' });
});
