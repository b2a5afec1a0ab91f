import type { PoolConfig } from 'pg';
import type { Embedded } from './open-embedded.ts';

/** How `pg` reaches the embedded database: the same pool settings as for a server, over a stream instead of a socket. */
export function embeddedConnection(embedded: Embedded): PoolConfig {
  return {
    stream: embedded.connect,
    host: 'embedded',
    ssl: false,
    user: 'postgres',
    password: 'none',
    database: 'postgres',
    idleTimeoutMillis: 0,
  };
}
