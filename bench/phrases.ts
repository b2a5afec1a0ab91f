// Reads time phrases and compares with Microsoft's Recognizers-Text: `npm run -s bench:phrases -- FILE` with the file's cases.
// A JSON line a case, and at the end one line with what was right by type.
import { readFileSync } from 'node:fs';
import { measurePhrases, readCases } from './measures/phrases.ts';

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('Give a file of cases: npm run -s bench:phrases -- english-datetime.json\n');
  process.exit(2);
}
const { lines, summary } = measurePhrases(readCases(JSON.parse(readFileSync(file, 'utf8'))));
for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
process.stdout.write(`${JSON.stringify(summary)}\n`);
