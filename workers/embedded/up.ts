import { home } from './home.ts';
import { interrupted } from './interrupted.ts';
import { startStack } from './stack.ts';
import type { Logs } from '../logger.ts';

export interface Screen {
  /** Human output: stdout. */
  readonly out: (text: string) => void;
  /** Pages of the console pager and trouble: stderr. */
  readonly err: (text: string) => void;
}

/** `holdfast up`: the embedded stack with nothing broken, until interrupted. `command`: how this program is called here. */
export async function up({ out, err }: Screen, logs: Logs, command: string): Promise<void> {
  const place = home();
  out('Starting Temporal, the staging platform and Holdfast on this machine ...\n');
  const stack = await startStack(place, logs, (line) => out(`  ${line}\n`), err);
  out(`\nEverything is kept in ${place.path}. Where it listens: ${place.runFile}\n`);
  out(
    `Break something:   curl -X POST ${stack.run.staging}/faults/wrong-content -H 'content-type: application/json' -d '{"tenant":"acme","channel":"au-nsw"}'\n`,
  );
  // Nothing watches the platform here, as Alertmanager would: somebody must say that it is broken.
  out(
    `Then say so:       ${command} start bad-pack-rollback --scope acme/staging/channel/au-nsw --why "readers answer wrongly" --as Dee\n`,
  );
  out(`See incidents:     ${command} incidents\nStop:              Ctrl-C\n`);
  try {
    await Promise.race([interrupted(), stack.running]);
  } finally {
    out('Stopping ...\n');
    await stack.stop();
  }
}
