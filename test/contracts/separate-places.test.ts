import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { problemsOf as problemsOfExample, type Replacement } from './manual-example.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-places-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const problemsOf = (...changes: readonly Replacement[]) =>
  problemsOfExample(folder, ...changes).map((problem) => problem.replace(/^\d+ /, ''));

const mirror = (to: string) => ['path: /srv/packs-mirror', to] as const;
const primary = (to: string) => ['path: /srv/packs\n', `${to}\n`] as const;
const onePlace = [expect.stringMatching(/^targets\.packs\.origins\[1\]\.path: is the same place as 'primary': name another/)];

describe('two origins that are one are refused, for one would be the witness of the other (KOA-62c)', () => {
  test.each(['/srv/packs', '/srv/packs/.', '/srv/packs/', '/srv/../srv/packs'])('a mirror at %s', (path) => {
    expect(problemsOf(mirror(`path: ${path}`))).toEqual(onePlace);
  });

  test('through a symbolic link, also when only a folder above is there', () => {
    mkdirSync(join(folder, 'packs'));
    symlinkSync(join(folder, 'packs'), join(folder, 'link'));
    expect(problemsOf(primary('path: packs'), mirror('path: link'))).toEqual(onePlace);
    expect(problemsOf(primary('path: packs/later'), mirror('path: link/later'))).toEqual(onePlace);
    expect(problemsOf(primary('path: packs'), mirror('path: link/later'))).toEqual([]);
  });

  const s3 = (over: object) => {
    const place = { endpoint: 'https://s3.example.org', bucket: 'packs', prefix: 'p', access_key: 'env:A', secret_key: 'env:B', ...over };
    return `s3: ${JSON.stringify(place)}`;
  };
  test.each([{}, { endpoint: 'https://S3.example.org:443/' }, { access_key: 'env:OTHER' }, { region: 'eu-central-1' }])(
    'the same bucket and prefix with %j',
    (over) => {
      expect(problemsOf(primary(s3({})), mirror(s3(over)))).toEqual([
        expect.stringMatching(/^targets\.packs\.origins\[1\]\.s3: is the same place/),
      ]);
    },
  );
  test.each([{ prefix: 'q' }, { bucket: 'other' }, { endpoint: 'http://s3.example.org' }])('but not with %j', (over) => {
    expect(problemsOf(primary(s3({})), mirror(s3(over)))).toEqual([]);
  });
});

test.each(['https://reader-1.example.org', 'https://READER-1.example.org/', 'https://reader-1.example.org:443'])(
  'a second reader at %s is the first, and is refused',
  (url) => {
    expect(problemsOf(['https://reader-2.example.org', url])).toEqual([
      expect.stringMatching(/^targets\.serving\.readers\[1\]\.url: is the same place as 'reader-1'/),
    ]);
  },
);

describe('the spool stands in for the vault, so it is apart from it', () => {
  test.each([
    ['/srv/vault', 'is targets.vault.path itself'],
    ['/srv/vault/.', 'is targets.vault.path itself'],
    ['/srv/vault/spool', 'is inside targets.vault.path'],
    ['/srv', 'is around targets.vault.path'],
  ])('%s is refused', (spool, message) => {
    expect(problemsOf(['spool: /var/spool/holdfast', `spool: ${spool}`])).toEqual([
      `targets.vault.spool: ${message}: name a folder beside it, on another disk`,
    ]);
  });

  test('a link into the vault is refused; names that only begin alike are not', () => {
    mkdirSync(join(folder, 'vault'));
    symlinkSync(join(folder, 'vault'), join(folder, 'spool'));
    const vault = ['path: /srv/vault', 'path: vault'] as const;
    expect(problemsOf(vault, ['spool: /var/spool/holdfast', 'spool: spool/one'])).toEqual([
      expect.stringMatching(/targets\.vault\.spool: is inside/),
    ]);
    expect(problemsOf(vault, ['spool: /var/spool/holdfast', 'spool: vault-spool'])).toEqual([]);
    expect(problemsOf(vault, ['spool: /var/spool/holdfast', 'spool: ..vault'])).toEqual([]);
  });
});

test.each(['/srv/vault/seen', '/var/spool/holdfast/seen', '/var/spool/holdfast'])(
  'trust roots are not remembered in %s, where that would be taken for an incident',
  (seen) => {
    expect(problemsOf(['seen: /var/lib/holdfast/trust-roots-seen', `seen: ${seen}`])).toEqual([
      'targets.trustRoots.seen: is in the vault or the spool: name a folder beside them',
    ]);
  },
);

const leftOut = ['    seen: /var/lib/holdfast/trust-roots-seen # remembers the versions trusted so far\n', ''] as const;

test('a spool inside the vault is told once, not also for the trust roots that are remembered beside it unless told otherwise', () => {
  expect(problemsOf(leftOut, ['spool: /var/spool/holdfast', 'spool: /srv/vault/spool'])).toEqual([
    expect.stringMatching(/^targets\.vault\.spool: is inside/),
  ]);
});

test('trust roots that would be remembered in the vault, because it is what lies beside the spool, are told with that reason', () => {
  expect(problemsOf(leftOut, ['path: /srv/vault', 'path: /var/spool/trust-roots-seen'])).toEqual([
    'targets.trustRoots.seen: is left out, which puts it beside the spool, and that is in the vault: name a folder beside them',
  ]);
});

describe('records are filed apart from the evidence that they are made of (BK-E4)', () => {
  test.each(['/srv/vault', '/srv/vault/records', '/var/spool/holdfast/records'])('%s is refused', (records) => {
    expect(problemsOf(['records: /var/lib/holdfast/records', `records: ${records}`])).toEqual([
      'evidence.records: is in the vault or the spool: name a folder beside them',
    ]);
  });

  test('a folder beside them is not', () => {
    expect(problemsOf(['records: /var/lib/holdfast/records', 'records: /srv/vault-records'])).toEqual([]);
  });
});
