// Measures the figures the program holds itself to: `npm run -s bench`, or some of them by measure or metric, on one kind of database:
// `npm run -s bench -- start burst_ack --on server`. One JSON object a line on stdout, and nothing else there.
// Without --on, on the embedded database, and with TEST_DATABASE_URL also on that server.
import { parseArgs } from 'node:util';
import type { Figure } from './figure.ts';
import { measureAck } from './measures/ack.ts';
import { measureBurst } from './measures/burst.ts';
import { measureInstall } from './measures/install.ts';
import { measureMemory, measureOwnTime } from './measures/life.ts';
import { measureMail10k } from './measures/mail10k.ts';
import { measurePrompt } from './measures/prompt.ts';
import { measureRecall } from './measures/recall.ts';
import { measureStart } from './measures/start.ts';
import { type DatabaseKind, kinds as reachable } from './place.ts';

interface Measure {
  readonly name: string;
  /** How its metrics begin. */
  readonly metrics: readonly string[];
  /** `embedded` where the database does not matter. */
  readonly on: readonly DatabaseKind[];
  readonly run: (kind: DatabaseKind) => AsyncGenerator<Figure>;
}

const BOTH: readonly DatabaseKind[] = ['embedded', 'server'];
const MEASURES: readonly Measure[] = [
  { name: 'start', metrics: ['start_'], on: BOTH, run: measureStart },
  { name: 'prompt', metrics: ['prompt_'], on: ['embedded'], run: measurePrompt },
  { name: 'own', metrics: ['own_', 'cpu_'], on: BOTH, run: measureOwnTime },
  { name: 'rss', metrics: ['rss_'], on: BOTH, run: measureMemory },
  { name: 'recall', metrics: ['recall_'], on: BOTH, run: measureRecall },
  { name: 'burst', metrics: ['burst_'], on: BOTH, run: measureBurst },
  { name: 'ack', metrics: ['slack_ack_', 'discord_ack_'], on: BOTH, run: measureAck },
  { name: 'mail10k', metrics: ['mail10k_'], on: BOTH, run: measureMail10k },
  { name: 'install', metrics: ['install_'], on: ['embedded'], run: measureInstall },
];

const { values, positionals: wanted } = parseArgs({ options: { on: { type: 'string' } }, allowPositionals: true });
const kinds = (values.on === undefined ? reachable : BOTH).filter((kind) => (values.on ?? kind) === kind);
const unknown = wanted.filter((word) => !MEASURES.some((measure) => asksFor(word, measure)));
if (unknown.length > 0 || kinds.length === 0) {
  const names = MEASURES.map(({ name }) => name).join(', ');
  process.stderr.write(`Name measures (${names}) or metrics (rss_rest_mb, burst_ack), and --on embedded or --on server.\n`);
  process.exit(2);
}

for (const measure of MEASURES) {
  const words = wanted.filter((word) => asksFor(word, measure));
  if (wanted.length > 0 && words.length === 0) continue;
  for (const kind of kinds.filter((each) => measure.on.includes(each))) {
    const startedAt = performance.now();
    for await (const line of measure.run(kind)) {
      const isWanted = words.length === 0 || words.some((word) => word === measure.name || line.metric.startsWith(word));
      if (isWanted) process.stdout.write(`${JSON.stringify(line)}\n`);
    }
    process.stderr.write(`${measure.name} on ${kind}: ${Math.round((performance.now() - startedAt) / 1000)} s\n`);
  }
}
// The static embedder and the fakes leave nothing open; a measure that does must not keep the bench from ending.
process.exit(0);

function asksFor(word: string, { name, metrics }: Measure): boolean {
  return word === name || metrics.some((begin) => word.startsWith(begin));
}
