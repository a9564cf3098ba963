import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { yamlComplaint } from './yaml-complaint.ts';

export type Path = readonly PropertyKey[];
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A YAML text that still knows where each of its values was written. */
export class YamlSource {
  private readonly lines = new LineCounter();
  private readonly document: Document.Parsed;

  constructor(text: string) {
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false, merge: false });
  }

  /** What keeps it from being read at all. */
  get errors(): readonly (Place & { readonly message: string })[] {
    return this.document.errors.map(({ pos, message }) => ({ ...this.at(pos[0]), message: yamlComplaint(message) }));
  }

  /** The plain value. An alias bomb is refused by the parser's own limit, with a ReferenceError. */
  value(): unknown {
    return this.document.toJS({ maxAliasCount: 100 });
  }

  /** Where the value at `path` is; for one that is missing, where its nearest parent is. */
  placeOf(path: Path): Place {
    let node: unknown = this.document.contents;
    let place = startOf(node) ?? 0;
    for (const step of path) {
      node = this.child(node, step);
      place = startOf(node) ?? place;
    }
    return this.at(place);
  }

  /** Where the key at the end of `path` is written. */
  placeOfKey(path: Path): Place {
    const parent = path.slice(0, -1).reduce<unknown>((node, step) => this.child(node, step), this.document.contents);
    const pair = this.pairOf(parent, path.at(-1));
    const start = startOf(pair?.key);
    return start === undefined ? this.placeOf(path) : this.at(start);
  }

  private child(parent: unknown, step: PropertyKey): unknown {
    const node = this.resolved(parent);
    return isSeq(node) ? node.items[Number(step)] : this.pairOf(node, step)?.value;
  }

  private pairOf(parent: unknown, step: PropertyKey | undefined) {
    const node = this.resolved(parent);
    return isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step)) : undefined;
  }

  private resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.document) : node;
  }

  private at(offset: number): Place {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

const startOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];
