/** The allow list of headers of answers: what is not in it is never read, so it can neither be kept nor be logged. None of them is kept. */
export const readHeaders = ['location', 'retry-after', 'content-length'] as const;

/** A header of an answer, or null: the only way to one. */
export const readHeader = (headers: Headers, name: (typeof readHeaders)[number]): string | null => headers.get(name);
