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

  /** The vault when it can, everything spooled before it first; else the spool; else the vault alone, for the spool may be what is broken. */
  function either<T>(incident: string, toVault: () => Promise<T>, toSpool: () => Promise<T>): Promise<T> {
    const atOnce = (): Promise<T> => withinTime(patience, `the vault, for ${incident}`, toVault);
    return inTurn(incident, async () => {
      let hasCaughtUp = false;
      try {
        // A spool that cannot be read must not keep evidence from a vault that is up; before the seal it must.
        if (await spool.holds(incident).catch(unreadable)) await catchUp(incident, patience);
        hasCaughtUp = true;
        return await atOnce();
      } catch (error) {
        const why = notFinal(error);
        return await toSpool().catch((spooling: unknown) => {
          const both = neither(why, notFinal(spooling));
          if (hasCaughtUp) throw both;
          // A spool that has turned read-only keeps what it holds. Lines out of order the vault refuses itself.
          return atOnce().catch(() => Promise.reject(both));
        });
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
        const { code, message } = notFinal(error);
        throw new TargetError(code, `${incident}: ${doing} has to wait: ${message}`, { recoverable: true, cause: error });
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

/** What another place may still take. Throws every other error as it is. */
function notFinal(error: unknown): TargetError {
  if (error instanceof TargetError && !final.includes(error.code)) return error;
  throw error;
}

/** Both places are named: whichever is mended first, it goes on. */
const neither = (vault: TargetError, spool: TargetError): TargetError =>
  new TargetError(spool.code, `${spool.message}; and before that the vault could not take it either: ${vault.message}`, {
    recoverable: spool.recoverable || vault.recoverable,
    cause: spool,
  });

function unreadable(error: unknown): boolean {
  if (error instanceof TargetError && error.code !== 'Escapes') return false;
  throw error;
}
