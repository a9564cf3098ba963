import { TargetError } from '../../domain/target-error.ts';
import { seconds, type Millis } from '../../domain/time.ts';
import type { Vault } from '../targets.ts';
import { withinTime } from './bounded-time.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { spoolFolder } from './spool-folder.ts';

export interface SpoolingVault {
  readonly vault: Vault;
  /** Folder for what the vault cannot take now. On another disk. Made when it is not there. */
  readonly spool: string;
  /** How long one call to the vault may take before it goes to the spool. Default 2 s. */
  readonly patience?: Millis;
  /** How long all that is spooled may take to get to the vault when the incident is sealed. Default 60 s. */
  readonly sealPatience?: Millis;
}

/** What the vault says for good: spooling it would only hide it. */
const final = ['EvidenceConflict', 'Escapes', 'Refused'];

/**
 * A vault that may be down: what it cannot take goes to fsynced local files and gets there before the incident's next call, or at its seal.
 * Everything is on disk, so a process that died goes on from there. `seal` is recoverable while the vault is away.
 */
export function spoolingVault({ vault, spool: path, patience = seconds(2), sealPatience = seconds(60) }: SpoolingVault): Vault {
  const inTurn = oneAtATime();
  const spool = spoolFolder(path);

  async function catchUp(incident: string, time: Millis): Promise<void> {
    const each = <T>(work: () => Promise<T>) => withinTime(time, `catching up ${incident}`, work);
    await spool.replay(incident, {
      open: (...opening) => each(() => vault.open(...opening)),
      keep: (...kept) => each(() => vault.keep(...kept)),
      append: (...appended) => each(() => vault.append(...appended)),
    });
  }

  /** The vault when it can, everything spooled before it first; else the spool. */
  function either<T>(incident: string, toVault: () => Promise<T>, toSpool: () => Promise<T>): Promise<T> {
    return inTurn(incident, async () => {
      try {
        // A spool that cannot be read must not keep evidence from a vault that is up; before the seal it must.
        if (await spool.holds(incident).catch(unreadable)) await catchUp(incident, patience);
        return await withinTime(patience, `the vault, for ${incident}`, toVault);
      } catch (error) {
        if (!(error instanceof TargetError) || final.includes(error.code)) throw error;
        return await toSpool();
      }
    });
  }

  /** Only the vault itself will do, with all that waits in the spool: recoverable while it is away. */
  function inVault<T>(incident: string, time: Millis, doing: string, work: () => Promise<T>): Promise<T> {
    return inTurn(incident, async () => {
      try {
        if (await spool.holds(incident)) await catchUp(incident, time);
        return await withinTime(time, `${doing}, for ${incident}`, work);
      } catch (error) {
        if (!(error instanceof TargetError) || final.includes(error.code)) throw error;
        throw new TargetError(error.code, `${incident}: ${doing} has to wait while the vault is away: ${error.message}`, {
          recoverable: true,
          cause: error,
        });
      }
    });
  }

  return {
    open: (incident, run) =>
      either(
        incident,
        () => vault.open(incident, run),
        async () => ({ opened: await spool.open(incident, run), where: 'spool' }),
      ),
    keep: (incident, name, bytes) =>
      either(
        incident,
        () => vault.keep(incident, name, bytes),
        async () => ({ digest: await spool.keep(incident, name, bytes), where: 'spool' }),
      ),
    append: (incident, entries) =>
      either(
        incident,
        () => vault.append(incident, entries),
        async () => {
          await spool.append(incident, entries);
          return { where: 'spool' };
        },
      ),
    checkpoint: (incident, lastSeq) => inVault(incident, patience, 'sealing a checkpoint', () => vault.checkpoint(incident, lastSeq)),
    entries: (incident) => inVault(incident, patience, 'reading the event log', () => vault.entries(incident)),
    kept: async (incident, name) => (await spool.kept(incident, name)) ?? vault.kept(incident, name),
    seal: (incident, sealing) => inVault(incident, sealPatience, 'sealing', () => vault.seal(incident, sealing)),
    spooled: () => spool.incidents(),
  };
}

function unreadable(error: unknown): boolean {
  if (error instanceof TargetError && error.code !== 'Escapes') return false;
  throw error;
}
