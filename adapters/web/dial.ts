import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { rootCertificates, connect as secure } from 'node:tls';
import type { Target } from './target.ts';

/** All addresses of a name, the preferred first. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** Opens a connection to one of the addresses and looks nothing up. */
export type Dial = (addresses: readonly string[], port: number) => Socket;

export const resolveBySystem: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/** Tries the addresses in turn, both families (RFC 8305). */
export const dialDirectly: Dial = (addresses, port) => {
  const vetted = addresses.map((address) => ({ address, family: isIP(address) }));
  // A name is only looked up when it is one: the vetted addresses are the answer for whatever stands here.
  return connect({ host: 'vetted.invalid', port, lookup: (_host, _options, done) => done(null, vetted), autoSelectFamily: true });
};

/** Puts TLS on a connection for an https target. `extraCa`: a certificate in PEM, trusted beside Node's own. */
export function secured(socket: Socket, { url, host }: Target, extraCa: string | undefined): Socket {
  if (url.protocol === 'http:') return socket;
  const name = isIP(host) === 0 ? { servername: host } : {};
  const trusted = extraCa === undefined ? {} : { ca: [...rootCertificates, extraCa] };
  const wrapped = secure({ socket, host, ...name, ...trusted, ALPNProtocols: ['http/1.1'] });
  // What ends one ends the other.
  socket.once('error', (error) => wrapped.destroy(error));
  return wrapped;
}
