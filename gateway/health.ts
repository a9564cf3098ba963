import { z } from 'zod';

/** One thing that `/readyz` lists. Only `away` makes the gateway unready; `trouble` is for people. */
export const healthCheckSchema = z.object({
  name: z.string(),
  state: z.enum(['ok', 'trouble', 'away', 'unknown']),
  say: z.string().describe('What was found, and what to do about it.'),
});
export type HealthCheck = z.infer<typeof healthCheckSchema>;

export const readySchema = z.object({
  status: z.literal('ok'),
  checks: z.array(healthCheckSchema).describe('Trouble with incidents is said here and paged; the gateway still takes alerts.'),
});
