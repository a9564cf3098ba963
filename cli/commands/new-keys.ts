import { rm, writeFile } from 'node:fs/promises';
import { createPrivateKey } from 'node:crypto';
import { keyHint } from '../../contracts/evidence/bundle.ts';
import { newSealingKey } from '../../contracts/evidence/sealing-key.ts';
import type { Dependencies } from '../dependencies.ts';
import { CommandFailed } from '../failed.ts';

/** `holdfast keys new`: never over a key that is there, for what it sealed could not be sealed alike again. */
export async function newKeys(file: string, { out }: Pick<Dependencies, 'out'>): Promise<void> {
  const publicFile = `${file.replace(/\.pem$/, '')}.pub.pem`;
  const { privatePem, publicPem } = newSealingKey();
  await written(file, privatePem, 0o600); // first, so that of two that are there the one that was named is said
  await written(publicFile, publicPem, 0o644).catch(async (err: unknown) => {
    await rm(file); // half a pair would stand in the way of the next try
    throw err;
  });
  out(
    [
      `private  ${file} (only for the workers: evidence.key in holdfast.yaml is file:${file})`,
      `public   ${publicFile} (give it to auditors, by a way that they trust)`,
      `SHA-256  ${keyHint(createPrivateKey(privatePem))}`,
      '',
    ].join('\n'),
  );
}

async function written(file: string, text: string, mode: number): Promise<void> {
  await writeFile(file, text, { mode, flag: 'wx' }).catch((err: NodeJS.ErrnoException) => {
    const why = err.code === 'EEXIST' ? 'is there already, and a key is never overwritten' : `cannot be written (${err.code ?? 'unknown'})`;
    throw new CommandFailed(`${file} ${why}: name another file`);
  });
}
