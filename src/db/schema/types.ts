import { sql } from 'drizzle-orm';
import { customType, text } from 'drizzle-orm/pg-core';
import { fromSql, toSql } from 'pgvector';
import { Temporal } from 'temporal-polyfill';
import { PLATFORMS } from '../../ports/chat.ts';

/** A point in time; Postgres keeps microseconds of it. */
export const instant = customType<{ data: Temporal.Instant; driverData: string }>({
  dataType: () => 'timestamp with time zone',
  toDriver: (value) => value.toString(),
  fromDriver: (value) => Temporal.Instant.from(value),
});

export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

/** pgvector without a fixed length: the embedder's model stands beside each vector, and only vectors of one model are compared. */
export const vector = customType<{ data: readonly number[]; driverData: string }>({
  dataType: () => 'vector',
  toDriver: (value) => String(toSql([...value])),
  fromDriver(value) {
    const numbers = fromSql(value);
    if (!Array.isArray(numbers)) throw new Error('the vector column holds something that is no vector');
    return numbers;
  },
});

export const platform = () => text('platform', { enum: PLATFORMS }).notNull();

export const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/** The stems of the column `text`, kept beside it: every search in words reads them (English; other languages match on exact forms). */
export const wordsOfText = () => tsvector('words').notNull().generatedAlwaysAs(sql`to_tsvector('english', text)`);
