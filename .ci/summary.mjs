// Adds up vitest's JSON reports and the failed steps of a CI run: `summary.mjs <reports folder> <checkout>`.
// Its last line is `N passed, N failed`; exit code 1 when anything failed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , folder = '', checkout = ''] = process.argv;
const stepsFile = join(folder, 'failed-steps');
const steps = existsSync(stepsFile) ? readFileSync(stepsFile, 'utf8').trim().split('\n') : [];
const reports = readdirSync(folder).filter((name) => name.endsWith('.json'));
const dataIsHere = existsSync(join(checkout, '..', 'shared', 'data'));
const found = { passed: 0, failed: [], skippedData: [], skipped: 0 };

for (const name of reports) {
  for (const file of JSON.parse(readFileSync(join(folder, name), 'utf8')).testResults) count(name.replace('.json', ''), file);
}

const lines = [
  ...found.failed.map((title) => `FAILED  ${title}`),
  ...found.skippedData.map((title) => `SKIPPED ${title}: it needs ../shared/data, which is here`),
  ...steps.map((step) => `STEP    ${step}: failed`),
];
// A step that failed without a failing test (the linter, an install, a crash) is a failure of its own.
const failedTests = found.failed.length + found.skippedData.length;
const failed = failedTests === 0 ? steps.length : failedTests;
process.stdout.write(`\n${lines.map((line) => `${line}\n`).join('')}`);
process.stdout.write(`${reports.length} vitest runs, ${found.skipped} tests skipped\n${found.passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;

function count(run, { name: path, status, assertionResults }) {
  const file = path.replace(/^.*\/(?=test\/)/, '');
  if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) {
    found.failed.push(`${run}: ${file} (the file itself)`);
  }
  for (const { status: outcome, fullName } of assertionResults) {
    const title = `${run}: ${file} > ${fullName}`;
    if (outcome === 'passed') found.passed += 1;
    else if (outcome === 'failed') found.failed.push(title);
    else if (dataIsHere && readsSharedData(file)) found.skippedData.push(title);
    else found.skipped += 1;
  }
}

function readsSharedData(file) {
  const source = join(checkout, file);
  return existsSync(source) && readFileSync(source, 'utf8').includes('shared-data.ts');
}
