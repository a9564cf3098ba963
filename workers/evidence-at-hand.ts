import type { SealedLog } from '../contracts/evidence/check-log.ts';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sealingKey } from '../contracts/evidence/sealing-key.ts';
import { isKept } from '../contracts/separate-places.ts';
import type { EvidenceAtHand } from '../contracts/records/sealed-incident.ts';
import { readConfiguration } from '../contracts/read-configuration.ts';
import type { Configuration } from '../contracts/configuration.ts';
import { home } from './embedded/home.ts';
import { largestFile, onCopy } from './evidence-copy.ts';
import { sealedIncidents } from '../targets/vault/sealed-incidents.ts';
import { placeOf } from './connect.ts';
import { vaultStoreOf } from './kept-at.ts';
import { targetsOf } from './targets-of.ts';
import { secretHere } from './secret-here.ts';

/** The log of sealed records of the place that a command is about. An embedded run need not be running: what it left is there. */
export const sealedLog = (config: string | null): Promise<SealedLog> =>
  Promise.resolve(sealedIncidents(vaultStoreOf(configurationOf(config).targets.vault)));

/** Keeps files in the evidence of running incidents, in the vault or while it is away in the spool, as a worker does. */
export const attachments = (config: string | null): Promise<(incident: string, name: string, bytes: Uint8Array) => Promise<void>> => {
  const { vault } = targetsOf(placeOf(config).configuration, {
    controls: { stopped: () => Promise.resolve(null), handsLeft: () => Promise.resolve([]) },
    page: () => undefined,
    code: null,
  });
  return Promise.resolve(async (incident, name, bytes) => {
    await vault.keep(incident, name, bytes);
  });
};

/** What is sealed in the vault of the place that a command is about. An embedded run need not be running: what it left is there. */
export const evidence = (config: string | null): Promise<EvidenceAtHand> => {
  const { targets, evidence: sealing } = configurationOf(config);
  const store = vaultStoreOf(targets.vault);
  return Promise.resolve({
    records: sealing.records,
    isKept: (path) => isKept(targets.vault, path),
    key: () => publicHalf(sealing.key),
    sealed: () => sealedIncidents(store).sealed(),
    read: async (incident, file) => (await store.folder(incident)).read(file, largestFile),
    within: async (incident, work) => {
      const from = await store.folder(incident);
      return targets.vault.path === undefined ? onCopy(incident, from, work) : work(join(targets.vault.path, incident));
    },
  });
};

/** An auditor has the public key only, and no secret of the installation. */
function publicHalf(reference: string): KeyObject {
  try {
    return createPublicKey(sealingKey(secretHere(reference)));
  } catch (cause) {
    throw new Error(`${(cause as Error).message}; or give the public key with --key`, { cause });
  }
}

function configurationOf(config: string | null): Configuration {
  const embedded = home().configuration;
  const isLeft = config === null && !existsSync('holdfast.yaml') && existsSync(embedded);
  return isLeft ? readConfiguration(embedded) : placeOf(config).configuration;
}
