import type { Targets } from '@tufjs/models';
import { channelText } from '../../domain/scope.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { TrustedKeys, TrustRoots } from '../targets.ts';
import { readMetadata, tenantFolder, type Read } from './metadata-file.ts';
import { keysOf } from './role-keys.ts';
import { mustSign, rootInForce, unexpired } from './root-chain.ts';
import type { Versions } from './seen-versions.ts';
import { versionMemory } from './version-memory.ts';

export interface TufTrustRoots {
  /** Folder of the metadata in force: `<tenant>/<environment>/<N>.root.json` and `targets.json`. */
  readonly metadata: string;
  /** Folder of the roots trusted from the start: `<tenant>/<environment>/root.json`. */
  readonly pinned: string;
  /** Folder that remembers the versions trusted so far, over the end of a process. In memory only without it. */
  readonly seen?: string | undefined;
  /** Hears, once for each reason, why `seen` could not be kept. Without it nothing is written there: for whoever only looks. */
  readonly warn?: ((why: string) => void) | undefined;
  /** Epoch milliseconds. Default the machine's clock. */
  readonly clock?: () => number;
}

/**
 * Key roles by the rules of The Update Framework, one set per tenant and environment (KOA-P5, KOA-62b). The roles `index:<channel>` and
 * `manifest:<channel>`, delegated by `targets`, say which keys may sign and how many must.
 */
export function tufTrustRoots({ metadata, pinned, seen, warn, clock = Date.now }: TufTrustRoots): TrustRoots {
  const memory = versionMemory(seen, warn);
  return {
    async confirm(tenant) {
      const now = clock();
      const folder = tenantFolder(tenant);
      const root = await rootInForce(await readMetadata(pinned, folder, 'root.json', 'root'), metadata, folder, now);
      const targets = await readMetadata(metadata, folder, 'targets.json', 'targets');
      mustSign(root.metadata, 'targets', targets.metadata, `targets of ${folder}`);
      unexpired(targets, `targets of ${folder}`, now);
      const versions = { root: root.metadata.signed.version, targets: targets.metadata.signed.version };
      refuseRollback(folder, await memory.before(folder), versions);
      await memory.note(folder, versions);
      const said = `${folder}: root ${versions.root} sha256:${root.digest}, targets ${versions.targets} sha256:${targets.digest}`;
      return trustedKeys(folder, said, targets);
    },
  };
}

/** TUF 5.3.5, 5.6.3: what was trusted once never goes back. */
function refuseRollback(folder: string, before: Versions | null, now: Versions): void {
  if (!before || (now.root >= before.root && now.targets >= before.targets)) return;
  throw new TargetError(
    'NotTrusted',
    `the trust roots of ${folder} went back from root ${before.root}, targets ${before.targets} to root ${now.root}, targets ${now.targets}: publish the newer ones again`,
  );
}

function trustedKeys(folder: string, said: string, { metadata }: Read<Targets>): TrustedKeys {
  return {
    said,
    signersOf(what, channel) {
      // KOA-P5: keys of one tenant never judge another's channel, though it has the same name.
      if (tenantFolder(channel) !== folder)
        throw new TargetError('NotTrusted', `the trust roots of ${folder} say nothing about ${channelText(channel)}`);
      const name = `${what}:${channel.name}`;
      const { keys = {}, roles = {} } = metadata.signed.delegations ?? {};
      const role = Object.hasOwn(roles, name) ? roles[name] : undefined;
      if (!role) throw new TargetError('NotTrusted', `the trust roots of ${folder} name no keys for ${name}`);
      return { keys: keysOf(role.keyIDs, keys, role.threshold, `${name} of ${folder}`), threshold: role.threshold };
    },
  };
}
