// What runs inside Temporal's sandbox, by what is really loaded: imports of types are gone before this looks. Every execution
// evaluates the bundle again; zod alone halves the rate, and a Node built-in does not load there at all.
const { builtinModules } = require('node:module');
const { options } = require('./.dependency-cruiser.cjs');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'sandbox-stays-light',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: ['node_modules/(zod|pino|yaml|sshpk)(/|$)', `^(${builtinModules.join('|')})$`], reachable: true },
    },
  ],
  options: { ...options, tsPreCompilationDeps: false },
};
