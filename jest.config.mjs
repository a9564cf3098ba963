// Packages that exist as ES modules only; jest runs CommonJS, so they are compiled like our own files.
const esmOnly = ['commander', 'cookie', '@seriousme/openapi-schema-validator'];

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // `npm run test:full` runs these too; they take many minutes.
  testPathIgnorePatterns: ['/node_modules/', ...(process.env['HOLDFAST_FULL_TESTS'] ? [] : ['<rootDir>/test/e2e/full/'])],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'cjs', 'json', 'node'],
  transform: {
    '\\.m?[jt]s$': [
      '@swc/jest',
      {
        jsc: { target: 'es2024', parser: { syntax: 'typescript' }, transform: { verbatimModuleSyntax: true } },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  globalSetup: '<rootDir>/test/support/bundle.ts',
  testTimeout: 60_000,
  maxWorkers: 2,
  reporters: ['default', '<rootDir>/test/support/closing-line.ts'],
};
