// Proves that what comes by the clock comes: `npm run -s proof:time`, or shorter: `npm run -s proof:time -- --days 30 --reminders 500 --seed 7`.
// A year of six persons in six zones over both clock changes, with a brief and a review a day and 10,000 reminders, while the process is
// killed and the platform puts off, loses and swallows answers. The last line on stdout is one JSON object.
import { parseArgs } from 'node:util';
import { Temporal } from 'temporal-polyfill';
import { openPlace } from './open-place.ts';
import { makePlace } from './place.ts';
import { checkTime, sumOf } from './proofs/time/check.ts';
import { simulate } from './proofs/time/simulate.ts';

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '365' },
    reminders: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
});
const [days, reminders, seed] = [Number(values.days), Number(values.reminders), Number(values.seed)];
const tell = (line: string) => void process.stderr.write(`${line}\n`);
if (![days, reminders, seed].every(Number.isInteger) || days < 1) {
  tell('Give whole numbers: --days 365 --reminders 10000 --seed 7.');
  process.exit(2);
}
const CONTROL_DAYS = 3;
const CONTROL_REMINDERS = 60;

async function prove(how: { readonly days: number; readonly reminders: number; readonly twice: boolean }) {
  const place = await makePlace('embedded');
  const database = await openPlace(place);
  try {
    // Both clock changes lie in it.
    return await simulate({ ...how, db: database.db, from: Temporal.PlainDate.from('2026-03-01'), seed, tell });
  } finally {
    await database.close();
    await place.remove();
  }
}

const control = await prove({ days: CONTROL_DAYS, reminders: CONTROL_REMINDERS, twice: true });
const caught = checkTime(control.lived, control.arrivals).doubled;
tell(`control, every message under two keys: ${caught} came twice`);
const { lived, arrivals, faults, kills, moments } = await prove({ days, reminders, twice: false });
const broken = checkTime(lived, arrivals);
const violations = sumOf(broken);
const holds = violations === 0 && caught > 0;
const counts = { seed, days, zones: lived.length, reminders, messages: arrivals.length, moments, kills, ...faults, ...broken };
process.stdout.write(`${JSON.stringify({ proof: 'time', runs: 1, violations, control: caught, holds, ...counts })}\n`);
process.exit(holds ? 0 : 1);
