import { BlockList, isIP } from 'node:net';

/** `here` on this machine, `near` in its own network, `far` on the internet. */
export type Whereabouts = 'here' | 'near' | 'far';

/** A server by its name, and where that is. */
export interface Site {
  /** With its port, where it is not the usual one. */
  readonly host: string;
  readonly where: Whereabouts;
}

/** The site of a URL. */
export function siteOf(url: string): Site {
  const { host, hostname } = new URL(url);
  return { host, where: whereaboutsOf(hostname) };
}

const HERE = listOf(['127.0.0.0/8', '::1/128']);
/** Private and link-local networks (RFC 1918, 3927, 4193, 4291) and the shared range that private meshes use (RFC 6598). */
const NEAR = listOf([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
  'fe80::/10',
]);
const HERE_NAME = /(^|\.)localhost$/;
/** Names that no public server has: RFC 6762, `.home.arpa` (RFC 8375), `.internal` (reserved by ICANN), and what routers make up. */
const NEAR_NAME = /\.(local|internal|lan|home|home\.arpa)$/;

/** Where a host is, by what it is called: a URL's host without its port, so an IPv6 address may stand in brackets. */
export function whereaboutsOf(host: string): Whereabouts {
  const name = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  if (isIP(name) !== 0) return isIn(HERE, name) ? 'here' : isIn(NEAR, name) ? 'near' : 'far';
  if (HERE_NAME.test(name)) return 'here';
  // Without a dot it is a name that only this network knows, such as a container's.
  return NEAR_NAME.test(name) || !name.includes('.') ? 'near' : 'far';
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
