import type { SealedLog } from '../contracts/evidence/check-log.ts';
import { sealedIncidents } from '../targets/vault/sealed-incidents.ts';
import { placeOf } from './connect.ts';
import { vaultStoreOf } from './kept-at.ts';
import { targetsOf } from './targets-of.ts';

/** The log of sealed records of the place that a command is about. */
export const sealedLog = (config: string | null): Promise<SealedLog> =>
  Promise.resolve(sealedIncidents(vaultStoreOf(placeOf(config).configuration.targets.vault)));

/** Keeps files in the evidence of running incidents, in the vault or while it is away in the spool, as a worker does. */
export const attachments = (config: string | null): Promise<(incident: string, name: string, bytes: Uint8Array) => Promise<void>> => {
  const { vault } = targetsOf(placeOf(config).configuration, {
    controls: { stopped: () => Promise.resolve(null) },
    page: () => undefined,
    code: null,
  });
  return Promise.resolve(async (incident, name, bytes) => {
    await vault.keep(incident, name, bytes);
  });
};
