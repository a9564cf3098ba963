import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readConfiguration } from '../../contracts/read-configuration.ts';
import type { Configuration } from '../../contracts/configuration.ts';
import { evidenceKey } from './evidence-key.ts';
import { peopleWithKeys } from './demo-people.ts';
import type { Home } from './home.ts';
import type { StagingProcess } from './staging-process.ts';
import type { TemporalServer } from './temporal-server.ts';

/** Writes the `holdfast.yaml` of an embedded run: the same file that an installation writes by hand, read by the same code. */
export function configure(home: Home, temporal: TemporalServer, staging: StagingProcess, port: number): Configuration {
  const secret = (name: string, value: string): string => {
    const file = join(home.keys, name);
    if (!existsSync(file) || value) writeFileSync(file, value || randomBytes(24).toString('base64url'), { mode: 0o600 });
    return `file:${file}`;
  };
  const platform = { url: staging.staging, token: secret('platform.token', staging.token) };
  const configuration = {
    instance: 'embedded',
    temporal: { address: temporal.address, namespace: temporal.namespace, taskQueue: 'holdfast' },
    gateway: { host: '127.0.0.1', port },
    sources: [{ name: 'alertmanager', kind: 'alertmanager', token: secret('alertmanager.token', '') }],
    people: peopleWithKeys(home),
    targets: {
      packs: { origins: staging.origins },
      publisher: platform,
      cases: platform,
      serving: { readers: staging.readers, propagationWindow: '20s' },
      trustRoots: staging.trustRoots,
      vault: { path: home.vault, spool: home.spool },
      pager: { kind: 'console' },
    },
    evidence: { key: `file:${evidenceKey(home)}` },
  };
  writeFileSync(home.configuration, `# Written by holdfast at each start of an embedded run.\n${stringify(configuration)}`);
  return readConfiguration(home.configuration);
}
