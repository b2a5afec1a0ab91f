// Proves the delivery rule on the built program: `npm run -s proof:kill`, or a part: `-- --platform slack --label reply-sent --seed 7`.
// It is killed before and after each step of a message's and an action's way, or with the label `moments` again and again at moments that
// the seed fixes. With `--accounts` the person has mail and a calendar on real servers (Dovecot, Radicale), with `--google` at Google, on an emulator. With `--links` they come and go: they are connected, of two events that
// overlap one is moved, and they are disconnected. With `--signal SIGTERM` it is told to end there, and nothing may be said twice at all. On stdout stands one JSON object for each platform; what goes on meanwhile is told on stderr.
import { parseArgs } from 'node:util';
import { hasOwnServers, INSTALL_OWN_SERVERS } from '../test/fixtures/own-servers.ts';
import { PLATFORM_NAMES, platformsNamed } from '../test/platforms/platform.ts';
import { PLAIN, pointsOf, WITH_ACCOUNTS, WITH_GOOGLE, WITH_GOOGLE_LINKS, WITH_LINKS } from './proofs/kill/arms.ts';
import { labelOf } from './proofs/kill/points.ts';
import { proveKill } from './proofs/kill/prove.ts';
import { SIGNALS } from './proofs/kill/stage.ts';

const { values } = parseArgs({
  options: {
    platform: { type: 'string', default: 'telegram' },
    on: { type: 'string', default: 'embedded' },
    seed: { type: 'string', default: '1' },
    label: { type: 'string' },
    signal: { type: 'string', default: 'SIGKILL' },
    accounts: { type: 'boolean', default: false },
    google: { type: 'boolean', default: false },
    links: { type: 'boolean', default: false },
  },
});
const { on, label } = values;
const arm = armOf(values);
const seed = Number(values.seed);
const tell = (line: string) => void process.stderr.write(`${line}\n`);
const signal = SIGNALS.find((one) => one === values.signal);
const points = (signal === undefined ? [] : pointsOf(signal, arm)).filter((point) =>
  label === undefined ? point !== 'moments' : labelOf(point) === label,
);
const platforms = platformsNamed(values.platform);
if (
  signal === undefined ||
  platforms.length === 0 ||
  points.length === 0 ||
  !Number.isInteger(seed) ||
  !(on === 'embedded' || on === 'server')
) {
  const labels = [...new Set(pointsOf('SIGKILL', arm).map(labelOf))].join(', ');
  tell(
    `Give --platform ${PLATFORM_NAMES.join(', ')} or all, --on embedded or server, --seed with a whole number, --signal ${SIGNALS.join(' or ')}, and --label with one of ${labels}.`,
  );
  process.exit(2);
}

if (arm.accounts === 'servers' && !hasOwnServers) {
  tell(INSTALL_OWN_SERVERS);
  process.exit(2);
}

let holds = true;
for (const platform of platforms) {
  const proof = await proveKill({ arm, platform, on, seed, signal, points }, tell);
  process.stdout.write(`${JSON.stringify(proof)}\n`);
  holds &&= proof.holds;
}
process.exit(holds ? 0 : 1);

function armOf({ accounts, google, links }: typeof values) {
  if (links) return google ? WITH_GOOGLE_LINKS : WITH_LINKS;
  return google ? WITH_GOOGLE : accounts ? WITH_ACCOUNTS : PLAIN;
}
