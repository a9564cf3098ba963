import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

// The last part of `npm run build`: bundles the workflows beside the built worker, which looks for them there (workers/runbook-worker.ts).
// A worker then starts without a bundler at work, and every worker of a release runs the very same workflow code.
const checkout = fileURLToPath(new URL('..', import.meta.url));
const bundle = join(process.argv[2] ?? join(checkout, 'dist'), 'workers', 'workflow-bundle.js');

const { code } = await bundleWorkflowCode({
  workflowsPath: join(checkout, 'workflows', 'index.ts'),
  payloadConverterPath: join(checkout, 'contracts', 'payload-converter.ts'),
  logger: new DefaultLogger('WARN'),
});
mkdirSync(dirname(bundle), { recursive: true });
writeFileSync(bundle, code);
process.stdout.write(`${bundle} (${Math.round(code.length / 1024)} KiB)\n`);
