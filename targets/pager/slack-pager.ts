import { TargetError } from '../../domain/target-error.ts';
import { seconds, type Millis } from '../../domain/time.ts';
import { boundedFetch } from '../bounded-fetch.ts';
import type { Page, Pager } from '../targets.ts';
import { cut, plainText, slackText } from './slack-text.ts';

/** Characters of all the names together. */
const longestWho = 300;

export interface SlackPager {
  /** The incoming webhook. Whoever has it can post: errors name its host only. */
  readonly url: string;
  /** Default 5 s. */
  readonly time?: Millis;
}

/**
 * Pages as a message of a Slack-compatible incoming webhook (Slack, Mattermost, Discord's /slack). A page was sent when the answer is 2xx
 * and says `ok`, nothing else: a proxy's login page is a 200 too, and is Unreachable. 429 is Refused, and says how long to wait.
 */
export function slackPager({ url, time = seconds(5) }: SlackPager): Pager {
  const http = boundedFetch({ name: 'pager', base: url, time, bytes: 65_536, hidePath: true, heedRetryAfter: true });
  return {
    async page(page) {
      const { bytes } = await http.bytes({ path: '', method: 'POST', body: JSON.stringify(message(page)) });
      if (Buffer.from(bytes).toString('utf8').trim() === 'ok') return;
      throw new TargetError('Unreachable', `pager (POST ${new URL(url).host}) did not answer 'ok': this is no Slack-compatible webhook`, {
        recoverable: true,
      });
    },
  };
}

function message({ key, incident, role, people, why }: Page): object {
  const who = people.length > 0 ? people.join(', ') : 'nobody has this role';
  const head = `*${slackText(incident)}* pages *${slackText(role)}* (${cut(slackText(who), longestWho)})`;
  // The key tells a repeat from a second page.
  const text = `${head}\n${plainText(why)}\npage ${slackText(key)}`;
  // `mrkdwn` stays on for our own words; nothing is looked up in them, and no link gets a preview of whoever it leads to.
  return { text, mrkdwn: true, link_names: 0, parse: 'none', unfurl_links: false, unfurl_media: false };
}
