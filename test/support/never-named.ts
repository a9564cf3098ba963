import { expect } from '@jest/globals';
import type { Staging } from './staging.ts';

/** Looks at a staging platform everywhere where an operator of it would, and finds no fault named (the stores hold digests, no words). */
export async function expectNoFaultNamed(staging: Staging): Promise<void> {
  const { body } = await staging.ask('/faults');
  const names = (body as { faults: { name: string }[] }).faults.map(({ name }) => name);
  const { body: status } = await staging.ask('/status');
  const channels = (status as { channels: { channel: { tenant: string; name: string } }[] }).channels.map(({ channel }) => channel);
  const paths = channels.flatMap(({ name, tenant }) => [
    `/pipeline/${tenant}/${name}/builds`,
    `/v1/channels/${tenant}/${staging.environment}/${name}/changes`,
    ...['build-record', 'activation-state', 'revocations'].map((item) => `/v1/evidence/${tenant}/${staging.environment}/${name}/${item}`),
  ]);
  const seen = await Promise.all(['/', '/status', '/metrics', ...paths].map((path) => staging.ask(path)));
  const states = await Promise.all(staging.readers.map(async ({ url }) => (await fetch(`${url}/state`)).text()));
  const text = JSON.stringify([seen, states]);
  for (const word of [...names, 'fault', 'sabotage', 'stuck', 'stranger', 'rogue', 'interfere', 'trouble\\"'])
    expect(text).not.toContain(word);
}
