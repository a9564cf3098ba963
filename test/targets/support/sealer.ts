import { createPrivateKey, createPublicKey } from 'node:crypto';
import { newSealingKey } from '../../../contracts/evidence/sealing-key.ts';
import type { Sealing } from '../../../targets/targets.ts';
import type { Sealer } from '../../../targets/vault/sealer.ts';

const privateKey = createPrivateKey(newSealingKey().privatePem);

/** Seals what tests leave. */
export const sealer: Sealer = {
  key: privateKey,
  instance: 'tests',
  product: { name: 'holdfast', version: '0.0.0' },
  configuration: `sha256:${'c'.repeat(64)}`,
  code: `sha256:${'d'.repeat(64)}`,
};

/** What an auditor of those tests was given. */
export const publicKey = createPublicKey(privateKey);

/** What a workflow says of itself when it asks for the seal. */
export const sealing = (lastSeq: number): Sealing => ({
  lastSeq,
  namespace: 'default',
  workflowId: 'staging~acme~bad-pack-rollback~channel~au-nsw',
  runId: 'run-1',
  historyLength: 42,
});
