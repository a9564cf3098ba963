import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { startStaging, type Staging } from '../support/staging.ts';

const doc = (path: string): string => readFileSync(fileURLToPath(new URL(`../../docs/${path}`, import.meta.url)), 'utf8');
const byName = (one = '', other = ''): number => (one < other ? -1 : 1);
const section = (title: string): string =>
  doc('staging.md')
    .split(/^## /m)
    .find((part) => part.startsWith(title)) ?? '';
const firstColumn = (title: string): string[] => [...section(title).matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name).sort(byName);

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

describe('what is written about the staging platform', () => {
  let staging: Staging;
  let series: Map<string, string[]>;
  beforeAll(async () => {
    staging = await startStaging();
    // One of everything, so that every series has a line with its labels.
    await staging.fault('payload-corrupted', { tenant: 'acme', channel: 'au-nsw' });
    await staging.ask('/pipeline/acme/au-vic/publish', { rules: { 'bins-out': 'No.' } });
    const text = await scrapeUntilRejected();
    const lines = [...text.matchAll(/^(\w+)\{([^}]*)\}/gm)];
    series = new Map(lines.map(([, name = '', labels = '']) => [name, [...labels.matchAll(/(\w+)=/g)].map(([, label = '']) => label)]));
  });
  afterAll(() => staging.stop());

  const scrapeUntilRejected = async (): Promise<string> => {
    const text = String((await staging.ask('/metrics')).body);
    return text.includes('staging_activation_rejected{') ? text : scrapeUntilRejected();
  };

  test('names every series with its labels, and no other', () => {
    expect(firstColumn('Metrics')).toEqual([...series].map(([name, labels]) => `${name}{${labels.join(',')}}`).sort(byName));
  });

  test('names every fault, and no other', async () => {
    const { body } = await staging.ask('/faults');
    const names = (body as { faults: { name: string }[] }).faults.map(({ name }) => name).sort(byName);
    expect(firstColumn('Faults')).toEqual(names);
    const typed = readFileSync(fileURLToPath(new URL('../support/staging-faults.ts', import.meta.url)), 'utf8');
    expect([...typed.matchAll(/^ {2}readonly '([^']+)'/gm)].map(([, name]) => name).sort(byName)).toEqual(names);
  });

  test('names every option of the command line', () => {
    const usage = readFileSync(fileURLToPath(new URL('../../staging/options.ts', import.meta.url)), 'utf8');
    const options = [...new Set([...usage.matchAll(/\[?--([a-z-]+)/g)].map(([, name]) => name))].sort(byName);
    const told = [...new Set([...section('Run it').matchAll(/`--([a-z-]+)/g)].map(([, name]) => name))].sort(byName);
    expect(told).toEqual(options);
  });

  test('alerts on series that exist, by labels that they have, with the scope that Holdfast needs', () => {
    const { groups } = parse(doc('alerting/staging-rules.yml')) as { groups: { rules: Rule[] }[] };
    const rules = groups.flatMap((group) => group.rules);
    expect(rules.filter(({ labels }) => labels['runbook'] === 'bad-pack-rollback').map(({ alert }) => alert)).toEqual([
      'StagingTruthDisagrees',
      'StagingActivationRejected',
    ]);
    for (const { annotations, expr, labels } of rules) {
      const names = [...expr.matchAll(/staging_\w+/g)].map(([name]) => name);
      expect([...series.keys()]).toEqual(expect.arrayContaining(names));
      const has = names.flatMap((name) => series.get(name) ?? []);
      const used = [...(annotations['summary'] ?? '').matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label);
      expect(has).toEqual(expect.arrayContaining(used));
      const scope = labels['kind'] === 'channel' ? ['tenant', 'environment', 'channel'] : [];
      expect(has).toEqual(expect.arrayContaining(scope));
    }
  });
});
