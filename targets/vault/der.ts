/** One value in DER: its tag (0x30 is a SEQUENCE, 0xa0 is [0]) and what it holds. */
export interface Der {
  readonly tag: number;
  readonly content: Buffer;
}

/** The values that lie one after another in `bytes`. Null when they do not fill it exactly, as DER writes lengths below 16 MiB. */
export function derParts(bytes: Buffer): readonly Der[] | null {
  const parts: Der[] = [];
  let at = 0;
  while (at < bytes.length) {
    const begin = contentBegin(bytes, at);
    if (begin === null || begin.at + begin.length > bytes.length) return null;
    parts.push({ tag: bytes[at]!, content: bytes.subarray(begin.at, begin.at + begin.length) });
    at = begin.at + begin.length;
  }
  return parts;
}

function contentBegin(bytes: Buffer, at: number): { readonly at: number; readonly length: number } | null {
  const first = bytes[at + 1] ?? 0x80;
  if (first < 0x80) return { at: at + 2, length: first };
  const digits = first - 0x80;
  if (digits < 1 || digits > 3 || at + 2 + digits > bytes.length) return null; // 0x80 is BER's length without end
  return { at: at + 2 + digits, length: bytes.readUIntBE(at + 2, digits) };
}
