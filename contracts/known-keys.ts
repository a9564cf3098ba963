interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly oneOf?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
}

/** The keys that a JSON schema knows at `path`; of alternatives, all of theirs. */
export function knownKeys(schema: object, path: readonly PropertyKey[]): readonly string[] {
  const shapes = path.reduce<readonly Shape[]>((at, step) => at.flatMap((shape) => below(shape, step)), alternatives(schema));
  return [...new Set(shapes.flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

function below({ properties, items }: Shape, step: PropertyKey): readonly Shape[] {
  const shape = typeof step === 'number' ? items : properties?.[String(step)];
  return shape ? alternatives(shape) : [];
}

const alternatives = (shape: Shape): readonly Shape[] => [shape, ...(shape.oneOf ?? []), ...(shape.anyOf ?? [])];
