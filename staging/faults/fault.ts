import { z } from 'zod';
import { changeActions } from '../publisher/change-actions.ts';
import type { Platform } from '../platform.ts';

/** A way to break the platform. What it does can be seen from outside only by its effects. */
export interface Fault {
  readonly name: string;
  /** One sentence for whoever chooses one. */
  readonly says: string;
  /** Breaks it; answers what the tester needs to know, such as the release that went out. Throws ZodError for parameters that do not fit. */
  break(platform: Platform, body: unknown): Promise<object | void>;
  /** Takes back what can be taken back; does nothing when nothing is broken. */
  mend(platform: Platform): Promise<void>;
}

/** The channel that a fault is about. */
export const faultChannel = z.object({ tenant: z.string(), channel: z.string() });

/** The changes that a fault meets: the next `count` of an action. */
export const faultChanges = z.object({ action: z.enum(changeActions), count: z.int().min(1).default(1) });
