import type { Configuration } from '../contracts/configuration.ts';
import { httpCases } from '../targets/cases/http-cases.ts';
import { httpPublisher } from '../targets/publisher/http-publisher.ts';
import { httpServing } from '../targets/serving/http-serving.ts';
import type { Controls, Targets } from '../targets/targets.ts';
import { tufTrustRoots } from '../targets/trust-roots/tuf-trust-roots.ts';
import { spoolingVault } from '../targets/vault/spooling-vault.ts';
import { originOf, vaultOf } from './kept-at.ts';
import { pagerOf } from './pager-of.ts';
import { anchorOf } from './anchor-of.ts';
import { noSealer, sealerOf } from './sealer-of.ts';
import { secretHere } from './secret-here.ts';

interface Surroundings {
  readonly controls: Controls;
  readonly page: (line: string) => void;
  /** Takes what an operator has to know and no incident waits for. Without it nothing is remembered: for commands that only look. */
  readonly warn?: (why: string) => void;
  /** Digest of the workflow code, for what is sealed; null where nothing is, and then the key is not read. */
  readonly code: string | null;
}

/** The systems that `configuration` names. `page` takes the lines of the console pager. Throws a SecretError when a secret cannot be had. */
export function targetsOf(configuration: Configuration, { controls, page, warn, code }: Surroundings): Targets {
  const { targets, people } = configuration;
  const { allowedHosts, packs, publisher, cases, serving, trustRoots, vault } = targets;
  return {
    packs: { origins: packs.origins.map(originOf) },
    publisher: httpPublisher({ base: publisher.url, token: secretHere(publisher.token), allowedHosts }),
    cases: httpCases({ base: cases.url, token: secretHere(cases.token), allowedHosts }),
    serving: httpServing({ ...serving, allowedHosts }),
    trustRoots: tufTrustRoots({ ...trustRoots, warn }),
    vault: spoolingVault({
      vault: vaultOf(vault, code === null ? noSealer(configuration) : sealerOf(configuration, code)),
      spool: vault.spool,
    }),
    pager: pagerOf(configuration, page),
    roster: { people },
    anchor: anchorOf(configuration),
    controls,
  };
}
