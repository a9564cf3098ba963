import type { Connection } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type { Check } from '../cli/dependencies.ts';
import type { Configuration } from '../contracts/configuration.ts';
import { incidentAttribute } from '../contracts/incident.ts';
import { seconds } from '../domain/time.ts';
import { askingTemporal } from './asking-temporal.ts';
import { missing, ok } from './probing.ts';

type Temporal = Pick<Connection | NativeConnection, 'operatorService' | 'workflowService' | 'withDeadline'>;

const keyword = 2; // INDEXED_VALUE_TYPE_KEYWORD
const patience = seconds(5);
/** gRPC: PERMISSION_DENIED, UNIMPLEMENTED. Temporal may keep its list from an account that works with it. */
const mayNotList: readonly unknown[] = [7, 12];
const invalidArgument = 3;

const command = (namespace: string): string =>
  `temporal operator search-attribute create --namespace ${namespace} --name ${incidentAttribute} --type Keyword`;

/**
 * Makes sure that Temporal knows the search attribute that every incident sets first: without it an incident's first workflow task
 * fails for ever, in silence. Registers it where that is allowed. Throws an Error with the command to run where it is not.
 */
export async function ensureSearchAttribute(temporal: Temporal, namespace: string): Promise<'there' | 'registered'> {
  if (await isThere(temporal, namespace)) return 'there';
  try {
    await within(temporal, () =>
      temporal.operatorService.addSearchAttributes({ namespace, searchAttributes: { [incidentAttribute]: keyword } }),
    );
    return 'registered';
  } catch (cause) {
    if (await isThere(temporal, namespace)) return 'there'; // another process was faster
    throw new Error(missingText(namespace), { cause });
  }
}

/** The line of `doctor`. */
export const searchAttributeCheck = (configuration: Configuration): Check =>
  askingTemporal('search attribute', configuration, async (connection) => {
    const { namespace } = configuration.temporal;
    return (await isThere(connection, namespace))
      ? ok(`${incidentAttribute} (Keyword)`)
      : missing(`${incidentAttribute} is not registered`, command(namespace));
  });

async function isThere(temporal: Temporal, namespace: string): Promise<boolean> {
  const listed = await within(temporal, () => temporal.operatorService.listSearchAttributes({ namespace })).catch((err: unknown) => {
    if (mayNotList.includes(codeOf(err))) return null;
    throw err;
  });
  if (listed === null) return canBeSearched(temporal, namespace);
  const type = listed.customAttributes[incidentAttribute];
  if (type === undefined || type === keyword) return type === keyword;
  throw new Error(
    `${incidentAttribute} is registered in namespace ${namespace}, but not as Keyword: remove it, then ${command(namespace)}`,
  );
}

/** An attribute that nobody knows cannot be asked for. */
async function canBeSearched(temporal: Temporal, namespace: string): Promise<boolean> {
  try {
    await within(temporal, () => temporal.workflowService.countWorkflowExecutions({ namespace, query: `${incidentAttribute} = 'INC-0'` }));
    return true;
  } catch (err) {
    if (codeOf(err) === invalidArgument) return false;
    throw err;
  }
}

const codeOf = (err: unknown): unknown => (err as { readonly code?: unknown }).code;
const within = <T>(temporal: Temporal, call: () => Promise<T>): Promise<T> => temporal.withDeadline(Date.now() + patience, call);

const missingText = (namespace: string): string =>
  `Temporal does not know the search attribute ${incidentAttribute}, and Holdfast may not register it. Without it no incident gets beyond its start. Run:\n  ${command(namespace)}`;
