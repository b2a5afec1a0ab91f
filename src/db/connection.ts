import type { Duplex } from 'node:stream';
import type { Embedded } from './embedded/open-embedded.ts';

/** What `pg` and the jobs need to reach the database: an address for a server, a stream for the embedded one. */
export interface Connection {
  readonly connectionString?: string;
  readonly application_name?: string;
  readonly idle_in_transaction_session_timeout?: number;
  readonly stream?: () => Duplex;
  readonly host?: string;
  readonly ssl?: false;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  readonly idleTimeoutMillis?: number;
}

export function embeddedConnection(embedded: Embedded): Connection {
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

/** A transaction that does nothing for 15 seconds is ended by the server, as the embedded database does it too. */
export function serverConnection(connectionString: string): Connection {
  return { connectionString, application_name: 'adjutant', idle_in_transaction_session_timeout: 15_000 };
}
