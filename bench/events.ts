/** How many events an undisturbed incident leaves in Temporal's history, sign-off and end included, and which. */
import { startProduct } from '../test/support/product.ts';
import { print } from './measured/table.ts';

const product = await startProduct({ propagation: 40 });
try {
  const place = { tenant: 'acme', name: 'au-vic' };
  await product.staging.fault('payload-corrupted', { tenant: place.tenant, channel: place.name });
  const incident = await product.alert(place);
  await incident.answers('Ivo', 'accept');
  await incident.ended();
  const { events } = await product.client.workflow.getHandle(incident.workflowId).fetchHistory();
  const counts = new Map<string, number>();
  for (const event of events ?? []) {
    const [kind = 'unknown'] = Object.entries(event).flatMap(([name, value]) => (value && name.endsWith('EventAttributes') ? [name] : []));
    const named = kind.replace('EventAttributes', '');
    counts.set(named, (counts.get(named) ?? 0) + 1);
  }
  const rows = [...counts].sort(([, one], [, other]) => other - one).map(([kind, count]) => [kind, String(count)]);
  print(['event', 'times'], [...rows, ['all', String(events?.length ?? 0)]]);
} finally {
  await product.stop();
}
