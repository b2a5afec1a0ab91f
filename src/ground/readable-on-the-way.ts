import { BlockList, isIP } from 'node:net';

/** Loopback, private and link-local networks (RFC 1122, 1918, 3927, 4193, 4291) and the shared range that private meshes use (RFC 6598). */
const NEAR = new BlockList();
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  NEAR.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  NEAR.addSubnet(network, bits, 'ipv6');

/** Names that no public server has: RFC 6761 and 6762, `.home.arpa` (RFC 8375), `.internal` (reserved by ICANN), and what routers make up. */
const NEAR_NAME = /(^|\.)(localhost|local|internal|lan|home|home\.arpa)$/;
const ENCRYPTING = new Set(['prefer', 'require', 'verify-ca', 'verify-full', 'no-verify']);

/**
 * True for a server on the internet that would be spoken to without encryption: `http://` to a public host, or `postgres://` to one without
 * an `sslmode`. On this machine and in its own network (by address, `.local` and the like, or a name without a dot) it is the operator's choice.
 */
export function isReadableOnTheWay(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol === 'http:') return !isNear(url.hostname);
  if (!url.protocol.startsWith('postgres')) return false;
  const { searchParams } = url;
  const host = searchParams.get('host') ?? decodeURIComponent(url.hostname);
  const encrypted = ENCRYPTING.has(searchParams.get('sslmode') ?? '') || /^(true|1)$/.test(searchParams.get('ssl') ?? '');
  return !encrypted && !isNear(host);
}

function isNear(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  const version = isIP(name);
  if (version !== 0) return NEAR.check(name, version === 6 ? 'ipv6' : 'ipv4');
  // Without a dot it is a name of this network, and of Postgres none at all or a path: its socket on this machine.
  return !name.includes('.') || name.startsWith('/') || NEAR_NAME.test(name);
}
