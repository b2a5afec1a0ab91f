import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Global unicast (RFC 4291, 2.5.4): of IPv6, all that the registries have given out lies in here. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/** Public by its number, but inside Azure it answers for the machine itself (Azure Virtual Network, "What is IP address 168.63.129.16?"). */
const CLOUD_HOST = '168.63.129.16';

/**
 * True for an address that anybody on the internet can be reached at: none of the special-purpose registries (RFC 6890), none that
 * wraps an IPv4 address (mapped, NAT64, 6to4, Teredo), no zone. `address` is one that a resolver or the URL standard gave out.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes('%') || address === CLOUD_HOST) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6);
}
