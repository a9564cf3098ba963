import { join } from 'node:path';
import { sealer } from '../../targets/support/sealer.ts';
import { recordOf } from '../../../domain/record.ts';
import { TargetError } from '../../../domain/target-error.ts';
import type { Vault } from '../../../targets/targets.ts';
import { evidenceVault } from '../../../targets/vault/evidence-vault.ts';
import { spoolingVault } from '../../../targets/vault/spooling-vault.ts';
import type { misfortune, Port } from './faults.ts';
import type { Happened } from './journal.ts';
import { memoryStore, type Files } from './memory-store.ts';

/** The real vault over these files, with its spool below `folder`; what strikes it strikes the files, as a mount that is gone or full does. */
export function vault(folder: string, files: Files, journal: Happened[], strike: ReturnType<typeof misfortune>): Vault {
  const disk = evidenceVault(memoryStore(files), recordOf, sealer);
  const guard = async (port: Port): Promise<void> => {
    const trouble = strike(port);
    if (!trouble) return;
    const code = trouble === 'full' ? 'Full' : 'Unreachable';
    await Promise.reject(new TargetError(code, `the vault is ${trouble}`, { recoverable: true }));
  };
  const shaky: Vault = {
    open: async (...given) => guard('vault.open').then(() => disk.open(...given)),
    keep: async (...given) => guard('vault.keep').then(() => disk.keep(...given)),
    append: async (...given) => guard('vault.append').then(() => disk.append(...given)),
    checkpoint: async (...given) => guard('vault.append').then(() => disk.checkpoint(...given)),
    entries: async (...given) => guard('vault.append').then(() => disk.entries(...given)),
    kept: (...given) => disk.kept(...given),
    seal: async (...given) => guard('vault.seal').then(() => disk.seal(...given)),
    spooled: () => disk.spooled(),
  };
  const spooling = spoolingVault({ vault: shaky, spool: join(folder, 'spool') });
  return {
    open: (...given) => spooling.open(...given),
    spooled: () => spooling.spooled(),
    checkpoint: (...given) => spooling.checkpoint(...given),
    entries: (...given) => spooling.entries(...given),
    kept: (...given) => spooling.kept(...given),
    keep: async (incident, name, bytes) => {
      const kept = await spooling.keep(incident, name, bytes);
      journal.push({ what: 'kept', incident, name, digest: kept.digest });
      return kept;
    },
    append: async (incident, entries) => {
      const appended = await spooling.append(incident, entries);
      journal.push({ what: 'appended', incident, entries });
      return appended;
    },
    seal: async (incident, sealing) => {
      const sealed = await spooling.seal(incident, sealing);
      journal.push({ what: 'sealed', incident, digest: sealed.digest });
      return sealed;
    },
  };
}
