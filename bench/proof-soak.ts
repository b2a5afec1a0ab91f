// Proves that a day of use leaves nothing behind: `npm run -s proof:soak`, or shorter: `npm run -s proof:soak -- --hours 6 --seed 7`.
// The last line on stdout is one JSON object: the proof, its runs, violations, what the control arm found, and whether it holds.
import { parseArgs } from 'node:util';
import { checkDay, growthMb, violations } from './proofs/soak/check.ts';
import { soak } from './proofs/soak/soak.ts';

const { values } = parseArgs({
  options: { hours: { type: 'string', default: '24' }, seed: { type: 'string', default: '1' } },
});
const [hours, seed] = [Number(values.hours), Number(values.seed)];
if (!Number.isInteger(hours) || hours < 5 || !Number.isInteger(seed)) {
  process.stderr.write('Give whole numbers, at least five hours: --hours 24 --seed 7.\n');
  process.exit(2);
}
/** What the last lives may hold more than the first ones, after as many messages. */
const FLAT_MB = 32;
const CONTROL_MINUTES = 30;

const say = (line: string) => void process.stderr.write(`${line}\n`);
const { day, kills, rssMb } = await soak({ minutes: hours * 60, seed, say });
const broken = checkDay(day);
say(`a day: ${JSON.stringify(broken)}, resident memory after 40 messages of each life: ${rssMb.map(Math.round).join(' ')} MB`);
const control = checkDay((await soak({ minutes: CONTROL_MINUTES, seed, twice: true, say })).day);
say(`control, every message twice under two keys: ${JSON.stringify(control)}`);

const growth = Math.round(growthMb(rssMb) * 10) / 10;
const caught = control.doubleActions + control.doubleReplies;
const holds = violations(broken) === 0 && growth <= FLAT_MB && control.doubleActions > 0 && control.doubleReplies > 0;
const counts = { seed, messages: day.minutes, kills, ...broken, rssGrowthMb: growth, rssGrowthGoalMb: FLAT_MB };
process.stdout.write(
  `${JSON.stringify({ proof: 'soak', runs: 1, violations: violations(broken), control: caught, holds, ...counts })}\n`,
);
process.exit(holds ? 0 : 1);
