/** Something that is not as it must be, and what to do about it: the message is both, and who shows them apart has each. */
export class ToMend extends Error {
  override readonly name: string = 'ToMend';
  readonly what: string;
  readonly toDo: string;

  constructor(what: string, toDo: string, options?: ErrorOptions) {
    super(`${what}: ${toDo}`, options);
    this.what = what;
    this.toDo = toDo;
  }
}
