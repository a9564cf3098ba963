import type { ChangeRequest } from '../../contracts/platform-api.ts';

interface Place {
  readonly tenant: string;
  readonly channel: string;
}
interface OriginOrAll {
  /** `primary` unless named. */
  readonly origin?: 'primary' | 'mirror' | 'all';
}
interface Changes {
  readonly action: ChangeRequest['action'];
  /** 1 unless said. */
  readonly count?: number;
}
interface OneReader {
  readonly reader: string;
}
interface Earlier {
  /** The newest earlier release that is not barred, unless named. */
  readonly release?: string;
}

/** What each fault of the staging platform takes; docs/staging.md says what it does. */
export interface FaultBodies {
  readonly 'wrong-content': Place;
  readonly 'payload-corrupted': Place;
  readonly 'payload-corrupted-at-one-origin': Place & OriginOrAll;
  readonly 'truncated-manifest': Place & OriginOrAll;
  readonly 'bad-signature': Place & { readonly what?: 'manifest' | 'index' };
  readonly 'good-corrupted': Place & Earlier;
  readonly 'good-corrupted-at-one-origin': Place & Earlier & OriginOrAll;
  readonly 'no-good-release': Place;
  readonly 'reader-stuck': OneReader;
  readonly 'reader-slow': OneReader & { readonly milliseconds: number };
  readonly 'reader-gone': OneReader;
  /** Of `all` unless named. */
  readonly 'resolver-down': Partial<OneReader>;
  readonly 'publisher-error': Changes;
  readonly 'publisher-does-nothing': Changes;
  readonly 'publisher-timeout': Changes;
  readonly 'promotion-race': Changes;
  readonly 're-promotion': Place & { readonly delay?: number; readonly past_hold?: boolean; readonly forgets_quarantine?: boolean };
}
