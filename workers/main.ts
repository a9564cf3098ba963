#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { calledAs } from '../cli/called-as.ts';
import { lookFor } from '../cli/look.ts';
import { runProgram } from '../cli/run-program.ts';
import type { Dependencies } from '../cli/dependencies.ts';
import { checks } from './checks.ts';
import { connect } from './connect.ts';
import { attachments, evidence, sealedLog } from './evidence-at-hand.ts';
import { demo } from './demo/demo.ts';
import { home } from './embedded/home.ts';
import { up } from './embedded/up.ts';
import { withLogs } from './logger.ts';
import { product } from './product.ts';
import { serve } from './serve.ts';

// The `holdfast` command: the one place where everything is put together.
const { stdin, stdout, stderr, env } = process;
const isTerminal = stdin.isTTY === true && stdout.isTTY === true;
const out = (text: string): void => void stdout.write(text);
const err = (text: string): void => void stderr.write(text);

// Whoever reads may have seen enough, as `| head` has: the end is quiet, and as if by SIGPIPE.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(141);
});

const productLog = (): string => `${home().logs}/holdfast.log`;

const dependencies: Dependencies = {
  out,
  err,
  now: Date.now,
  sleep: (time) => pause(time),
  env,
  version: product().version,
  isTerminal,
  get columns() {
    return stdout.columns; // a window may be made wider or higher while it is watched
  },
  get rows() {
    return stdout.rows;
  },
  confirm: async (question) => {
    const terminal = createInterface({ input: stdin, output: stderr });
    const typed = await terminal.question(question).finally(() => terminal.close());
    return /^y(es)?$/i.test(typed.trim());
  },
  demo: async ({ once }) => {
    const look = lookFor({ isTerminal, columns: stdout.columns }, env);
    const held = await withLogs(productLog(), (logs) => demo({ out, err }, logs, { once: once || !isTerminal, look }));
    return held ? 0 : 1;
  },
  up: async () => {
    await withLogs(productLog(), (logs) => up({ out, err }, logs, calledAs(env)));
    return 0;
  },
  serve: async ({ only, config }) => {
    await withLogs(null, (logs) => serve(config ?? 'holdfast.yaml', only, logs, err));
    return 0;
  },
  connect: (config) => connect(config, calledAs(env)),
  sealedLog,
  evidence,
  attachments,
  checks: (config) => checks(config, calledAs(env)),
};

process.exitCode = await runProgram(process.argv.slice(2), dependencies);
