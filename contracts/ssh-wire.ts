/** SSH's wire encoding (RFC 4251, 5): a length in four bytes, then as many bytes. */
export const sshString = (bytes: Uint8Array | string): Buffer => {
  const content = Buffer.from(bytes);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
};

/** Reads SSH's wire encoding from front to back. Throws a RangeError, with words for a person, for whatever is cut off or left over. */
export class SshReader {
  private rest: Buffer;

  constructor(bytes: Uint8Array) {
    this.rest = Buffer.from(bytes);
  }

  bytes(count: number): Buffer {
    if (count > this.rest.length) throw new RangeError('it is cut off');
    const read = this.rest.subarray(0, count);
    this.rest = this.rest.subarray(count);
    return read;
  }

  number(): number {
    return this.bytes(4).readUInt32BE();
  }

  string(): Buffer {
    return this.bytes(this.number());
  }

  text(): string {
    return this.string().toString('latin1');
  }

  end(): void {
    if (this.rest.length > 0) throw new RangeError(`${this.rest.length} bytes are left over at its end`);
  }
}
