import { writeFileSync } from 'node:fs';

/** The part of jest's results that is read here. */
interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly { readonly testResults: readonly { readonly status: string; readonly fullName: string }[] }[];
}

/**
 * Prints, after jest's own report, every test that did not run, by name, and the closing line `N passed, N failed[, N skipped]`.
 * A file that could not run at all counts as a failure, and so does a run without a single test. Under `npm test` the numbers go to
 * the file that HOLDFAST_TEST_TOTALS names instead, to be added to the other checks'.
 */
export default class ClosingLine {
  onRunComplete(_: unknown, results: Results): void {
    const skipped = results.testResults.flatMap(({ testResults }) =>
      testResults.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ fullName }) => fullName),
    );
    if (skipped.length > 0) process.stderr.write(`\nSKIPPED, ${skipped.length} tests did not run:\n  ${skipped.join('\n  ')}\n`);
    const passed = results.numPassedTests;
    const broken = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const failed = passed + broken === 0 ? 1 : broken;
    const totals = process.env['HOLDFAST_TEST_TOTALS'];
    if (totals) writeFileSync(totals, JSON.stringify({ passed, failed, skipped: skipped.length }));
    else process.once('exit', () => process.stdout.write(closingLine(passed, failed, skipped.length))); // after jest's own summary
  }
}

function closingLine(passed: number, failed: number, skipped: number): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
}
