import { Buffer } from 'node:buffer';

/** Shorter ones are guessed before they are read, and would blot what is no secret. */
const shortest = 8;

/**
 * Replaces secrets in what the other side says by `***`, byte for byte the rest: as they are, as in JSON, as in a URL, and in base64, alone
 * or in the middle of something longer such as `Basic` credentials. For whoever is sent a secret and repeats it.
 */
export function blotter(secrets: readonly string[]): (text: Buffer) => Buffer {
  const spellings = [...new Set(secrets.flatMap(spellingsOf))].sort((one, other) => other.length - one.length);
  return (text) => {
    if (!spellings.some((spelling) => text.includes(spelling))) return text;
    return Buffer.from(
      spellings.reduce((left, spelling) => left.replaceAll(spelling, '***'), text.toString('latin1')), // a byte each, so that none is lost
      'latin1',
    );
  };
}

function spellingsOf(secret: string): readonly string[] {
  if (secret.length < shortest) return [];
  const inBase64 = [0, 1, 2].map((before) => middleOf(secret, before));
  const inBase64Url = inBase64.map((spelling) => spelling.replaceAll('+', '-').replaceAll('/', '_'));
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll('/', '\\/'),
    encodeURIComponent(secret),
    encodeURI(secret),
    ...inBase64,
    ...inBase64Url,
  ];
}

/** The base64 of a secret that stands behind so many bytes, without the characters that its neighbours have a part in. */
function middleOf(secret: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
  return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
}
