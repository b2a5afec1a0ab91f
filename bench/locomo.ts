// How much of the evidence the product's own recall finds: `npm run -s bench:locomo -- FILE [--k 20] [--without near,date] [--ablation]`.
// One JSON object a line for every question, then a summary. FILE is LoCoMo's, or LOCOMO_FILE, or `own` for the
// conversations that recall was set on; `--ablation` prints one summary for each
// signal switched off instead. With TEST_DATABASE_URL on that server.
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createStaticEmbedder } from '../adapters/models/static-embedder.ts';
import { createStaticLikeness } from '../adapters/models/static-likeness.ts';
import { systemClock } from '../src/ground/clock.ts';
import { WEIGHTS } from '../src/memory/rank.ts';
import { createRecall } from '../src/memory/recall.ts';
import { openPlace, quietLog } from './open-place.ts';
import { makePlace, serverUrl } from './place.ts';
import { ask } from './talks/ask.ts';
import { parseLocomo } from './talks/locomo.ts';
import { ownTalks } from './talks/own.ts';
import { type Rememberer, rememberTalk } from './talks/remember-talk.ts';
import { score } from './talks/score.ts';
import type { Talk } from './talks/talk.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    k: { type: 'string', default: '20' },
    without: { type: 'string', default: '' },
    ablation: { type: 'boolean', default: false },
    sparing: { type: 'boolean', default: false },
    set: { type: 'string', default: '' },
  },
});
const file = positionals[0] ?? process.env.LOCOMO_FILE;
const k = Number(values.k);
const signals = Object.keys(WEIGHTS);
const off = values.without.split(',').filter(Boolean);
if (file === undefined || !Number.isInteger(k) || k < 1 || off.some((name) => !signals.includes(name))) {
  process.stderr.write(`Give a file, --k 20, and --without of ${signals.join(',')}.\n`);
  process.exit(2);
}

const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`);
const talks: readonly Talk[] = file === 'own' ? [await ownTalks()] : parseLocomo(await readFile(file, 'utf8'));
const embedder = createStaticEmbedder();
const place = await makePlace(serverUrl === undefined ? 'embedded' : 'server');
const { db, close } = await openPlace(place);
try {
  const people: { readonly talk: Talk; readonly person: Rememberer }[] = [];
  for (const talk of talks) people.push({ talk, person: await rememberTalk(db, embedder, talk) });
  const measure = async (without: readonly string[], each: (line: object) => void) => {
    const change = Object.fromEntries(
      values.set
        .split(',')
        .filter(Boolean)
        .map((pair) => [pair.split('=')[0], Number(pair.split('=')[1])]),
    );
    const weights = { ...WEIGHTS, ...change, ...Object.fromEntries(without.map((name) => [name, 0])) };
    const recall = createRecall({ embedder, likeness: createStaticLikeness(), clock: systemClock, log: quietLog, weights });
    const asked = [];
    for (const { talk, person } of people) {
      for (const question of talk.questions) {
        const answer = await ask(db, recall, talk, person, question, { k, sparing: values.sparing });
        each(answer);
        asked.push({ question, answer });
      }
    }
    return { summary: true, without, k, ...score(asked) };
  };
  if (values.ablation) for (const without of [[], ...signals.map((name) => [name])]) say(await measure(without, () => undefined));
  else say(await measure(off, say));
} finally {
  await close();
  await place.remove();
}
process.exit(0);
