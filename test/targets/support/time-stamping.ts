import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How the authority misbehaves. */
export type Lie = 'none' | 'refuses' | 'another digest' | 'another nonce' | 'garbage' | 'empty' | 'cut short' | 'status 500' | 'hangs';

/** An RFC 3161 time-stamping authority on loopback: `openssl ts` behind HTTP. */
export interface TimeStamping {
  readonly url: string;
  /** The certificate (PEM) by which its time stamps are checked: what docs/evidence.md calls authority.pem. */
  readonly certificate: string;
  lie: Lie;
  /** Requests so far. */
  readonly asked: number;
  stop(): Promise<void>;
}

/** Makes its certificates and starts it. */
export async function startTimeStamping(): Promise<TimeStamping> {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-tsa-'));
  const certificate = makeCertificates(home);
  const open = new Set<ServerResponse>();
  const state = { lie: 'none' as Lie, asked: 0 };
  const server = createServer((request, response) => {
    state.asked += 1;
    open.add(response);
    answered(home, `${state.asked}`, state.lie, request)
      .then((answer) => answer && response.writeHead(answer.status, { 'content-type': 'application/timestamp-reply' }).end(answer.body))
      .catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    certificate,
    stop: async () => {
      for (const response of open) response.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(home, { recursive: true, force: true });
    },
  });
}

interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

async function answered(home: string, id: string, lie: Lie, request: IncomingMessage): Promise<Answer | null> {
  const query = await buffer(request);
  switch (lie) {
    case 'hangs':
      return null;
    case 'status 500':
      return { status: 500, body: Buffer.from('down') };
    case 'garbage':
      return { status: 200, body: Buffer.concat([Buffer.from('0'), query, query]) };
    case 'empty':
      return { status: 200, body: Buffer.alloc(0) };
    case 'refuses':
      return { status: 200, body: Buffer.from('3009300702010203020520', 'hex') };
    case 'cut short':
      return { status: 200, body: (await reply(home, id, query)).subarray(0, -40) };
    case 'another digest':
      return { status: 200, body: await reply(home, id, turned(query, 24)) };
    case 'another nonce':
      return { status: 200, body: await reply(home, id, turned(query, query.length - 4)) };
    case 'none':
      return { status: 200, body: await reply(home, id, query) };
  }
}

/** The request with its byte at `at` changed, so that what it asks for is something else. */
function turned(query: Buffer, at: number): Buffer {
  const other = Buffer.from(query);
  other[at] = other[at]! ^ 1;
  return other;
}

async function reply(home: string, id: string, query: Buffer): Promise<Buffer> {
  const folder = join(home, id);
  mkdirSync(folder);
  const [asked, given] = [join(folder, 'query'), join(folder, 'reply')];
  writeFileSync(asked, query);
  writeFileSync(join(folder, 'serial'), `0${id}`.slice(-2)); // one for each request, so that two at once do not share a file
  writeFileSync(join(folder, 'ts.conf'), settings(home, folder));
  await run('openssl', ['ts', '-reply', '-queryfile', asked, '-out', given, '-config', join(folder, 'ts.conf')]);
  return readFileSync(given);
}

const settings = (home: string, folder: string): string => `[tsa]
default_tsa = authority
[authority]
serial = ${folder}/serial
signer_cert = ${home}/signer.pem
signer_key = ${home}/signer.key
certs = ${home}/root.pem
signer_digest = sha256
digests = sha256
default_policy = 1.2.3.4.1
`;

/** A root, and a signer whose certificate says that it stamps times. Answers the root's file. */
function makeCertificates(home: string): string {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: home, stdio: 'ignore' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  writeFileSync(join(home, 'extensions'), 'extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n');
  openssl('req', '-x509', ...curve, '-keyout', 'root.key', '-out', 'root.pem', '-days', '2', '-subj', '/CN=Test root');
  openssl('req', ...curve, '-keyout', 'signer.key', '-out', 'signer.csr', '-subj', '/CN=Test time stamps');
  const issued = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-extfile', 'extensions'];
  openssl('x509', '-req', '-in', 'signer.csr', ...issued, '-out', 'signer.pem', '-days', '2');
  return join(home, 'root.pem');
}
