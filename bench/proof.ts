// Runs every proof, on the embedded database and on the server of TEST_DATABASE_URL when one is set: `npm run -s proof -- --seed 7 --seeds 3`.
// `--on server` (or embedded) leaves the other out.
// On stdout stands one JSON object for each proof, and last one for all of them; what goes on meanwhile is told on stderr.
import { parseArgs } from 'node:util';
import { hasOwnServers } from '../test/fixtures/own-servers.ts';
import { PLATFORM_NAMES } from '../test/platforms/platform.ts';
import { type DatabaseKind, kinds as reachable } from './place.ts';
import { dataIsThere } from './proofs/gate/data.ts';
import { proveGate } from './proofs/gate/prove.ts';
import { VECTORS } from './proofs/gate/vectors.ts';
import { type Arm, PLAIN, pointsOf, WITH_ACCOUNTS, WITH_GOOGLE, WITH_GOOGLE_LINKS, WITH_LINKS } from './proofs/kill/arms.ts';
import { proveKill } from './proofs/kill/prove.ts';
import { SIGNALS } from './proofs/kill/stage.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, seeds: { type: 'string', default: '3' }, on: { type: 'string' } },
});
const [seed, seeds] = [Number(values.seed), Number(values.seeds)];
const tell = (line: string) => void process.stderr.write(`${line}\n`);
if (!Number.isInteger(seed) || !Number.isInteger(seeds) || seeds < 1) {
  tell('Give whole numbers: --seed 7 --seeds 3.');
  process.exit(2);
}
const kinds = reachable.filter((kind) => (values.on ?? kind) === kind);
if (kinds.length === 0) {
  tell('Give --on embedded, or --on server and the server in TEST_DATABASE_URL.');
  process.exit(2);
}

const signal = 'SIGKILL';
const onTelegram = (arm: Arm) => ({ arm, platform: 'telegram', signal, points: pointsOf(signal, arm) }) as const;

interface Proved {
  readonly runs: number;
  readonly violations: number;
  readonly control: number;
  readonly holds: boolean;
}

async function* proofs(): AsyncGenerator<Proved> {
  for (const on of kinds) {
    for (const platform of PLATFORM_NAMES) {
      for (let one = seed; one < seed + seeds; one += 1) {
        tell(`kill, ${platform}, seed ${one}, on the ${on} database`);
        for (const signal of SIGNALS)
          yield proveKill({ arm: PLAIN, platform, on, seed: one, signal, points: pointsOf(signal, PLAIN) }, tell);
      }
    }
    const onServers = hasOwnServers ? [WITH_ACCOUNTS, WITH_LINKS] : [];
    if (!hasOwnServers) tell('Of IMAP, SMTP and CalDAV nothing is proved: Dovecot or Radicale is not installed.');
    for (const arm of [...onServers, WITH_GOOGLE, WITH_GOOGLE_LINKS]) yield proveKill({ ...onTelegram(arm), on, seed }, tell);
    if (dataIsThere) yield* gateProofs(on);
    else tell('The gate is not proved: its scripts lie in ../shared/data/security, which is not here.');
  }
}

async function* gateProofs(on: DatabaseKind): AsyncGenerator<Proved> {
  const whole = { on, vectors: VECTORS } as const;
  for (const platform of PLATFORM_NAMES) yield proveGate({ ...whole, platform }, tell);
  if (hasOwnServers) yield proveGate({ ...whole, platform: 'telegram', accounts: 'servers' }, tell);
  yield proveGate({ ...whole, platform: 'telegram', accounts: 'google' }, tell);
}

const proved: Proved[] = [];
for await (const proof of proofs()) {
  process.stdout.write(`${JSON.stringify(proof)}\n`);
  proved.push(proof);
}
const sum = (count: (one: Proved) => number) => proved.reduce((total, one) => total + count(one), 0);
const all = {
  proof: 'all',
  proofs: proved.length,
  runs: sum(({ runs }) => runs),
  violations: sum(({ violations }) => violations),
  control: sum(({ control }) => control),
  holds: proved.every(({ holds }) => holds),
};
process.stdout.write(`${JSON.stringify(all)}\n`);
process.exit(all.holds ? 0 : 1);
