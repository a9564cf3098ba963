import type { Dependencies } from './dependencies.ts';
import type { Connection } from './incidents.ts';

/** Connects, does `work`, and lets go again whatever happens. */
export async function connected<T>(
  { config }: { readonly config?: string },
  dependencies: Pick<Dependencies, 'connect'>,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await dependencies.connect(config ?? null);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
