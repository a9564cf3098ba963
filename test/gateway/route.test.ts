import { describe, expect, test } from '@jest/globals';
import { alertMatrix, runbookFor } from '../../gateway/alert-matrix.ts';
import { scopePart } from '../../domain/scope.ts';
import { aboutOf, routeOf, type Destination, type Labels, type Route } from '../../gateway/route.ts';

const labels = { alertname: 'BadPack', tenant: 'acme', environment: 'production', channel: 'au-nsw', country: 'au' };
const scope = { tenant: 'acme', environment: 'production', kind: 'channel', name: 'au-nsw' } as const;
const route = (over: Partial<Route> = {}): Route => ({
  match: { team: 'packs' },
  runbook: 'bad-pack-rollback',
  observe: false,
  ...over,
});
const there: Destination = { runbook: 'bad-pack-rollback', scope, observe: false, unrouted: null };
/** Where an alert of acme's production goes that fits nothing. */
const triage = (unrouted: unknown, name = 'BadPack') => ({
  runbook: 'triage',
  scope: { tenant: 'acme', environment: 'production', kind: 'queue', name },
  observe: false,
  unrouted,
});
const toTriage = { runbook: 'triage', unrouted: expect.any(String) };

describe('which runbook', () => {
  test('a configured route comes before the label, and the label before the matrix', () => {
    const odd = { ...labels, team: 'packs', runbook: 'stale-pack', alertname: 'StalePack' };
    expect(routeOf(odd, [route()])).toEqual(there);
    expect(routeOf(odd, [])).toEqual(triage('its runbook stale-pack does not exist yet', 'StalePack'));
    expect(routeOf({ ...odd, runbook: 'bad-pack-rollback' }, [])).toEqual(there);
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

  test('an alert that nothing fits goes to triage with the reason (BK-A8)', () => {
    expect(routeOf({ ...labels, alertname: 'DiskFull' }, [])).toEqual(triage(expect.stringMatching(/no route matches it/), 'DiskFull'));
    expect(routeOf({ ...labels, alertname: 'StalePack' }, [])).toEqual(triage('its runbook stale-pack does not exist yet', 'StalePack'));
    expect(routeOf({ ...labels, runbook: 'constructor' }, [])).toEqual(triage('its runbook constructor does not exist yet'));
    expect(routeOf({}, [])).toEqual({
      ...triage(expect.stringMatching(/no route matches it/)),
      scope: { tenant: 'unknown', environment: 'unknown', kind: 'queue', name: 'unknown' },
    });
  });

  test('every row of the matrix goes to its runbook, or to triage where that does not exist yet', () => {
    for (const { alerts, runbook } of alertMatrix) {
      for (const alertname of alerts) {
        const { runbook: to, unrouted } = routeOf({ ...labels, alertname }, []);
        const exists = runbook === 'bad-pack-rollback' || runbook === 'triage';
        expect([alertname, to, unrouted]).toEqual(
          exists ? [alertname, runbook, null] : [alertname, 'triage', `its runbook ${runbook} does not exist yet`],
        );
      }
    }
  });

  test('what is meant for triage is not unrouted, whether its labels give a scope or not', () => {
    expect(routeOf({ ...labels, alertname: 'WorkflowWatchdog' }, [])).toEqual({ ...there, runbook: 'triage' });
    expect(routeOf({ tenant: 'acme', environment: 'production', alertname: 'WorkflowWatchdog' }, [])).toEqual(
      triage(null, 'WorkflowWatchdog'),
    );
  });

  test('a route may say that its alerts are only watched, and they are so in triage too', () => {
    const watching = route({ observe: true });
    expect(routeOf({ ...labels, team: 'packs' }, [watching])).toEqual({ ...there, observe: true });
    expect(routeOf({ ...labels, team: 'packs', channel: 'a b' }, [watching])).toMatchObject({ runbook: 'triage', observe: true });
    expect(routeOf(labels, [watching])).toEqual(there);
  });
});

describe('which scope', () => {
  test('the name comes from the label name, or from the label called after the kind; the kind is channel unless it is said', () => {
    expect(routeOf(labels, [])).toMatchObject({ scope });
    expect(routeOf({ ...labels, name: 'au-vic' }, [])).toMatchObject({ scope: { kind: 'channel', name: 'au-vic' } });
    expect(routeOf({ ...labels, kind: 'country' }, [])).toMatchObject({ scope: { kind: 'country', name: 'au' } });
  });

  test('a scope that labels do not give goes to triage, and says which label is missing', () => {
    const { tenant: _tenant, ...stray } = labels;
    expect(routeOf(stray, [])).toMatchObject({
      ...triage('it has no label tenant, so its scope is not known'),
      scope: { tenant: 'unknown', environment: 'production', kind: 'queue', name: 'BadPack' },
    });
    expect(routeOf({ ...labels, kind: 'lane' }, [])).toEqual(triage('it has no label name or lane, so its scope is not known'));
    const template = route({ scope: { name: '{locality}' } });
    expect(routeOf({ ...labels, team: 'packs' }, [template])).toEqual(triage('its route takes name from a label that it does not have'));
    expect(routeOf({ ...labels, kind: '__proto__' }, [])).toMatchObject(toTriage);
  });

  test.each([
    ['a slash', 'a/b'],
    ['the separator of workflow ids', 'a~b'],
    ['a leading dot', '..'],
    ['a space', 'a b'],
    ['too many letters', 'x'.repeat(64)],
    ['nothing', ''],
  ])('a label with %s is never part of a scope', (_what, name) => {
    expect(routeOf({ ...labels, channel: name }, [])).toMatchObject(toTriage);
    const { unrouted, scope: triaged } = routeOf({ ...labels, tenant: name, alertname: name }, []);
    expect(unrouted).not.toBeNull();
    for (const part of [triaged.tenant, triaged.environment, triaged.name]) expect(part).toMatch(scopePart);
  });

  test('a label cannot put braces of its own through a template', () => {
    const template = route({ scope: { name: '{country}' } });
    expect(routeOf({ ...labels, team: 'packs', country: '{tenant}' }, [template])).toMatchObject(toTriage);
  });
});

describe('the triage of alerts that fit nowhere', () => {
  const tenantOf = (over: Labels, routes: readonly Route[] = []): string => {
    const { runbook, scope: triaged } = routeOf({ ...labels, alertname: 'DiskFull', ...over }, routes);
    expect(runbook).toBe('triage');
    return triaged.tenant;
  };

  test('is never shared by two tenants, also when their names cannot be part of a scope (KOA-P5)', () => {
    const long = 'x'.repeat(70);
    const names = ['acme', 'a/b', 'a_b', 'a~b', 'a b', '.a', '-a', '_a', `${long}1`, `${long}2`, 'ä', 'ö'];
    expect(new Set(names.map((tenant) => tenantOf({ tenant }))).size).toBe(names.length);
  });

  test("is that of the tenant which the alert's route names, whatever its labels lack", () => {
    const { tenant: _tenant, ...stray } = { ...labels, team: 'packs' };
    const ofRoute = (tenant: string) => routeOf(stray, [route({ scope: { tenant, name: '{locality}' } })]).scope.tenant;
    expect([ofRoute('globex'), ofRoute('{country}'), ofRoute('{customer}')]).toEqual(['globex', 'au', 'unknown']);
    expect(tenantOf({ team: 'packs', customer: 'a/b' }, [route({ scope: { tenant: '{customer}' } })])).not.toBe('acme');
  });
});

describe('what an alert is about', () => {
  test('is the scope of its own labels, and nothing where they name none', () => {
    expect(aboutOf(labels)).toEqual(scope);
    expect(aboutOf({ ...labels, kind: 'country' })).toEqual({ ...scope, kind: 'country', name: 'au' });
    expect(aboutOf({ ...labels, tenant: '' })).toBeNull();
    expect(aboutOf({ ...labels, channel: 'a/b' })).toBeNull();
    expect(aboutOf({ alertname: 'BadPack' })).toBeNull();
  });
});
