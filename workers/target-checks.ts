import { constants } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { Check } from '../cli/dependencies.ts';
import type { Configuration } from '../contracts/configuration.ts';
import { ToMend } from '../contracts/to-mend.ts';
import type { Targets } from '../targets/targets.ts';
import { tufTrustRoots } from '../targets/trust-roots/tuf-trust-roots.ts';
import { spoolingVault } from '../targets/vault/spooling-vault.ts';
import { folderThere } from './folder-there.ts';
import { originFix, originIsThere, vaultFix, vaultIsSound } from './kept-soundly.ts';
import { vaultOf } from './kept-at.ts';
import { noticeChecks } from './notice-checks.ts';
import { platformChecks } from './platform-checks.ts';
import { missing, ok, probing } from './probing.ts';
import { noSealer } from './sealer-of.ts';
import { spoolTakes } from './spool-takes.ts';

/** `doctor` on all systems that an incident will need, Temporal apart. */
export const targetChecks = (configuration: Configuration): readonly Check[] => [
  ...packChecks(configuration),
  ...platformChecks(configuration),
  trustRootsCheck(configuration),
  vaultCheck(configuration),
  spoolCheck(configuration),
  ...noticeChecks(configuration),
];

function packChecks({ targets: { packs } }: Configuration): readonly Check[] {
  return [
    ...packs.origins.map((origin) => probing(`pack origin ${origin.name}`, originFix(origin), () => originIsThere(origin))),
    {
      name: 'several origins',
      check: () =>
        Promise.resolve(
          packs.origins.length > 1
            ? ok(`${packs.origins.length} origins`)
            : missing('one origin only', 'with one origin no release is proven bad without a person: add another to targets.packs'),
        ),
    },
  ];
}

function trustRootsCheck({ targets: { trustRoots } }: Configuration): Check {
  return probing('trust roots', `put the pinned roots at ${trustRoots.pinned}/<tenant>/<environment>/root.json`, () =>
    trustRootsOf(trustRoots.pinned, tufTrustRoots(trustRoots)),
  );
}

async function trustRootsOf(pinned: string, trustRoots: Targets['trustRoots']): Promise<string> {
  const tenants = await readdir(await folderThere(pinned, constants.R_OK));
  const checked: string[] = [];
  for (const tenant of tenants) {
    for (const environment of await readdir(`${pinned}/${tenant}`)) {
      await trustRoots.confirm({ tenant, environment });
      checked.push(`${tenant}/${environment}`);
    }
  }
  if (checked.length === 0) throw new Error(`there are none in ${pinned}`);
  return checked.join(', ');
}

const vaultCheck = ({ targets: { vault } }: Configuration): Check => probing('vault', vaultFix(vault), () => vaultIsSound(vault));

/** That it takes evidence, and that none waits there. */
function spoolCheck(configuration: Configuration): Check {
  const { vault } = configuration.targets;
  const fix =
    'let the user that runs workers write there, or correct targets.vault.spool: while the vault is down evidence has no other place';
  return probing('spool', fix, async () => {
    const where = await spoolTakes(vault.spool);
    const waiting = await spoolingVault({ vault: vaultOf(vault, noSealer(configuration)), spool: vault.spool }).spooled();
    if (waiting.length > 0) throw new ToMend(`evidence of ${waiting.join(', ')} waits there`, 'mend the vault: it catches up by itself');
    return `empty, at ${where}`;
  });
}
