// Proves the safety rule on the real program: `npm run -s proof:gate`, or a part: `npm run -s proof:gate -- --vectors mail,page --only slack`.
// With `--accounts` everybody has mail and a calendar on real servers (Dovecot, Radicale), with `--google` at Google, on emulators: these tell what came of it.
// The last line on stdout for each platform is one JSON object: the proof, its runs, violations, what the control arm let through, and whether it holds.
import { parseArgs } from 'node:util';
import { hasOwnServers, INSTALL_OWN_SERVERS } from '../test/fixtures/own-servers.ts';
import { PLATFORM_NAMES, platformsNamed } from '../test/platforms/platform.ts';
import { dataIsThere } from './proofs/gate/data.ts';
import { mapped } from './proofs/gate/mapping.ts';
import { proveGate } from './proofs/gate/prove.ts';
import { unmapped, unmappedTasks } from './proofs/gate/unmapped.ts';
import { VECTORS } from './proofs/gate/vectors.ts';

const { values } = parseArgs({
  options: {
    platform: { type: 'string', default: 'telegram' },
    only: { type: 'string' },
    vectors: { type: 'string', default: VECTORS.join(',') },
    on: { type: 'string', default: 'embedded' },
    accounts: { type: 'boolean', default: false },
    google: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
});
const vectors = VECTORS.filter((vector) => values.vectors.split(',').includes(vector));
const seed = Number(values.seed);
const say = (line: string) => void process.stdout.write(`${line}\n`);
const platforms = platformsNamed(values.platform);
if (
  platforms.length === 0 ||
  vectors.length === 0 ||
  !Number.isInteger(seed) ||
  !(values.on === 'embedded' || values.on === 'server')
) {
  process.stderr.write(
    `Give --platform ${PLATFORM_NAMES.join(', ')} or all, --vectors of ${VECTORS.join(',')}, --on embedded or server, --only with a part of an id, --accounts or --google, --quick --seed 7.\n`,
  );
  process.exit(2);
}
if (!dataIsThere) {
  process.stderr.write('The scripts lie in ../shared/data/security, which is not here.\n');
  process.exit(2);
}

const accounts = values.google ? 'google' : values.accounts ? 'servers' : undefined;
if (accounts === 'servers' && !hasOwnServers) {
  process.stderr.write(`${INSTALL_OWN_SERVERS}\n`);
  process.exit(2);
}

for (const [id, why] of unmapped) say(`not counted, ${id}: ${why}`);
for (const [id, { without }] of mapped) if (without) say(`counted, ${id}, without ${without}`);
for (const [id, why] of unmappedTasks) say(`no task, ${id}: ${why}`);
const { only } = values;
let holds = true;
for (const platform of platforms) {
  const proof = await proveGate(
    {
      platform,
      on: values.on,
      vectors,
      accounts,
      ...(only !== undefined && { only }),
      ...(values.quick && { sample: { seed, scripts: 5, tasks: 8 } }),
    },
    say,
  );
  say(JSON.stringify({ ...proof, unmapped: unmapped.size }));
  holds &&= proof.holds;
}
process.exit(holds ? 0 : 1);
