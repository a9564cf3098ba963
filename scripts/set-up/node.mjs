import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Whether this Node runs TypeScript as it is. @param {string} version such as 24.21.0 */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}

/**
 * The Node that runs Holdfast: the one that runs this if it is new enough, else the one that the dependencies brought.
 * @param {string} checkout
 * @param {{ version: string, execPath: string, platform: string, arch: string }} [now]
 * @returns {string} its path
 * @throws when neither is there, saying what to install
 */
export function node(
  checkout,
  now = { version: process.versions.node, execPath: process.execPath, platform: process.platform, arch: process.arch },
) {
  if (runsTypeScript(now.version)) return now.execPath;
  const windows = now.platform === 'win32';
  const name = `node-${windows ? 'win' : now.platform}-${now.arch}`;
  const brought = join(checkout, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node');
  try {
    accessSync(brought, constants.X_OK);
    return brought;
  } catch {
    throw new Error(
      `Holdfast needs Node 22.18 or newer. This is ${now.version}, and the package ${name}, which would bring a newer one, is not installed ` +
        '(there is none for some platforms, and `npm install --omit=optional` leaves it out).\nInstall Node 24 and run this again.',
    );
  }
}
