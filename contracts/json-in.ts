/** The value that bytes spell in JSON (UTF-8), or undefined when they are none: a schema then refuses that with what it should have been. */
export function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
