// Proves that Ann's day goes the same way whatever happens to the program: `npm run -s proof:day`, or a part: `-- --platform slack --seed 7 --kills 5`.
// It is lived once in peace, and on each platform with kills at transactions that the seed fixes: every message is the same to the letter on all of
// them, and as bench/proofs/day/golden.txt has its headlines (`--write` writes these anew). The last line on stdout is one JSON object.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PLATFORM_NAMES, platformsNamed } from '../test/platforms/platform.ts';
import { makePlace } from './place.ts';
import { differences, headlines, transcript } from './proofs/day/diary.ts';
import { type DayOptions, GOLDEN, liveDay } from './proofs/day/live-day.ts';

const { values } = parseArgs({
  options: {
    platform: { type: 'string', default: 'all' },
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '3' },
    write: { type: 'boolean', default: false },
  },
});
const [seed, kills] = [Number(values.seed), Number(values.kills)];
const platforms = platformsNamed(values.platform);
const tell = (line: string) => void process.stderr.write(`${line}\n`);
if (platforms.length === 0 || !Number.isInteger(seed) || !Number.isInteger(kills) || kills < 0) {
  tell(`Give --platform ${PLATFORM_NAMES.join(', ')} or all, and whole numbers: --seed 7 --kills 3.`);
  process.exit(2);
}

async function live(what: string, options: Omit<DayOptions, 'place'>) {
  const place = await makePlace('embedded');
  try {
    const lived = await liveDay({ ...options, place });
    const day = [transcript(lived.entries), ...lived.outside].join('\n');
    tell(`${options.platform}, ${what}: ${lived.entries.length} messages, ${lived.deaths} kills`);
    return { ...lived, day };
  } finally {
    await place.remove();
  }
}

const [first] = platforms;
const peace = await live('in peace', { platform: first ?? 'telegram', seed, kills: 0 });
if (values.write) writeFileSync(GOLDEN, headlines(peace));
const isGolden = headlines(peace) === readFileSync(GOLDEN, 'utf8');
if (!isGolden) tell(`The headlines are not those of ${GOLDEN}:\n${headlines(peace)}`);

let [violations, deaths, runs] = [isGolden ? 0 : 1, 0, 1];
for (const platform of platforms) {
  const killed = await live('killed', { platform, seed, kills });
  const found = differences(peace.day, killed.day);
  for (const line of found) tell(line);
  violations += found.length;
  deaths += killed.deaths;
  runs += 1;
}
const control = differences(
  peace.day,
  (await live('control, all said twice', { platform: first ?? 'telegram', seed, kills: 0, twice: true })).day,
);
const holds = violations === 0 && control.length > 0 && deaths >= kills * platforms.length;
const counts = { seed, platforms: platforms.length, messages: peace.entries.length, kills: deaths };
process.stdout.write(`${JSON.stringify({ proof: 'day', runs, violations, control: control.length, holds, ...counts })}\n`);
process.exit(holds ? 0 : 1);
