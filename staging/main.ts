import { fstatSync, mkdirSync } from 'node:fs';
import { platformServer } from './http/server.ts';
import { optionsOf, usage, type Options } from './options.ts';
import { startPlatform } from './start-platform.ts';

/** The staging platform: prints one line of JSON when all of it is ready, and ends, with its readers, on SIGTERM or when its stdin ends. */
const options = read();
mkdirSync(options.home, { recursive: true });
const platform = await startPlatform(options);
const server = platformServer(platform);
const staging = await server.listen({ host: options.host, port: options.port });

let stopping = false;
const stop = async (): Promise<void> => {
  if (stopping) return;
  stopping = true;
  await Promise.all([server.close(), platform.close()]);
  process.exit(0);
};
for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(signal, () => void stop());
// A pipe that ends is a parent that ended. /dev/null and a terminal are not a parent's word.
const stdin = fstatSync(0);
if (stdin.isFIFO() || stdin.isSocket()) process.stdin.on('end', () => void stop()).resume();

const readers = platform.readers.map(({ name, url }) => ({ name, url }));
const origins = platform.origins.map(({ name, path }) => ({ name, path }));
console.log(JSON.stringify({ staging, readers, origins, trustRoots: platform.trust, token: platform.token }));

function read(): Options {
  try {
    return optionsOf(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\nusage: ${usage}`);
    process.exit(2);
  }
}
