import { createHash } from 'node:crypto';
import { readdir, realpath } from 'node:fs/promises';
import { nearest } from '../../contracts/nearest.ts';
import { numberedFile, numbersAmong } from '../../contracts/numbered-file.ts';
import { manifestFile, pointerFile } from '../../contracts/pack-format.ts';
import { channelText, type Channel } from '../../domain/scope.ts';
import { TargetError } from '../../domain/target-error.ts';
import { readBounded, readWhole } from '../bounded-file.ts';
import { fileError } from '../file-error.ts';
import { realPathInside } from '../inside.ts';
import type { PackOrigin, PointerEnvelope, Received } from '../targets.ts';
import { channelFolder, packOf } from './pack-paths.ts';

const mebibyte = 1_048_576;

export interface FileSystemOrigin {
  readonly name: string;
  /** The folder that holds `<tenant>/<environment>/<channel>/`. */
  readonly path: string;
  /** Most bytes of one file of a pack. Default 64 GiB. */
  readonly largestFile?: number;
  /** Epoch milliseconds. Default the machine's clock. */
  readonly clock?: () => number;
}

/** Packs and pointers in a folder, as the architecture's layout has them. Reads only; follows no link out of a pack (KOA-P5). */
export function fileSystemOrigin({ name, path: root, largestFile = 65_536 * mebibyte, clock = Date.now }: FileSystemOrigin): PackOrigin {
  const received = <T>(value: T, origin: string): Received<T> => ({ value, origin: `${name}:${origin}`, at: clock() });

  /** Runs `work` on the real path of a file; a root that is away is Unreachable, never NotFound: that would be read as bad content. */
  async function at<T>(channel: Channel, folder: string, path: string, work: (real: string) => Promise<T>): Promise<T> {
    const doing = `reading ${folder}/${path} of ${channelText(channel)} at ${name}`;
    await rootIsThere(doing);
    try {
      return await work(await realPathInside(root, `${channelFolder(channel)}/${folder}`, path));
    } catch (error) {
      throw said(error, doing);
    }
  }

  async function rootIsThere(doing: string): Promise<void> {
    await realpath(root).catch((cause: unknown) => {
      throw new TargetError('Unreachable', `${doing}: its folder is not there: is it mounted?`, { recoverable: true, cause });
    });
  }

  /** Highest first. */
  async function generations(channel: Channel): Promise<readonly number[]> {
    const doing = `listing pointers of ${channelText(channel)} at ${name}`;
    await rootIsThere(doing);
    try {
      const folder = await realPathInside(root, channelFolder(channel), 'pointer');
      return numbersAmong(await readdir(folder)).toReversed();
    } catch (error) {
      throw meant(said(error, doing), channel, await siblings(channel));
    }
  }

  /** What else there is of the same tenant and environment, and of no other (KOA-P5). */
  async function siblings({ tenant, environment, name: channel }: Channel): Promise<readonly string[]> {
    const folder = await realPathInside(root, tenant, environment).catch(() => null);
    const names = folder === null ? [] : await readdir(folder).catch(() => []);
    return names.filter((one) => one !== channel);
  }

  async function pointerOf(channel: Channel, generation: number): Promise<Received<PointerEnvelope>> {
    const bytes = await at(channel, 'pointer', numberedFile(generation), (real) => readWhole(real, mebibyte));
    return received({ generation, bytes }, `${channelFolder(channel)}/${pointerFile(generation)}`);
  }

  return {
    name,
    async pointer(channel) {
      const [highest] = await generations(channel);
      if (highest === undefined) throw new TargetError('NotFound', `${channelText(channel)} has no pointer at ${name}`);
      return pointerOf(channel, highest);
    },
    async *pointers(channel) {
      for (const generation of await generations(channel)) yield await pointerOf(channel, generation);
    },
    async manifest(channel, artifact) {
      const bytes = await at(channel, packOf(artifact), manifestFile, (real) => readWhole(real, mebibyte));
      return received<Uint8Array>(bytes, `${channelFolder(channel)}/${packOf(artifact)}/${manifestFile}`);
    },
    hashFile: (channel, artifact, path) =>
      at(channel, packOf(artifact), path, async (real) => {
        const hash = createHash('sha256');
        const size = await readBounded(real, largestFile, (bytes) => hash.update(bytes));
        return { sha256: hash.digest('hex'), size };
      }),
    readFile: (channel, artifact, path, limit) => at(channel, packOf(artifact), path, (real) => readWhole(real, limit)),
  };
}

function said(error: unknown, doing: string): TargetError {
  if (!(error instanceof TargetError))
    return (error as { code?: unknown }).code === 'ENOTDIR'
      ? new TargetError('NotFound', `${doing}: a part of the path is no folder`)
      : fileError(error, doing);
  const { code, recoverable, message } = error;
  return new TargetError(code, `${doing}: ${message}`, { recoverable, cause: error });
}

/** A channel that is not there was probably mistyped. */
function meant(error: TargetError, channel: Channel, names: readonly string[]): TargetError {
  const near = error.code === 'NotFound' ? nearest(channel.name, names) : null;
  if (near === null) return error;
  const { code, recoverable, message } = error;
  return new TargetError(code, `${message}: did you mean ${channelText({ ...channel, name: near })}?`, { recoverable, cause: error });
}
