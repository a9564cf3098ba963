/** Where a secret was found that should be nowhere: `token of the publisher in vault/INC-1/record.json, as base64`. */
export function leaks(canaries: Readonly<Record<string, string>>, sinks: ReadonlyMap<string, Buffer | string>): readonly string[] {
  const wanted = Object.entries(canaries).flatMap(([name, secret]) => spellings(secret).map(([as, text]) => ({ name, as, text })));
  return [...sinks].flatMap(([sink, said]) =>
    wanted.filter(({ text }) => said.includes(text)).map(({ name, as }) => `${name} in ${sink}, as ${as}`),
  );
}

/** As it is, and in what it is commonly wrapped in; base64 wherever it may begin in the middle of something longer. */
function spellings(secret: string): readonly (readonly [string, string])[] {
  const bytes = Buffer.from(secret);
  const inner = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    return whole.toString('base64').slice(before === 0 ? 0 : before + 1, Math.floor((whole.length * 4) / 3));
  });
  return [
    ['plain', secret],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ['URL', encodeURIComponent(secret)],
    ...inner.map((text) => ['base64', text] as const),
    ...inner.map((text) => ['base64url', text.replaceAll('+', '-').replaceAll('/', '_')] as const),
  ];
}
