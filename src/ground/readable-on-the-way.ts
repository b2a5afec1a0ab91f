import { whereaboutsOf } from './whereabouts.ts';

const ENCRYPTING = new Set(['prefer', 'require', 'verify-ca', 'verify-full', 'no-verify']);

/**
 * True for a server on the internet that would be spoken to without encryption: `http://` to a public host, or `postgres://` to one without
 * an `sslmode`. On this machine and in its own network it is the operator's choice.
 */
export function isReadableOnTheWay(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, searchParams } = new URL(address);
  if (protocol === 'http:') return whereaboutsOf(hostname) === 'far';
  if (!protocol.startsWith('postgres')) return false;
  const host = searchParams.get('host') ?? decodeURIComponent(hostname);
  const encrypted = ENCRYPTING.has(searchParams.get('sslmode') ?? '') || /^(true|1)$/.test(searchParams.get('ssl') ?? '');
  // A path is a socket on this machine.
  return !encrypted && !host.startsWith('/') && whereaboutsOf(host) === 'far';
}
