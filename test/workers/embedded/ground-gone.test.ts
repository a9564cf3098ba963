import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cannotKeep } from '../../../workers/embedded/cannot-keep.ts';
import { home } from '../../../workers/embedded/home.ts';
import { homeGone } from '../../../workers/embedded/home-gone.ts';
import { processBegan } from '../../../workers/embedded/process-began.ts';
import { forgetRun, readRun, writeRun, type Run } from '../../../workers/embedded/run-file.ts';
import { holdfast } from '../../support/product-process.ts';
import { mayMount, smallDisk, type SmallDisk } from '../../support/small-disk.ts';
import { temporalCli } from '../../support/temporal-binaries.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-ground-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a folder that cannot be made is told with what to do', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => home({ HOLDFAST_HOME: join(folder, 'file', 'home') })).toThrow(
    /^cannot keep anything in .*: a file is in the way, or set HOLDFAST_HOME/,
  );
});

test.each([
  ['EROFS', 'it is on a disk that can only be read'],
  ['EACCES', 'this user may not write there'],
  ['ENOSPC', 'its disk is full: make room'],
])('%s is told in words', (code, why) => {
  expect(String(cannotKeep(Object.assign(new Error(code), { code }), folder))).toContain(`in ${folder}: ${why}, or set HOLDFAST_HOME`);
});

test('what is no trouble of the folder is told as it is', () => {
  const error = new Error('something else');
  expect(cannotKeep(error, folder)).toBe(error);
});

test('a run whose folder is deleted ends, and says so', async () => {
  const place = home({ HOLDFAST_HOME: join(folder, 'home') });
  writeFileSync(place.runFile, '{}');
  const { gone } = homeGone(place, 20);
  rmSync(place.path, { recursive: true });
  await expect(gone).rejects.toThrow(`${place.path} was deleted while this run used it`);
});

describe('run.json', () => {
  const run: Run = {
    gateway: 'g',
    temporal: 't',
    temporalUi: 'u',
    staging: 's',
    readers: [],
    namespace: 'n',
    taskQueue: 'q',
    pid: process.pid,
  };
  const file = () => join(folder, 'run.json');

  test('tells of the process that wrote it', () => {
    writeRun(file(), { ...run, began: processBegan(process.pid) });
    expect(readRun(file())).toMatchObject({ pid: process.pid });
    forgetRun(file());
    expect(readRun(file())).toBeNull();
  });

  test('of a process that is gone is no run, though another has its number by now, where the machine tells when a process began', () => {
    writeRun(file(), { ...run, began: '1' });
    expect(readRun(file()) === null).toBe(processBegan(process.pid) !== null);
  });

  test('of a process that is gone is no run', () => {
    writeRun(file(), { ...run, pid: 2 ** 30, began: '1' });
    expect(readRun(file())).toBeNull();
  });
});

const onDisk = mayMount() ? describe : describe.skip;
const why = mayMount() ? '' : 'SKIPPED, this user may not mount: ';
onDisk(`${why}on a disk that is full`, () => {
  let disk: SmallDisk;
  beforeEach(() => {
    disk = smallDisk(join(folder, 'disk'), join(folder, 'aside'));
    mkdirSync(join(folder, 'disk', 'home'));
  });
  afterEach(() => disk.remove());

  test('`up` ends with one clear line, and leaves no process behind', async () => {
    const path = join(folder, 'disk', 'home');
    const ran = await holdfast(['up'], { HOLDFAST_HOME: path, HOLDFAST_TEMPORAL: await temporalCli() });
    expect(ran).toMatchObject({
      code: 1,
      err: `holdfast: cannot keep anything in ${path}: its disk is full: make room, or set HOLDFAST_HOME to another folder\n`,
    });
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(path);
  });
});
