import { z } from 'zod';
import { refusalCodes, type RefusalCode } from '../domain/decisions.ts';

/** Every way in which the gateway says no, with its HTTP status and title. The list is closed; docs/errors.md explains each. */
export const gatewayProblems = {
  Unauthenticated: [401, 'The sender is not known'],
  MalformedRequest: [400, 'The request cannot be read'],
  UnsupportedMediaType: [415, 'The request is not JSON'],
  TooLarge: [413, 'The request is larger than 1 MiB'],
  NotFound: [404, 'There is no such thing'],
  MethodNotAllowed: [405, 'The address does not take this method'],
  NoSuchRunbook: [400, 'There is no such runbook'],
  AlreadyWorked: [409, 'An incident of this scope is already being worked'],
  Overloaded: [503, 'Too many alerts wait'],
  TemporalAway: [503, 'Temporal cannot be reached'],
  ForeignWorkflow: [503, 'Another workflow has the id'],
  Internal: [500, 'The gateway failed'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;
export type GatewayProblemCode = keyof typeof gatewayProblems;

/** Refusals that are about who answered. The others are about what is being worked now. */
const identityRefusals: readonly RefusalCode[] = ['UnknownKey', 'WrongNamespace', 'BadSignature', 'WrongRole', 'FourEyes'];

export type ProblemCode = GatewayProblemCode | RefusalCode;
export const problemCodes: readonly ProblemCode[] = [...(Object.keys(gatewayProblems) as GatewayProblemCode[]), ...refusalCodes];

/** An RFC 9457 problem document, served as application/problem+json. */
export const problemSchema = z.object({
  type: z.string().describe('Where this code is explained, in the manual.'),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string().describe('What is wrong with this request, and what to do.'),
  code: z.enum(problemCodes as [ProblemCode, ...ProblemCode[]]),
});
export type Problem = z.infer<typeof problemSchema>;

/** The problem document for `code`. */
export function problem(code: ProblemCode, detail: string): Problem {
  const [status, title] = code in gatewayProblems ? gatewayProblems[code as GatewayProblemCode] : refused(code as RefusalCode);
  return { type: `docs/errors.md#${code.toLowerCase()}`, title, status, detail, code };
}

const refused = (code: RefusalCode): readonly [number, string] => [identityRefusals.includes(code) ? 403 : 409, 'The answer was refused'];
