// Imports go one way: domain <- contracts <- {workflows, activities, targets, gateway, cli} <- workers.
// test/house/imports.test.ts plants a violation of every rule and sees it caught.
const packages = (...names) => `node_modules/(${names.join('|')})(/|$)`;
const builtIns = { dependencyTypesNot: ['core'] };
const notTypes = { dependencyTypesNot: ['type-only'] };

/** @param {string} name @param {string} comment @param {object} from @param {object} to */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const layers = [
  forbid('domain-imports-nothing', 'nouns and pure rules, known to everyone', { path: '^domain/' }, { pathNot: '^domain/' }),
  forbid(
    'contracts-know-the-domain-only',
    'what crosses a process boundary',
    { path: '^contracts/' },
    { pathNot: ['^(contracts|domain)/', packages('zod', 'yaml', 'sshpk', '@types/sshpk', '@temporalio/[^/]+')], ...builtIns },
  ),
  forbid(
    'workflows-stay-in-the-sandbox',
    'a workflow is replayed: no IO, no packages but the SDK',
    { path: '^workflows/' },
    { pathNot: ['^(workflows|domain|contracts|activities)/', packages('@temporalio/workflow', '@temporalio/common')] },
  ),
  forbid(
    'workflows-take-activities-as-types',
    'activities run in the worker, never in the sandbox',
    { path: '^workflows/' },
    { path: '^activities/', ...notTypes },
  ),
  forbid(
    'activities-are-thin',
    'rules are in domain, IO is behind the ports of targets/targets.ts',
    { path: '^activities/' },
    { pathNot: ['^(activities|domain|contracts)/', '^targets/targets\\.ts$', packages('@temporalio/activity', '@temporalio/common')] },
  ),
  forbid(
    'targets-know-contracts-only',
    'an adapter knows its system, not who uses it',
    { path: '^targets/' },
    { path: '^(workflows|activities|gateway|cli|console|bench|scripts)/' },
  ),
  forbid(
    'targets-never-import-each-other',
    'one adapter can be taken out without touching another; store/ is no adapter, but where several keep their things',
    { path: '^targets/([^/]+)/' },
    { path: '^targets/[^/]+/', pathNot: '^targets/($1|store)/' },
  ),
  forbid(
    'ports-know-no-adapter',
    'what lies at the top of targets/ is shared by all adapters; workers/ chooses among them',
    { path: '^targets/[^/]+$' },
    { path: '^targets/[^/]+/' },
  ),
];

const edges = ['gateway', 'cli', 'console'].map((edge) =>
  forbid(
    `${edge}-talks-through-contracts`,
    'a client like any other: it reaches workflows by name and targets not at all',
    { path: `^${edge}/` },
    { path: '^(gateway|cli|console|activities|targets/[^/]+|bench|scripts)/', pathNot: `^${edge}/` },
  ),
);

const outside = [
  forbid(
    'workflows-are-started-by-name',
    'only their types are imported',
    { path: '^(gateway|cli|console)/' },
    { path: '^workflows/', ...notTypes },
  ),
  forbid('nothing-imports-workers', 'it puts everything together', { pathNot: '^(workers|test|bench)/' }, { path: '^workers/' }),
  forbid(
    'nothing-imports-staging',
    'it is a platform of its own, spawned as a process',
    { pathNot: '^(staging|test|bench)/' },
    { path: '^staging/' },
  ),
  forbid('nothing-imports-test', 'tests are not shipped', { pathNot: '^(test|bench)/' }, { path: '^(test|bench)/' }),
  forbid(
    'staging-knows-contracts-only',
    'a platform that shared our code would agree with our mistakes',
    { path: '^staging/' },
    { path: '^(workflows|activities|targets|gateway|cli|console|scripts)/' },
  ),
];

const runbooks = [
  forbid(
    'runbooks-never-import-each-other',
    'what three share becomes a function in workflows/steps/',
    { path: '^workflows/[^/]+$', pathNot: '^workflows/index\\.ts$' },
    { path: '^workflows/[^/]+$' },
  ),
  forbid(
    'runbook-parts-are-its-own',
    'a folder called like a runbook belongs to that runbook',
    { path: '^workflows/([^/]+?)(\\.ts$|/)' },
    { path: '^workflows/(?!incident/|steps/)[^/]+/', pathNot: '^workflows/$1/' },
  ),
  forbid(
    'steps-know-no-runbook',
    'shared steps belong to no runbook; the parts of one may refer to it',
    { path: '^workflows/([^/]+)/' },
    { path: '^workflows/[^/]+$', pathNot: '^workflows/$1\\.ts$' },
  ),
];

const cycles = [forbid('no-cycles', 'at run time', {}, { circular: true, viaOnly: notTypes })];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...layers, ...edges, ...outside, ...runbooks, ...cycles],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|\\.holdfast)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: require('node:path').join(__dirname, 'tsconfig.json') },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
