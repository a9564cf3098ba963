/** How much longer incidents take when one of two workers is killed -9 in their middle: total time, against the same without a kill. */
import { parseArgs } from 'node:util';
import { startProduct, type Product } from '../test/support/product.ts';
import type { ProductProcess } from '../test/support/product-process.ts';
import { until } from '../test/support/until.ts';
import type { Board } from '../domain/board.ts';
import { startOther } from './measured/crowd.ts';
import { now } from './measured/now.ts';
import { quantile } from './measured/quantile.ts';
import { print } from './measured/table.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, incidents: { type: 'string', default: '20' } } });
const [rounds, incidents] = [Number(values.rounds), Number(values.incidents)];
const patience = 180_000;

/** Until that person is asked, an incident does all by itself: hold, evidence, proof. */
async function waits({ client }: Product, workflowId: string): Promise<void> {
  const look = () => client.workflow.getHandle(workflowId).query<Board>('board');
  await until(look, ({ questions }) => questions.some(({ verdicts }) => Object.hasOwn(verdicts, 'bad')), patience);
}

/** Runs `incidents` at once, with `disturb` when half of their holds are on; answers the milliseconds until the last one waits for a person. */
async function timed(product: Product, disturb: () => Promise<void>): Promise<number> {
  const before = await holds(product);
  const began = now();
  const started = await Promise.all(Array.from({ length: incidents }, () => startOther(product)));
  await until(
    () => holds(product),
    (count) => count >= before + incidents / 2,
    patience,
  );
  await disturb();
  for (const workflowId of started) await waits(product, workflowId); // one look at a time: looking is work too
  return now() - began;
}

async function holds({ staging }: Product): Promise<number> {
  const { body } = await staging.ask('/status');
  const { channels } = body as { readonly channels: readonly { readonly holds: readonly unknown[] }[] };
  return channels.reduce((sum, channel) => sum + channel.holds.length, 0);
}

const product = await startProduct({ parts: [], propagation: 40 });
try {
  let workers: readonly ProductProcess[] = await Promise.all([product.serve('worker'), product.serve('worker')]);
  const killOne = async (): Promise<void> => {
    const [first, second] = workers;
    await first!.kill();
    workers = [second!];
  };
  const nothing = (): Promise<void> => Promise.resolve();
  await timed(product, nothing); // warms up
  const found: { readonly quiet: number; readonly killed: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const quiet = await timed(product, nothing);
    const killed = await timed(product, killOne);
    workers = [...workers, await product.serve('worker')];
    found.push({ quiet, killed });
  }
  const cells = (share: number): readonly string[] => {
    const [quiet, killed] = [
      quantile(
        found.map((one) => one.quiet),
        share,
      ),
      quantile(
        found.map((one) => one.killed),
        share,
      ),
    ];
    const ratio = quantile(
      found.map((one) => one.killed / one.quiet),
      share,
    );
    return [quiet.toFixed(0), killed.toFixed(0), (killed - quiet).toFixed(0), ratio.toFixed(2)];
  };
  print(
    [`${incidents} incidents, ${rounds} rounds`, 'undisturbed ms', 'one of two killed ms', 'more ms', 'ratio'],
    [
      ['p50', ...cells(0.5)],
      ['worst', ...cells(1)],
    ],
  );
} finally {
  await product.stop();
}
