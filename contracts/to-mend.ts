/** Something that is not as it must be, and what to do about it: the message is both, and who shows them apart has each. */
export class ToMend extends Error {
  override readonly name: string = 'ToMend';
  readonly what: string;
  readonly fix: string;

  constructor(what: string, fix: string, options?: ErrorOptions) {
    super(`${what}: ${fix}`, options);
    this.what = what;
    this.fix = fix;
  }
}
