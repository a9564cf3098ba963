import { existsSync } from 'node:fs';
import { Client, Connection as TemporalConnection } from '@temporalio/client';
import type { Connection } from '../cli/incidents.ts';
import { sameConfig } from '../cli/decide-command.ts';
import { incidentsOn } from '../cli/temporal-connection.ts';
import type { Configuration } from '../contracts/configuration.ts';
import { readWithPlaces, type ReadConfiguration } from '../contracts/read-configuration.ts';
import { TemporalIncidents } from '../contracts/temporal-incidents.ts';
import { home } from './embedded/home.ts';
import { whereItIs } from './kept-at.ts';
import { readRun } from './embedded/run-file.ts';
import { NoTemporal } from './no-temporal.ts';
import { secretHere } from './secret-here.ts';

/** What a command is about: a holdfast.yaml, or without one the embedded run of this folder, or holdfast.yaml beside it. */
export interface Place {
  readonly configuration: Configuration;
  readonly embedded: boolean;
  /** What tells of a field of the file where it is written. */
  readonly problemAt: ReadConfiguration['problemAt'];
}

/** `rolesUsed`: as in `readWithPlaces`. Throws an Error that says what to do when there is neither. */
export function placeOf(config: string | null, rolesUsed: Readonly<Record<string, readonly string[]>> = {}): Place {
  if (config !== null) return { ...readWithPlaces(config, rolesUsed), embedded: false };
  const { runFile, configuration, path } = home();
  if (readRun(runFile)) return { ...readWithPlaces(configuration, rolesUsed), embedded: true };
  if (existsSync('holdfast.yaml')) return { ...readWithPlaces('holdfast.yaml', rolesUsed), embedded: false };
  throw new Error(
    `nothing runs in ${path}, and there is no holdfast.yaml here: start one with \`npm run up\`, or name a file with --config`,
  );
}

/** Connects a command to Temporal. `command` is how the program is called, for what is to be copied. */
export async function connect(config: string | null, command: string): Promise<Connection> {
  const { configuration, embedded } = placeOf(config);
  const { temporal, people, incidentWindow, targets } = configuration;
  const connection = await temporalConnection(configuration);
  const client = new Client({ connection, namespace: temporal.namespace });
  return {
    incidents: incidentsOn(new TemporalIncidents(client, temporal), incidentWindow, `${command} incidents${sameConfig({ config })}`),
    people,
    embedded,
    vault: whereItIs(targets.vault),
    close: () => connection.close(),
  };
}

/** Does `work` on a connection of its own. Throws NoTemporal, and a SecretError of the API key. */
export async function onTemporal<T>(configuration: Configuration, work: (connection: TemporalConnection) => Promise<T>): Promise<T> {
  const connection = await temporalConnection(configuration);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

async function temporalConnection({ temporal }: Configuration): Promise<TemporalConnection> {
  const { address, tls, apiKey } = temporal;
  const key = apiKey && { apiKey: secretHere(apiKey) };
  try {
    return await TemporalConnection.connect({ address, tls, connectTimeout: '5s', ...key });
  } catch (cause) {
    throw new NoTemporal(address, cause);
  }
}
