import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';

const file = resolve(__dirname, '../../docs/alerting/holdfast-rules.yml');
const { groups } = parse(readFileSync(file, 'utf8')) as {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string; readonly annotations: { readonly summary: string } }[];
  }[];
};
const rules = groups.flatMap((group) => group.rules);
const promtool = spawnSync('promtool', ['--version']).status === 0;

test('every rule has a name of its own, and says in a sentence what to do', () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  const mute = rules.filter(({ annotations }) => !/[.`] ?[A-Z`].*|docs\/|holdfast /s.test(annotations.summary));
  expect(mute.map(({ alert }) => alert)).toEqual([]);
});

test('every value of a label that a rule asks for is one that the product gives', () => {
  const asked = rules.flatMap(({ expr }) => [...expr.matchAll(/(\w+)=~?"([^"]+)"/g)].map(([, label, value]) => `${label} ${value}`));
  expect(new Set(asked)).toEqual(
    new Set([
      'outcome failed',
      'outcome done',
      'outcome lost',
      'outcome unrouted',
      'state missed',
      'ending handed-over',
      'code TemporalAway|Overloaded|Internal|Unauthenticated',
    ]),
  );
});

/** What `promtool` says, in a folder with the rules. */
function promtoolSays(folder: string, ...args: string[]): readonly [number | null, string] {
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' });
  return [status, stdout + stderr];
}

// Without promtool they are listed as skipped at the end of the run.
const withPromtool = promtool ? describe : describe.skip;

withPromtool('by promtool', () => {
  test('Prometheus takes the rules', () => {
    expect(promtoolSays('.', 'check', 'rules', file)).toEqual([0, expect.stringContaining('SUCCESS')]);
  });

  test('what happens once fires, also when it is the first count of its series; what never happened does not', () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-rules-'));
    const happens = (series: string, values: string) => ({ series: `${series.replace('}', ',instance="a"}')}`, values });
    const fires = (alertname: string, labels: object, severity = 'page') => ({
      eval_time: '6m',
      alertname,
      exp_alerts: [{ exp_labels: { severity, ...labels } }],
    });
    const input_series = [
      happens('holdfast_pages_total{role="on-call",outcome="lost"}', '_x5 1 1 1'),
      happens('holdfast_watcher_pages_total{kind="stuck",outcome="lost"}', '_x5 1 1 1'),
      happens('holdfast_objectives_total{runbook="r",objective="safe",state="missed"}', '0x5 1 1 1'),
      happens('holdfast_incidents_ended_total{runbook="r",ending="handed-over"}', '_x5 1 1 1'),
      happens('holdfast_incidents_ended_total{runbook="r",ending="closed"}', '_x5 1 1 1'),
      happens('holdfast_alerts_total{source="s",outcome="unrouted"}', '_x5 1 1 1'),
      { series: 'holdfast_incidents_stuck{instance="a"}', values: '0x5 2 2 2' },
      { series: 'holdfast_temporal_reachable{instance="a"}', values: '1x8' },
      { series: 'holdfast_spooled_incidents', values: 'NaN NaN NaN NaN NaN NaN NaN NaN' },
    ];
    const named = (name: string) => rules.find(({ alert }) => alert === name)!.annotations.summary;
    const alert_rule_test = [
      fires('HoldfastPageLost', { role: 'on-call' }),
      fires('HoldfastWatcherPageLost', { kind: 'stuck' }),
      fires('HoldfastObjectiveMissed', { runbook: 'r', objective: 'safe' }),
      fires('HoldfastHandedOver', { runbook: 'r' }, 'ticket'),
      fires('HoldfastAlertUnrouted', { source: 's' }),
      fires('HoldfastIncidentsStuck', {}),
      fires('HoldfastEvidenceSpooled', {}),
      { eval_time: '6m', alertname: 'HoldfastTemporalAway', exp_alerts: [] },
      { eval_time: '6m', alertname: 'HoldfastGatewayGone', exp_alerts: [] },
      { eval_time: '6m', alertname: 'HoldfastStepFailed', exp_alerts: [] },
    ];
    const fill = (name: string, labels: Readonly<Record<string, string>>) =>
      named(name).replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_all, label: string) => labels[label] ?? '');
    for (const { alertname, exp_alerts } of alert_rule_test) {
      for (const expected of exp_alerts) {
        const value = alertname === 'HoldfastIncidentsStuck' ? '2' : 'NaN';
        const summary = fill(alertname, expected.exp_labels as never).replaceAll('{{ $value }}', value);
        Object.assign(expected, { exp_annotations: { summary } });
      }
    }
    writeFileSync(
      join(folder, 'tests.yml'),
      stringify({ rule_files: [file], evaluation_interval: '1m', tests: [{ interval: '1m', input_series, alert_rule_test }] }),
    );
    expect(promtoolSays(folder, 'test', 'rules', 'tests.yml')).toEqual([0, expect.stringContaining('SUCCESS')]);
    rmSync(folder, { recursive: true });
  });
});
