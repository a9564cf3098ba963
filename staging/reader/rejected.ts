/** The steps of verification, in their order: the first that fails names the rejection. */
export const verificationStages = [
  'index-signature',
  'fetch',
  'manifest-schema',
  'manifest-identity',
  'manifest-signature',
  'file-hashes',
  'compatibility',
  'policy',
] as const;
export type VerificationStage = (typeof verificationStages)[number];

/** Why a reader does not activate what the pointer names. It keeps what it has. */
export class Rejected extends Error {
  override readonly name = 'Rejected';
  readonly stage: VerificationStage;

  constructor(stage: VerificationStage, reason: string, cause?: unknown) {
    super(reason, { cause });
    this.stage = stage;
  }
}

/** Runs one step; whatever it throws becomes a rejection at `stage`. */
export async function step<T>(stage: VerificationStage, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Rejected) throw error;
    throw new Rejected(stage, error instanceof Error ? error.message : String(error), error);
  }
}
