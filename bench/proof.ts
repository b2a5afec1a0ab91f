// Proves the delivery rule on the real program: `npm run -s proof -- --seed 7 --runs 5 --on server`.
// The last line on stdout is one JSON object: the proof, its runs, violations, what the control arm found, and whether it holds.
import { parseArgs } from 'node:util';
import { violations } from './proofs/check-kill.ts';
import { hearTwice, surviveKills } from './proofs/kill.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    runs: { type: 'string', default: '3' },
    on: { type: 'string', default: 'embedded' },
  },
});
const [seed, runs] = [Number(values.seed), Number(values.runs)];
if (!Number.isInteger(seed) || !Number.isInteger(runs) || runs < 1 || !(values.on === 'embedded' || values.on === 'server')) {
  process.stderr.write('Give whole numbers: --seed 7 --runs 5, and --on embedded or --on server.\n');
  process.exit(2);
}
const kind = values.on;

process.stdout.write(`seed ${seed}, ${runs} runs on the ${kind} database\n`);
const total = { lost: 0, doubleActions: 0, doubleReplies: 0, disorder: 0, markedRepeats: 0 };
for (let run = 0; run < runs; run += 1) {
  const broken = await surviveKills(kind, seed + run);
  process.stdout.write(`run ${run + 1}, seed ${seed + run}: ${JSON.stringify(broken)}\n`);
  total.lost += broken.lost;
  total.doubleActions += broken.doubleActions;
  total.doubleReplies += broken.doubleReplies;
  total.disorder += broken.disorder;
  total.markedRepeats += broken.markedRepeats;
}
const control = await hearTwice(kind, 6);
process.stdout.write(`control, every message under two keys: ${JSON.stringify(control)}\n`);
const caught = control.doubleActions + control.doubleReplies;
const broken = violations(total);
const holds = broken === 0 && control.doubleActions > 0 && control.doubleReplies > 0;
process.stdout.write(
  `${JSON.stringify({ proof: 'kill', runs, violations: broken, control: caught, holds, seed, on: kind, ...total })}\n`,
);
process.exit(holds ? 0 : 1);
