import { expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Client, Connection } from '@temporalio/client';
import { buildGateway } from '../../gateway/gateway.ts';
import { gatewayLog } from '../../gateway/log.ts';
import { openApi } from '../../gateway/openapi.ts';

type Operations = Record<string, Record<string, { operationId: string }>>;
const { paths } = JSON.parse(JSON.stringify(openApi())) as { paths: Operations };

test('the OpenAPI document is a sound OpenAPI 3.1 document', async () => {
  const validator = new Validator();
  expect(await validator.validate(JSON.parse(JSON.stringify(openApi())) as Record<string, unknown>)).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('it describes every address of the gateway, and no other', async () => {
  const gateway = await buildGateway({
    configuration: {
      temporal: { address: '', namespace: 'default', taskQueue: 'none', tls: false },
      routes: [],
      people: [],
      incidentWindow: 1,
    },
    tokens: new Map(),
    client: new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }) }),
    log: gatewayLog({ write: () => undefined }),
  });
  await gateway.ready();
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => ({ method, path: path.replace('{id}', ':id') })),
  );
  for (const { method, path } of described)
    expect([path, gateway.hasRoute({ method: method.toUpperCase() as 'GET', url: path })]).toEqual([path, true]);
  // Fastify's own list: every route once for GET and once for the HEAD that comes with it.
  const served = [...gateway.printRoutes({ commonPrefix: false }).matchAll(/\((\w+(?:, \w+)*)\)/g)]
    .flatMap(([, methods = '']) => methods.split(', '))
    .filter((method) => method !== 'HEAD');
  expect(served).toHaveLength(described.length);
  expect(await (await gateway.inject({ url: '/openapi.json' })).json()).toEqual(JSON.parse(JSON.stringify(openApi())));
  await gateway.close();
});

test('every operation has an id of its own', () => {
  const ids = Object.values(paths).flatMap((operations) => Object.values(operations).map(({ operationId }) => operationId));
  expect(new Set(ids).size).toBe(ids.length);
});
