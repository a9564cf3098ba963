import type { Configuration } from '../contracts/configuration.ts';
import { secretOf } from '../contracts/secrets.ts';
import { consolePager } from '../targets/pager/console-pager.ts';
import { slackPager } from '../targets/pager/slack-pager.ts';
import { webhookPager } from '../targets/pager/webhook-pager.ts';
import type { Pager } from '../targets/targets.ts';

/** The pager that `configuration` names. `page` takes the lines of the console pager. Throws a SecretError when its secret cannot be had. */
export function pagerOf({ targets: { pager } }: Configuration, page: (line: string) => void): Pager {
  const secret = (reference: string) => secretOf(reference, '.'); // paths are absolute by now
  switch (pager.kind) {
    case 'console':
      return consolePager(page);
    case 'webhook':
      return webhookPager({ url: pager.url, secret: secret(pager.secret) });
    case 'slack':
      return slackPager({ url: secret(pager.url) });
  }
}
