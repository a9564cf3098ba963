import { describe, expect, test } from '@jest/globals';
import { alertMatrix, runbookFor } from '../../gateway/alert-matrix.ts';
import { routeOf, type Route } from '../../gateway/route.ts';

const labels = { alertname: 'BadPack', tenant: 'acme', environment: 'production', channel: 'au-nsw', country: 'au' };
const scope = { tenant: 'acme', environment: 'production', kind: 'channel', name: 'au-nsw' };
const route = (over: Partial<Route> = {}): Route => ({ match: { team: 'packs' }, runbook: 'bad-pack-rollback', ...over });

describe('which runbook', () => {
  test('a configured route comes before the label, and the label before the matrix', () => {
    const odd = { ...labels, team: 'packs', runbook: 'stale-pack', alertname: 'StalePack' };
    expect(routeOf(odd, [route()])).toEqual({ runbook: 'bad-pack-rollback', scope });
    expect(routeOf(odd, [])).toEqual({ unrouted: 'its runbook stale-pack does not exist yet' });
    expect(routeOf({ ...odd, runbook: 'bad-pack-rollback' }, [])).toEqual({ runbook: 'bad-pack-rollback', scope });
  });

  test('the first route that matches decides, and a route matches only when every label has exactly its value', () => {
    const wide = route({ scope: { kind: 'country', name: '{country}' } });
    expect(routeOf({ ...labels, team: 'packs' }, [wide, route()])).toMatchObject({ scope: { kind: 'country', name: 'au' } });
    const both = route({ match: { team: 'packs', severity: 'sev1' }, scope: { name: 'other' } });
    expect(routeOf({ ...labels, team: 'packs' }, [both])).toMatchObject({ scope });
    expect(routeOf({ ...labels, team: 'Packs' }, [route({ scope: { name: 'other' } })])).toMatchObject({ scope });
  });

  test('the matrix knows every row BK-A1..7 and KOA-Q1..6, by name without case and punctuation', () => {
    const rows = [
      'BK-A1',
      'BK-A2',
      'BK-A3',
      'BK-A4',
      'BK-A5',
      'BK-A6',
      'BK-A7',
      'KOA-Q1',
      'KOA-Q2',
      'KOA-Q3',
      'KOA-Q4',
      'KOA-Q5',
      'KOA-Q6',
    ];
    expect([...new Set(alertMatrix.map(({ id }) => id))]).toEqual(rows);
    for (const { alerts, runbook } of alertMatrix) for (const name of alerts) expect(runbookFor(name)).toBe(runbook);
    expect(runbookFor('resolver_health')).toBe('bad-pack-rollback');
    expect(runbookFor('KOA-Q2')).toBe('bad-pack-rollback');
  });

  test('an alert that nothing fits is unrouted with the reason (BK-A8)', () => {
    expect(routeOf({ ...labels, alertname: 'DiskFull' }, [])).toEqual({ unrouted: expect.stringMatching(/no route matches it/) });
    expect(routeOf({}, [])).toEqual({ unrouted: expect.stringMatching(/no route matches it/) });
    expect(routeOf({ ...labels, alertname: 'StalePack' }, [])).toEqual({ unrouted: 'its runbook stale-pack does not exist yet' });
    expect(routeOf({ ...labels, runbook: 'constructor' }, [])).toEqual({ unrouted: 'its runbook constructor does not exist yet' });
  });
});

describe('which scope', () => {
  test('the name comes from the label name, or from the label called after the kind; the kind is channel unless it is said', () => {
    expect(routeOf(labels, [])).toMatchObject({ scope });
    expect(routeOf({ ...labels, name: 'au-vic' }, [])).toMatchObject({ scope: { kind: 'channel', name: 'au-vic' } });
    expect(routeOf({ ...labels, kind: 'country' }, [])).toMatchObject({ scope: { kind: 'country', name: 'au' } });
  });

  test('a scope that labels do not give is unrouted, and says which label is missing', () => {
    const { tenant: _tenant, ...stray } = labels;
    expect(routeOf(stray, [])).toEqual({ unrouted: 'it has no label tenant, so its scope is not known' });
    expect(routeOf({ ...labels, kind: 'lane' }, [])).toEqual({ unrouted: 'it has no label name or lane, so its scope is not known' });
    const template = route({ scope: { name: '{locality}' } });
    expect(routeOf({ ...labels, team: 'packs' }, [template])).toEqual({
      unrouted: 'its route takes name from a label that it does not have',
    });
    expect(routeOf({ ...labels, kind: '__proto__' }, [])).toHaveProperty('unrouted');
  });

  test.each([
    ['a slash', 'a/b'],
    ['the separator of workflow ids', 'a~b'],
    ['a leading dot', '..'],
    ['a space', 'a b'],
    ['too many letters', 'x'.repeat(64)],
    ['nothing', ''],
  ])('a label with %s is never part of a scope', (_what, name) => {
    expect(routeOf({ ...labels, channel: name }, [])).toHaveProperty('unrouted');
    expect(routeOf({ ...labels, tenant: name }, [])).toHaveProperty('unrouted');
  });

  test('a label cannot put braces of its own through a template', () => {
    const template = route({ scope: { name: '{country}' } });
    expect(routeOf({ ...labels, team: 'packs', country: '{tenant}' }, [template])).toHaveProperty('unrouted');
  });
});
