import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { s3Client } from '../../../targets/store/s3-client.ts';
import type { S3Place } from '../../../targets/store/s3-place.ts';
import { quietPort } from '../../support/quiet-port.ts';
import { until } from '../../support/until.ts';
import { versitygwProgram } from './obtain-versitygw.ts';

const keys = { accessKey: 'holdfast-test', secretKey: 'holdfast-test-secret' };

/** A real object store on loopback. */
export interface Versitygw {
  /** A new bucket, and how it is reached. */
  bucket(options?: { readonly objectLock?: boolean }): Promise<S3Place>;
  /** A bucket whose objects are the files of a folder that is there. */
  readonly over: (folder: string) => S3Place;
  /** The folder whose files are a bucket's objects. */
  readonly folderOf: (place: S3Place) => string;
  /** The bucket is gone, and its objects with it. */
  readonly takeAway: (place: S3Place) => void;
  /** `kill -9`. Ends when it is dead. */
  kill(): Promise<void>;
  /** Starts it again over the same files, at the same address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it over an empty folder. */
export async function startVersitygw(): Promise<Versitygw> {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-s3-'));
  const [root, versions] = [join(home, 'root'), join(home, 'versions')];
  for (const folder of [root, versions]) mkdirSync(folder);
  const port = await quietPort();
  const endpoint = `http://127.0.0.1:${port}`;
  let made = 0;
  let child = await run(port, versions, root);

  const newPlace = (prefix: string): S3Place => {
    made += 1;
    return { name: 'store', endpoint, region: 'us-east-1', bucket: `bucket-${made}`, prefix, ...keys };
  };

  return {
    async bucket({ objectLock = false } = {}) {
      const place = newPlace('some/prefix');
      const client = s3Client(place);
      await client.send(new CreateBucketCommand({ Bucket: place.bucket, ObjectLockEnabledForBucket: objectLock }));
      client.destroy();
      return place;
    },
    over: (folder) => {
      const place = newPlace('');
      symlinkSync(folder, join(root, place.bucket));
      return place;
    },
    folderOf: ({ bucket, prefix }) => join(root, bucket, prefix),
    takeAway: ({ bucket }) => renameSync(join(root, bucket), join(home, bucket)),
    kill: () => killed(child),
    restart: async () => {
      child = await run(port, versions, root);
    },
    stop: async () => {
      await killed(child);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function run(port: number, versions: string, root: string): Promise<ChildProcess> {
  const env = { ROOT_ACCESS_KEY: keys.accessKey, ROOT_SECRET_KEY: keys.secretKey };
  const child = spawn(
    versitygwProgram(),
    ['--quiet', '--port', `127.0.0.1:${port}`, 'posix', '--bucketlinks', '--versioning-dir', versions, root],
    {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  await until(() => answers(port), Boolean, 30_000);
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
}
