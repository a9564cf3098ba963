import { parseArgs } from 'node:util';
import { z } from 'zod';
import { scopePart } from '../domain/scope.ts';
import { changeActions, type ChangeAction } from './publisher/change-actions.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const optionsSchema = z.object({
  home: z.string({ error: 'name the folder that keeps everything: --home DIR' }).min(1),
  host: z.string().default('127.0.0.1'),
  port: port.default(0),
  'reader-ports': z
    .string()
    .default('0,0,0')
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.int().min(0).max(65_535)).length(3, 'give three ports: --reader-ports 9001,9002,9003')),
  environment: z.string().regex(scopePart).default('staging'),
  /** Milliseconds between two looks of the slowest reader; the others look two and four times as often. */
  propagation: z.coerce.number().int().min(4).default(600),
  without: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(z.enum(changeActions))),
});
export type Options = z.output<typeof optionsSchema>;

export const usage =
  'node staging/main.ts --home DIR [--port 0] [--reader-ports 0,0,0] [--host 127.0.0.1] [--environment staging] [--propagation 600] [--without pin]';

/** The options on the command line. Throws with what is wrong, for a person. */
export function optionsOf(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { home: text, host: text, port: text, 'reader-ports': text, environment: text, propagation: text, without: text },
  });
  const parsed = optionsSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'));
}

/** Every change that a platform with these options can make. */
export const actionsOf = ({ without }: Options): ChangeAction[] => changeActions.filter((action) => !without.includes(action));
