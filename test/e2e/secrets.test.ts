import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { leaks } from '../support/leaks.ts';
import { canary, startCanaryWorld, type CanaryWorld } from '../support/canary-world.ts';
import type { IncidentInHand } from '../support/incident-in-hand.ts';
import { holdfast, type ProductProcess } from '../support/product-process.ts';

jest.setTimeout(120_000);

const place = { tenant: 'acme', name: 'au-vic' };

/** docs/evidence.md, "What is not kept": every secret that the product is given or sent, looked for in everything that it leaves and says. */
describe('after a whole incident among systems that repeat what they are sent', () => {
  let world: CanaryWorld;
  let serving: ProductProcess;
  let incident: IncidentInHand;
  const sent = {
    'cookie of the sender': canary(),
    'API key of the sender': canary(),
    'query of the sender': canary(),
    'password in a label': canary().replaceAll(/[/+=~]/g, 'x'),
    'password in the summary': canary().replaceAll(/[/+=~]/g, 'x'),
    'password in the generatorURL': canary(),
    'annotation that is not kept': canary(),
    'token of a stranger': canary(),
    'words of a malformed request': canary(),
  };
  const answered: string[] = [];

  beforeAll(async () => {
    world = await startCanaryWorld();
    serving = await world.product.serve();
    await world.product.staging.fault('payload-corrupted', { tenant: place.tenant, channel: place.name });
    incident = await alerted();
    for (const request of malformed()) answered.push(await ask(...request));
    await incident.answers('Ivo', 'accept');
    const { ending } = await incident.ended();
    if (ending !== 'closed') throw new Error(`the incident ended as ${ending}`);
  });
  afterAll(() => world.stop());

  const headers = (token: string) => ({
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    cookie: `session=${sent['cookie of the sender']}`,
    'x-api-key': sent['API key of the sender'],
  });

  async function ask(path: string, init: RequestInit = {}): Promise<string> {
    const answer = await fetch(`${world.product.gateway}${path}`, init);
    return `${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`;
  }

  async function alerted(): Promise<IncidentInHand> {
    const labels = {
      alertname: 'RulesDisagreeWithSource',
      runbook: 'bad-pack-rollback',
      ...place,
      environment: 'staging',
      kind: 'channel',
      instance: `http://ops:${sent['password in a label']}@reader-1.example.org:9100/metrics`,
    };
    const annotations = {
      summary: `look at https://ops:${sent['password in the summary']}@dashboards.example.org/d/1`,
      internal: sent['annotation that is not kept'],
    };
    const generatorURL = `http://ops:${sent['password in the generatorURL']}@prometheus.example.org/graph`;
    const alerts = [{ status: 'firing', labels, annotations, generatorURL, startsAt: new Date().toISOString() }];
    const said = await ask(`/alerts/alertmanager?token=${encodeURIComponent(sent['query of the sender'])}`, {
      method: 'POST',
      headers: headers(world.secrets['token of the alert source']!),
      body: JSON.stringify({ version: '4', externalURL: generatorURL, alerts }),
    });
    answered.push(said);
    const [, workflowId = '', runId = ''] = /"incident":"([^"]+)","runId":"([^"]+)"/.exec(said) ?? [];
    expect(said).toMatch(/^202 .*"outcome":"started"/);
    return world.product.incident(workflowId, runId);
  }

  function malformed(): readonly (readonly [string, RequestInit?])[] {
    const words = sent['words of a malformed request'];
    const token = world.secrets['token of the alert source']!;
    const post = (body: string, as = token): RequestInit => ({ method: 'POST', headers: headers(as), body });
    const path = encodeURIComponent(words);
    return [
      ['/alerts/alertmanager', post('{"version":"4","alerts":[]}', sent['token of a stranger'])],
      ['/alerts/alertmanager', post(`{"version":"4","alerts":"${words}`)],
      ['/alerts/alertmanager', post(JSON.stringify({ version: words, alerts: [{ status: words, labels: words, startsAt: words }] }))],
      ['/incidents', post(JSON.stringify({ runbook: words, scope: words, statement: words }))],
      [`/incidents/${incident.workflowId}/decisions`, post(JSON.stringify({ verdict: words, signature: words, asking: words }))],
      [`/incidents/${incident.workflowId}?since=${path}`],
      [`/incidents?open=${path}`],
      [`/incidents/${path}?token=${path}`],
      [`/${path}?token=${path}`],
      [`/incidents/${path}`, { method: 'DELETE', headers: headers(token) }],
    ];
  }

  /** All that the product keeps, without the keys and the configuration that it was given. */
  function files(): readonly (readonly [string, Buffer])[] {
    return readdirSync(world.home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(world.home, file), file] as const)
      .filter(([name]) => !name.startsWith('keys/') && name !== 'holdfast.yaml')
      .map(([name, file]) => [name, readFileSync(file)]);
  }

  async function histories(): Promise<readonly (readonly [string, string])[]> {
    const { client } = world.product;
    const found: [string, string][] = [];
    for await (const { workflowId, runId } of client.workflow.list()) {
      const handle = client.workflow.getHandle(workflowId, runId);
      found.push([`history of ${workflowId}`, opened(await handle.fetchHistory())]);
      found.push([`memo and search attributes of ${workflowId}`, opened((await handle.describe()).raw)]);
    }
    return found;
  }

  const everySecret = () => ({ ...world.secrets, ...sent });

  test('no secret is in the vault, the log, the histories of Temporal, its database, boards, metrics, pages or problem documents', async () => {
    const { product } = world;
    const pages = ['/incidents', `/incidents/${incident.workflowId}`, '/alerts/unrouted', '/metrics', '/readyz'];
    const seen = await Promise.all(pages.map(async (page) => [`GET ${page}`, await ask(page)] as const));
    const platform = [await product.staging.changes(place.tenant, place.name), await product.cases(place)];
    const kept = files();
    const told = await histories();
    const sinks = new Map<string, Buffer | string>([
      ...kept,
      ...told,
      ...seen,
      ['the log', serving.said.join('\n')],
      ['what requests were answered', answered.join('\n')],
      ['pages and heads', world.told().join('\n')],
      ['changes and cases', JSON.stringify(platform)],
    ]);
    expect(kept.map(([name]) => name)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^vault\/INC.*activation-state$/), 'temporal.db']),
    );
    expect(answered.filter((said) => /^[45]/.test(said)).length).toBeGreaterThanOrEqual(9);
    expect(world.told().join('')).toMatch(/incident\.page[^]*record\.sealed/);
    expect([...sinks].filter(([sink, said]) => said.length === 0 && !sink.startsWith('trust-roots-seen/')).map(([sink]) => sink)).toEqual(
      [],
    );
    expect(sinks.get('the log')).toContain('answered');
    expect(sinks.get(`memo and search attributes of ${incident.workflowId}`)).toMatch(/INC-\w{6}/);
    expect(told.map(([, said]) => said).join('')).toContain('answered 503 down'); // what was said in confidence was repeated, and failed
    expect(leaks(everySecret(), sinks)).toEqual([]);
  });

  test('what is cut from an alert is seen to be cut, and the rest is kept as evidence', async () => {
    const { events } = await incident.record();
    const text = JSON.stringify(events);
    expect(text).toContain('http://***@reader-1.example.org:9100/metrics');
    expect(text).toContain('look at https://***@dashboards.example.org/d/1');
  });

  test('doctor and show say none of them, nor does doctor of a configuration that is refused', async () => {
    const { product } = world;
    const refused = join(world.home, 'keys', 'refused.yaml');
    const secret = sent['words of a malformed request'];
    writeFileSync(refused, readFileSync(join(world.home, 'holdfast.yaml'), 'utf8').replace('env:CANARY_ALERTS', `*${secret}`));
    const ran = await Promise.all([
      product.cli('doctor'),
      product.cli('show', incident.workflowId),
      holdfast(['doctor', '--config', refused], {}),
    ]);
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 1]);
    expect(ran[2]!.err).toContain('refused.yaml:');
    expect(leaks(everySecret(), new Map(ran.map(({ out, err }, index) => [`command ${index}`, out + err])))).toEqual([]);
  });
});

/** What Temporal has, as JSON, and each payload in it as it was before it was encoded. */
function opened(message: object): string {
  const text = JSON.stringify(message);
  const payloads = [...text.matchAll(/"data":"([^"]+)"/g)].map(([, data = '']) => Buffer.from(data, 'base64').toString('utf8'));
  return [text, ...payloads].join('\n');
}
