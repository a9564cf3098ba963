/** Why the platform says no: becomes an RFC 9457 problem document with `code`, and `generation` where that helps the asker. */
export class PlatformRefusal extends Error {
  override readonly name = 'PlatformRefusal';
  readonly status: number;
  readonly code: string;
  readonly generation: number | undefined;

  constructor(status: number, code: string, detail: string, generation?: number) {
    super(detail);
    this.status = status;
    this.code = code;
    this.generation = generation;
  }
}
