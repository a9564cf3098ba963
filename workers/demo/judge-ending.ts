import { join } from 'node:path';
import type { Outcome } from '../../domain/runbook.ts';
import type { Stack } from '../embedded/stack.ts';
import { evidencePublicKey } from '../embedded/evidence-key.ts';
import { checkEvidence, runVerifyScript } from './check-evidence.ts';
import type { Story } from './story.ts';
import { untruths } from './untruths.ts';

const endings = {
  closed: 'closed',
  'false-alarm': 'called a false alarm: nothing was rolled back',
  'handed-over': 'handed over to people: nobody closed it',
} as const;
const endedText = ({ incident, ending }: Outcome): string => `the incident was ${endings[ending]} (${incident})`;

/** Whether it all held, asked of the readers and of the files, not of the incident. */
export async function judgeEnding({ home, staging }: Stack, outcome: Outcome, told: Story): Promise<boolean> {
  told.chapter('What can be checked', 'asked of the readers and of the files, not of Holdfast');
  const folder = join(home.vault, outcome.incident);
  const publicKey = evidencePublicKey(home);
  const evidence = await checkEvidence(folder, publicKey, home.configuration, outcome.record);
  const script = runVerifyScript(folder, publicKey);
  const wrong = await untruths(staging);
  const checks: readonly (readonly [boolean, string])[] = [
    [outcome.ending === 'closed', endedText(outcome)],
    [
      wrong.length === 0,
      wrong[0] ? `readers contradict the official source: ${wrong[0]}` : 'every reader serves what the official source says',
    ],
    ...evidence,
  ];
  for (const [held, what] of checks) told.check(held, what);
  if (wrong.length > 0) told.fact(`A bad pack that was called a false alarm stays. Begin anew, without it: delete ${home.path}`);
  told.fact(`The evidence: ${folder}`);
  told.chapter('What a stranger can prove of it', `sh verify.sh, with nothing of Holdfast but its public key`);
  if (script) told.script(script.output);
  else told.fact('verify.sh was not run: it needs sh, openssl 3, jq, sha256sum and base64');
  return checks.every(([held]) => held) && (script?.held ?? true);
}
