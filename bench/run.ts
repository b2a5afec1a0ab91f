// Measures the figures the program holds itself to: `npm run -s bench`, or some of them: `npm run -s bench -- start memory`.
// One JSON object a line on stdout, and nothing else there. With TEST_DATABASE_URL also on that server.
import type { Figure } from './figure.ts';
import { measureBurst } from './measures/burst.ts';
import { measureInstall } from './measures/install.ts';
import { measureMemory, measureOwnTime } from './measures/life.ts';
import { measurePrompt } from './measures/prompt.ts';
import { measureRecall } from './measures/recall.ts';
import { measureStart } from './measures/start.ts';

const MEASURES = new Map<string, () => AsyncGenerator<Figure>>([
  ['start', measureStart],
  ['prompt', measurePrompt],
  ['own', measureOwnTime],
  ['rss', measureMemory],
  ['recall', measureRecall],
  ['burst', measureBurst],
  ['install', measureInstall],
]);

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !MEASURES.has(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no measure ${unknown.join(', ')}. There are: ${[...MEASURES.keys()].join(', ')}.\n`);
  process.exit(2);
}
for (const [name, measure] of MEASURES) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const startedAt = performance.now();
  for await (const line of measure()) process.stdout.write(`${JSON.stringify(line)}\n`);
  process.stderr.write(`${name}: ${Math.round((performance.now() - startedAt) / 1000)} s\n`);
}
// The static embedder and the fakes leave nothing open; a measure that does must not keep the bench from ending.
process.exit(0);
