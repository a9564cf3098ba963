import type { Staging } from './staging.ts';
import { until } from './until.ts';

interface At {
  readonly tenant: string;
  readonly name: string;
}

/** What outside operators see of the platform: asked of readers, publisher and status page, never of the product. */
export interface PlatformSeen {
  /** Which release each reader serves, in the readers' order. */
  readersServe(channel: At): Promise<readonly string[]>;
  /** Waits until every reader serves this release. */
  untilReadersServe(channel: At, release: string): Promise<void>;
  /** How many changes of each kind the publisher made, promotions left out. Those that changed nothing count as `again`. */
  effects(channel: At): Promise<Readonly<Record<string, number>>>;
  /** Waits until the publisher made a change of this kind. */
  untilChanged(channel: At, action: string): Promise<void>;
  /** The channel's section of the public status page. */
  statusPage(channel: At): Promise<string>;
  /** The names of its holds. */
  holds(channel: At): Promise<readonly string[]>;
  /** The cases about this channel. */
  cases(channel: At): Promise<readonly { readonly id: string; readonly incident: string }[]>;
}

export function platformSeen(staging: Staging): PlatformSeen {
  const readersServe: PlatformSeen['readersServe'] = ({ tenant, name }) =>
    Promise.all(staging.readers.map(async (reader) => (await staging.reader(reader.name).serves(tenant, name)).release_id));
  const effects: PlatformSeen['effects'] = async ({ tenant, name }) => {
    const counts: Record<string, number> = {};
    for (const { action, already } of await staging.changes(tenant, name)) {
      const kind = already ? `${action} again` : action;
      if (action !== 'promote') counts[kind] = (counts[kind] ?? 0) + 1;
    }
    return counts;
  };
  return {
    readersServe,
    untilReadersServe: async (channel, release) => {
      await until(
        () => readersServe(channel),
        (served) => served.every((one) => one === release),
        30_000,
      );
    },
    effects,
    untilChanged: async (channel, action) => {
      await until(
        () => effects(channel),
        (counts) => (counts[action] ?? 0) > 0,
        60_000,
      );
    },
    statusPage: async ({ tenant, name }) => {
      const { body } = await staging.ask('/');
      const section = String(body)
        .split('<section')
        .find((one) => one.includes(`<h2>${tenant} / ${name}</h2>`));
      if (section === undefined) throw new Error(`the status page has no ${tenant} / ${name}`);
      return section;
    },
    holds: async ({ tenant, name }) => {
      const { body } = await staging.ask('/status');
      const { channels } = body as {
        readonly channels: readonly { readonly channel: At; readonly holds: readonly { readonly name: string }[] }[];
      };
      const found = channels.find(({ channel }) => channel.tenant === tenant && channel.name === name);
      return found?.holds.map((hold) => hold.name) ?? [];
    },
    cases: async ({ tenant, name }) => {
      const { body } = await staging.ask('/v1/cases');
      const { cases } = body as { readonly cases: readonly { readonly id: string; readonly incident: string; readonly channel: At }[] };
      return cases.filter(({ channel }) => channel.tenant === tenant && channel.name === name);
    },
  };
}
