/** What JSON text says, or undefined when it is none: a schema then refuses it with what it should have been. Bytes are UTF-8. */
export function jsonIn(text: Buffer | string): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    return undefined;
  }
}
