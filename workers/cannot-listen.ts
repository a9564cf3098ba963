interface Address {
  readonly host: string;
  readonly port: number;
}

/** Why nothing could listen there, in one line with the fields to change; `field` is `gateway` or `worker.metrics`. Other errors as they are. */
export function cannotListen(error: unknown, field: string, { host, port }: Address): Error {
  const code = String((error as { code?: unknown } | null)?.code);
  const why = reasons[code];
  if (why) return new Error(`cannot listen on ${host}:${port}: ${why(field)} (${code})`, { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}

const reasons: Readonly<Record<string, (field: string) => string>> = {
  EADDRINUSE: (field) => `another program has that port: stop it, or write another as ${field}.port`,
  EACCES: (field) => `this user may not take that port: write one above 1023 as ${field}.port`,
  EADDRNOTAVAIL: (field) => `this machine has no such address: correct ${field}.host`,
  ENOTFOUND: (field) => `no such host is known: correct ${field}.host`,
};
