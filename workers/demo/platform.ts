import { setTimeout as pause } from 'node:timers/promises';
import { resolvedSchema, ruleSchema } from '../../contracts/platform-api.ts';
import type { StagingProcess } from '../embedded/staging-process.ts';
import { place } from './demo-alert.ts';

const series = new RegExp(`^staging_truth_disagreements\\{(?=.*tenant="${place.tenant}")(?=.*channel="${place.channel}").*\\} (\\d+)`, 'm');

/** Breaks the platform as `fault` says. Throws an Error that says what to do when the channel is held. */
export async function breakPlatform({ staging }: StagingProcess, fault: string, home: string): Promise<void> {
  const body = JSON.stringify({ tenant: place.tenant, channel: place.channel });
  const answer = await fetch(`${staging}/faults/${fault}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (answer.status === 409)
    throw new Error(
      `${place.channel} is held already, by an incident that has ended or by hand: delete ${home} to begin anew, or set HOLDFAST_HOME to another folder`,
    );
  if (!answer.ok) throw new Error(`the staging platform refused to break: ${answer.status} ${await answer.text()}`);
}

/** Waits until the platform's own metric says that readers answer wrongly, and answers how many do. */
export async function untilReadersDisagree({ staging }: StagingProcess): Promise<number> {
  let before = 0;
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; await pause(700)) {
    const text = await fetch(`${staging}/metrics`).then((answer) => answer.text());
    const count = Number(series.exec(text)?.[1] ?? 0);
    if (count > 0 && count === before) return count; // every reader has followed
    before = count;
  }
  throw new Error('the bad pack was published, but no reader gave a wrong answer within 15 s');
}

/** What each reader answers to one question, asked of the reader itself. */
export async function whatReadersSay(
  { readers }: StagingProcess,
  query: string,
): Promise<readonly { readonly reader: string; readonly release: string; readonly answer: string }[]> {
  return Promise.all(
    readers.map(async ({ name, url }) => {
      const base = `${url}/v1/channels/${place.tenant}/${place.environment}/${place.channel}`;
      const { rule_id } = resolvedSchema.parse(await get(`${base}/resolve?q=${encodeURIComponent(query)}`));
      const { release_id, rule } = ruleSchema.parse(await get(`${base}/rules/${encodeURIComponent(rule_id ?? '')}`));
      return { reader: name, release: release_id, answer: String((rule as { readonly answer?: unknown }).answer) };
    }),
  );
}

const get = async (url: string): Promise<unknown> => (await fetch(url)).json();
