import { createHash } from 'node:crypto';
import type { Query } from 'drizzle-orm';
import { NodePgSession } from 'drizzle-orm/node-postgres';
import type { PgDialect } from 'drizzle-orm/pg-core';
import type { PoolClient } from 'pg';

export type NamedSession = NodePgSession<Record<string, never>, Record<string, never>>;

/** Each takes some 50 KB of the server for every connection. Lists of all lengths make ever new statements: those go without a name then. */
const MOST_NAMES = 400;

/**
 * Makes sessions whose statements have names, so that Postgres parses each once for a connection, and plans most of them once. A name is
 * made of the text: on the embedded database, where all connections are one session, it means the same to all.
 */
export function createNamedSessions(dialect: PgDialect): (client: PoolClient) => NamedSession {
  const names = new Map<string, string>();

  // One without parameters may be several commands, which no name can stand for.
  const nameOf = ({ sql: text, params }: Query): string | undefined => {
    if (params.length === 0) return undefined;
    const known = names.get(text);
    if (known !== undefined || names.size >= MOST_NAMES) return known;
    const name = createHash('sha256').update(text).digest('base64url');
    names.set(text, name);
    return name;
  };

  return (client) => {
    const session: NamedSession = new NodePgSession(client, dialect, undefined);
    const prepare: NamedSession['prepareQuery'] = session.prepareQuery.bind(session);
    session.prepareQuery = (query, fields, name, ...more) => prepare(query, fields, name ?? nameOf(query), ...more);
    return session;
  };
}
