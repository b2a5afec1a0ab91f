import { randomUUID } from 'node:crypto';
import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { urlOf } from '../test/fixtures/database-template.ts';

/** The two kinds of database that a figure is measured on. */
export type DatabaseKind = 'embedded' | 'server';

/** An empty data folder, and on a server an empty database of its own. */
export interface Place {
  readonly kind: DatabaseKind;
  readonly home: string;
  readonly databaseUrl: string | undefined;
  remove(): Promise<void>;
}

/** The server to measure on, if one is set. */
export const serverUrl: string | undefined = process.env.TEST_DATABASE_URL || process.env.DATABASE_URL || undefined;

/** Where figures are measured: on the embedded database, and on a server when one is set. */
export const kinds: readonly DatabaseKind[] = serverUrl === undefined ? ['embedded'] : ['embedded', 'server'];

/** `rss_rest_mb` on the embedded database is `rss_rest_mb_server` on a server. */
export function metricOn(kind: DatabaseKind, metric: string): string {
  return kind === 'server' ? `${metric}_server` : metric;
}

export function makePlace(kind: DatabaseKind): Promise<Place> {
  return kind === 'embedded' ? embeddedPlace() : serverPlace();
}

/** A place of its own with everything that this one holds; no process may run on it meanwhile. */
export async function copyOf({ home, databaseUrl }: Place): Promise<Place> {
  const copy = databaseUrl === undefined ? await embeddedPlace() : await serverPlace(new URL(databaseUrl).pathname.slice(1));
  cpSync(home, copy.home, { recursive: true }); // four times as fast as the one that does not block
  return copy;
}

async function embeddedPlace(): Promise<Place> {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-bench-'));
  return { kind: 'embedded', home, databaseUrl: undefined, remove: () => rm(home, { recursive: true, force: true }) };
}

async function serverPlace(template?: string): Promise<Place> {
  if (serverUrl === undefined) throw new Error('Set TEST_DATABASE_URL to measure on a server.');
  const url = serverUrl;
  const { home, remove: dropHome } = await embeddedPlace();
  const name = `adjutant_bench_${randomUUID().replaceAll('-', '')}`;
  await onServer(url, `CREATE DATABASE ${name}${template === undefined ? '' : ` TEMPLATE ${template}`}`);
  const remove = async () => {
    await dropHome();
    await onServer(url, `DROP DATABASE ${name} WITH (FORCE)`);
  };
  return { kind: 'server', home, databaseUrl: urlOf(url, name), remove };
}

/** Does at once what a server does by itself within a minute or two of having grown, so that nothing of it falls into what is measured. */
export async function tidy({ databaseUrl }: Place): Promise<void> {
  if (databaseUrl !== undefined) await onServer(databaseUrl, 'VACUUM ANALYZE');
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
