import type { Server } from 'node:http';

/**
 * Listens on a free port of loopback, and gives it. Idle lines stay open, as at the platforms themselves: a server of Node's cuts them after
 * some seconds, by a timer that on a busy machine runs late and takes requests along which have come in meanwhile.
 */
export async function listen(server: Server): Promise<number> {
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server on loopback has a port');
  return address.port;
}
