// Nothing that was forgotten comes back, and nothing beside it is lost: `npm run -s proof:forget [-- --runs 10000 --seed 1]`.
// The last line is one JSON object. With TEST_DATABASE_URL on that server.
import { parseArgs } from 'node:util';
import { openPlace } from './open-place.ts';
import { makePlace, serverUrl } from './place.ts';
import { proveForget } from './proofs/forget/prove.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } } });
const place = await makePlace(serverUrl === undefined ? 'embedded' : 'server');
const { db, close } = await openPlace(place);
try {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const proof = await proveForget({ db, home: place.home, say }, { runs: Number(values.runs), seed: Number(values.seed) });
  process.stdout.write(`${JSON.stringify(proof)}\n`);
  process.exitCode = proof.holds ? 0 : 1;
} finally {
  await close();
  await place.remove();
}
process.exit();
