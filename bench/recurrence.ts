// Expands each rule of a file of vectors as the calendar does: `npm run -s bench:recurrence -- FILE`. One JSON line a vector.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { instancesOf, recurrenceVectors } from './recurrence-vectors.ts';

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write(
    'Name the file of vectors: npm run -s bench:recurrence -- ../shared/data/calendar/recurrence-vectors.json\n',
  );
  process.exit(1);
}

const tally = { vectors: 0, ok: 0, agreed: 0, agreedOk: 0 };
for (const vector of recurrenceVectors.parse(JSON.parse(readFileSync(file, 'utf8'))).vectors) {
  const instances = tryInstances(vector);
  const ok = isDeepStrictEqual(instances, vector.instances);
  tally.vectors += 1;
  tally.ok += ok ? 1 : 0;
  tally.agreed += vector.agreed ? 1 : 0;
  tally.agreedOk += vector.agreed && ok ? 1 : 0;
  process.stdout.write(`${JSON.stringify({ rrule: vector.rrule, instances, ok })}\n`);
}
process.stderr.write(
  `${tally.agreedOk} of ${tally.agreed} agreed vectors, ${tally.ok} of all ${tally.vectors} are expanded as expected.\n`,
);

function tryInstances(vector: Parameters<typeof instancesOf>[0]): string[] {
  try {
    return instancesOf(vector);
  } catch {
    return [];
  }
}
