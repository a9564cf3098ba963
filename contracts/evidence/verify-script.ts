import { readFileSync } from 'node:fs';

/** The text of verify.sh, which goes into every bundle: sh, openssl, jq, sha256sum and base64 are all that it needs. */
export const verifyScript = readFileSync(new URL('./verify.sh', import.meta.url), 'utf8');
