// Adds up vitest's JSON reports and the failed steps of a CI run: `summary.mjs <reports folder> <checkout>`.
// Its last line is `N passed, N failed`; exit code 1 when anything failed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , folder = '', checkout = ''] = process.argv;
const stepsFile = join(folder, 'failed-steps');
const steps = existsSync(stepsFile) ? readFileSync(stepsFile, 'utf8').trim().split('\n') : [];
const reports = readdirSync(folder).filter((name) => name.endsWith('.json'));
const dataIsHere = existsSync(join(checkout, '..', 'shared', 'data'));
const found = { passed: 0, failed: [], skippedNeeds: [], skipped: 0 };
// What a CI run brings along: a test that leans on it was to run.
const NEEDS = [
  ...(dataIsHere ? [['shared-data.ts', '../shared/data, which is here']] : []),
  ['fixtures/dovecot.ts', 'Dovecot, which is installed first'],
  ['fixtures/radicale.ts', 'Radicale, which is installed first'],
  ['fixtures/own-servers.ts', 'Dovecot and Radicale, which are installed first'],
];

for (const name of reports) {
  for (const file of JSON.parse(readFileSync(join(folder, name), 'utf8')).testResults) count(name.replace('.json', ''), file);
}

const lines = [
  ...found.failed.map((title) => `FAILED  ${title}`),
  ...found.skippedNeeds.map((title) => `SKIPPED ${title}`),
  ...steps.map((step) => `STEP    ${step}: failed`),
];
// A step that failed without a failing test (the linter, an install, a crash) is a failure of its own.
const failedTests = found.failed.length + found.skippedNeeds.length;
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
    else if (needOf(file)) found.skippedNeeds.push(`${title}: it needs ${needOf(file)}`);
    else found.skipped += 1;
  }
}

function needOf(file) {
  const path = join(checkout, file);
  const source = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return NEEDS.find(([fixture]) => source.includes(fixture))?.[1];
}
