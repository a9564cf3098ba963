import { createHash } from 'node:crypto';
import { numbersAmong } from '../../contracts/numbered-file.ts';
import { manifestFile, pointerFile } from '../../contracts/pack-format.ts';
import { channelText, type Channel } from '../../domain/scope.ts';
import { TargetError } from '../../domain/target-error.ts';
import { s3Bucket } from '../store/s3-bucket.ts';
import { placeText, type S3Place } from '../store/s3-place.ts';
import type { PackOrigin, PointerEnvelope, Received } from '../targets.ts';
import { channelFolder, packOf } from './pack-paths.ts';

const mebibyte = 1_048_576;

export interface S3Origin {
  readonly place: S3Place;
  /** Most bytes of one file of a pack. Default 64 GiB. */
  readonly largestFile?: number;
  /** Epoch milliseconds. Default the machine's clock. */
  readonly clock?: () => number;
}

/** Packs and pointers in object storage, as the architecture's layout has them. Reads only. */
export function s3Origin({ place, largestFile = 65_536 * mebibyte, clock = Date.now }: S3Origin): PackOrigin {
  const { name } = place;
  const bucket = s3Bucket(place);

  async function whole(path: string, limit: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    await bucket.read(path, limit, (piece) => pieces.push(piece));
    return Buffer.concat(pieces);
  }

  const received = <T>(value: T, path: string): Received<T> => ({ value, origin: `${name}:${placeText(place)}/${path}`, at: clock() });

  /** Highest first. */
  const generations = async (channel: Channel): Promise<readonly number[]> =>
    numbersAmong(await bucket.list(`${channelFolder(channel)}/pointer`)).toReversed();

  async function pointerOf(channel: Channel, generation: number): Promise<Received<PointerEnvelope>> {
    const path = `${channelFolder(channel)}/${pointerFile(generation)}`;
    return received({ generation, bytes: await whole(path, mebibyte) }, path);
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
      const path = `${channelFolder(channel)}/${packOf(artifact)}/${manifestFile}`;
      return received<Uint8Array>(await whole(path, mebibyte), path);
    },
    async hashFile(channel, artifact, path) {
      const hash = createHash('sha256');
      const size = await bucket.read(inPack(channel, artifact, path), largestFile, (piece) => hash.update(piece));
      return { sha256: hash.digest('hex'), size };
    },
    readFile: async (channel, artifact, path, limit) => whole(inPack(channel, artifact, path), limit),
  };
}

/** A path that leaves the pack leaves `staysInside` too: the bucket refuses it with Escapes. */
const inPack = (channel: Channel, artifact: string, path: string): string => `${channelFolder(channel)}/${packOf(artifact)}/${path}`;
