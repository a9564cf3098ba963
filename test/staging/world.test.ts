import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { coverSchema, describeSchema } from '../../contracts/platform-api.ts';
import { startStaging, type Staging } from '../support/staging.ts';

describe('a staging platform as it starts', () => {
  let staging: Staging;
  beforeAll(async () => {
    staging = await startStaging();
  });
  afterAll(() => staging.stop());

  test('serves the fifth release of every channel at every reader', async () => {
    for (const [tenant, channel] of [
      ['acme', 'au-nsw'],
      ['acme', 'baseline'],
      ['globex', 'nz-akl'],
    ] as const) {
      for (const { name } of staging.readers) {
        expect(await staging.reader(name).serves(tenant, channel)).toMatchObject({ release_id: '2026.05', generation: 5 });
      }
    }
  });

  test('has promoted the five releases in order, each with its audit event', async () => {
    const changes = await staging.changes('acme', 'au-nsw');
    expect(changes.map(({ action, generation_after, already }) => [action, generation_after, already])).toEqual(
      [1, 2, 3, 4, 5].map((generation) => ['promote', generation, false]),
    );
    expect(new Set(changes.map(({ audit_event }) => audit_event.id)).size).toBe(5);
  });

  test('agrees with its official sources: no truth is contradicted', async () => {
    const { body } = await staging.ask('/metrics');
    expect(body).toContain('staging_truth_disagreements{tenant="acme",environment="staging",channel="au-nsw"} 0');
    expect(body).toContain('staging_pointer_generation{tenant="globex",environment="staging",channel="nz-akl"} 5');
    expect(body).toContain('staging_reader_generation{reader="reader-3",tenant="globex",environment="staging",channel="nz-akl"} 5');
    expect(body).not.toMatch(/^staging_activation_rejected\{/m);
  });

  test('answers a country with its localities and the baseline, and a channel with itself', async () => {
    const country = coverSchema.parse((await staging.ask('/v1/scopes/acme/staging/country/au')).body);
    expect(country.channels.map(({ name }) => name)).toEqual(['au-nsw', 'au-vic']);
    expect(country.baseline).toEqual({ tenant: 'acme', environment: 'staging', name: 'baseline' });
    expect(coverSchema.parse((await staging.ask('/v1/scopes/globex/staging/locality/nz-akl')).body).channels).toHaveLength(1);
    expect(coverSchema.parse((await staging.ask('/v1/scopes/acme/staging/baseline/baseline')).body).baseline).toBeNull();
  });

  test('knows no scope of another environment, tenant or kind', async () => {
    for (const path of [
      'acme/production/channel/au-nsw',
      'nobody/staging/channel/au-nsw',
      'acme/staging/lane/au-nsw',
      'globex/staging/channel/au-vic',
      'acme/staging/locality/baseline',
    ]) {
      expect(await staging.ask(`/v1/scopes/${path}`)).toMatchObject({ status: 404, body: { code: 'unknown-scope' } });
    }
  });

  test('gives every KOA-T5 item that it describes, and says why it lacks the others', async () => {
    const { absent, actions, evidence } = describeSchema.parse((await staging.ask('/v1/describe')).body);
    expect(actions).toEqual(['hold', 'lift', 'quarantine', 'rebind', 'pin', 'baseline']);
    expect(absent.map(({ item }) => item)).toEqual(['render-bundles', 'trace-maps', 'execution-envelopes', 'execution-telemetry']);
    for (const item of evidence)
      expect(await staging.ask(`/v1/evidence/acme/staging/au-nsw/${item}`)).toMatchObject({
        status: 200,
        body: { channel: { name: 'au-nsw' } },
      });
    expect(evidence).toEqual(['build-record', 'validation-report', 'activation-state', 'trust-roots', 'revocations']);
    expect(await staging.ask('/v1/evidence/acme/staging/au-nsw/render-bundles')).toMatchObject({
      status: 404,
      body: { code: 'unknown-item' },
    });
  });

  test('lets nobody without the token change, count, open cases or take evidence', async () => {
    const channel = '/v1/channels/acme/staging/au-nsw/changes';
    const doors = [
      ['POST', channel],
      ['GET', channel],
      ['GET', `${channel}/some-key`],
      ['POST', '/v1/cases'],
      ['GET', '/v1/cases'],
      ['GET', '/v1/evidence/acme/staging/au-nsw/trust-roots'],
    ] as const;
    for (const [method, path] of doors) {
      for (const authorization of ['', 'Bearer wrong', `Basic ${staging.token}`]) {
        const answer = await fetch(`${staging.url}${path}`, { method, headers: { authorization } });
        expect([path, answer.status]).toEqual([path, 401]);
      }
    }
  });

  test('keeps the answers of its canaries, its manifest and its files apart by release at the reader', async () => {
    const base = `${staging.readers[0]?.url}/v1/channels/acme/staging/au-nsw`;
    const resolved: unknown = await (await fetch(`${base}/resolve?q=${encodeURIComponent('When do the BINS go out?')}`)).json();
    expect(resolved).toMatchObject({ release_id: '2026.05', rule_id: 'bins-out' });
    expect(await (await fetch(`${base}/resolve?q=unicorns`)).json()).toMatchObject({ rule_id: null });
    expect(await (await fetch(`${base}/rules/bins-out`)).json()).toMatchObject({ release_id: '2026.05', rule: { edition: '2026.05' } });
    expect((await fetch(`${base}/rules/no-such`)).status).toBe(404);
    expect((await fetch(`${base}/files/canaries.json`)).status).toBe(200);
    expect((await fetch(`${base}/files/..%2f..%2fstate`)).status).toBe(404);
    expect(existsSync(staging.home)).toBe(true);
  });
});
