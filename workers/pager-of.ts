import type { Configuration } from '../contracts/configuration.ts';
import { consolePager } from '../targets/pager/console-pager.ts';
import { slackPager } from '../targets/pager/slack-pager.ts';
import { webhookPager } from '../targets/pager/webhook-pager.ts';
import type { Pager } from '../targets/targets.ts';
import { secretHere } from './secret-here.ts';

/** The pager that `configuration` names, the console when it names none. `page` takes the lines of the console pager. Throws a SecretError when its secret cannot be had. */
export function pagerOf({ targets: { pager } }: Configuration, page: (line: string) => void): Pager {
  switch (pager?.kind) {
    case undefined:
    case 'console':
      return consolePager(page);
    case 'webhook':
      return webhookPager({ url: pager.url, secret: secretHere(pager.secret) });
    case 'slack':
      return slackPager({ url: secretHere(pager.url) });
  }
}
