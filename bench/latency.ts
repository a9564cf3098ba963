/** From the alert to the hold, and from the failed proof to the good release at every reader, against three plain activities. */
import { parseArgs } from 'node:util';
import { startProduct, type Product } from '../test/support/product.ts';
import { startFloor, type Floor } from './floor/start-floor.ts';
import { openOthers, startOther } from './measured/crowd.ts';
import { measureIncident, type Measured } from './measured/measured-incident.ts';
import { quantile } from './measured/quantile.ts';
import { print } from './measured/table.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '40' }, load: { type: 'string' } } });
const rounds = Number(values.rounds);
const measuredOn = [
  { tenant: 'acme', name: 'au-vic' },
  { tenant: 'acme', name: 'nz-akl' },
] as const;

interface Load {
  readonly name: string;
  readonly before: (product: Product) => Promise<void>;
  /** Runs beside each measurement, of the floor as of ours. */
  readonly beside: (product: Product) => Promise<unknown>;
}

const nothing = (): Promise<void> => Promise.resolve();
const loads: readonly Load[] = [
  { name: 'idle', before: nothing, beside: nothing },
  { name: '100 others held and waiting', before: (product) => openOthers(product, 100), beside: nothing },
  {
    name: '5 others starting with each',
    before: nothing,
    beside: (product) => Promise.all(Array.from({ length: 5 }, () => startOther(product))),
  },
];

interface Round extends Measured {
  readonly floor: number;
}

/** Floor, ours, floor, ours: what disturbs the machine disturbs both. The first round of each warms up and is not counted. */
async function roundsOf(product: Product, floor: Floor, { beside }: Load): Promise<readonly Round[]> {
  const found: Round[] = [];
  for (let round = 0; round <= rounds; round++) {
    const [ofFloor] = await Promise.all([floor.measure(), beside(product)]);
    const [ours] = await Promise.all([measureIncident(product, measuredOn[round % measuredOn.length]!), beside(product)]);
    if (round > 0) found.push({ ...ours, floor: ofFloor });
  }
  return found;
}

async function measured(load: Load): Promise<readonly Round[]> {
  const product = await startProduct({ propagation: 40 });
  const floor = await startFloor(product.client, product.temporal);
  try {
    await load.before(product);
    return await roundsOf(product, floor, load);
  } finally {
    await floor.stop();
    await product.stop();
  }
}

function row(load: Load, title: string, found: readonly Round[], what: 'hold' | 'rollback'): readonly string[] {
  const of = (which: 'floor' | typeof what, share: number): number =>
    quantile(
      found.map((round) => round[which]),
      share,
    );
  const shares = [0.5, 0.99];
  const cells = (['floor', what] as const).flatMap((which) => shares.map((share) => of(which, share).toFixed(0)));
  return [`${title}, ${load.name}`, ...cells, ...shares.map((share) => (of(what, share) / of('floor', share)).toFixed(2))];
}

const rows: (readonly string[])[] = [];
for (const load of loads.filter(({ name }) => !values.load || name.includes(values.load))) {
  const found = await measured(load);
  rows.push(row(load, 'alert to hold', found, 'hold'), row(load, 'failed proof to readers', found, 'rollback'));
  process.stderr.write(
    `${load.name}: ${rounds} rounds; events of an incident: ${[...new Set(found.map(({ events }) => events))].join(', ')}\n`,
  );
}
print(['milliseconds', 'floor p50', 'p99', 'ours p50', 'p99', 'ratio p50', 'p99'], rows);
