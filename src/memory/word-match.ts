import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';

/** Whether a text holds all the words, by its stems and by itself. */
export interface WordMatch {
  readonly all: (stems: SQL, text: SQL) => SQL;
  /** One of them is enough. */
  readonly any: (stems: SQL, text: SQL) => SQL;
}

/**
 * Compares stems. Of words that every sentence holds there are none, and yet somebody may be called so: then they are looked for as they are
 * written, if that is as a name. None else is held by any text.
 */
export async function wordMatch(tx: Tx, words: string): Promise<WordMatch> {
  const query = sql`plainto_tsquery('english', ${words})`;
  const { rows } = await tx.execute<{ nodes: number }>(sql`select numnode(${query}) as nodes`);
  if (Number(rows[0]?.nodes) > 0) {
    const anyOfThem = sql`replace(${query}::text, '&', '|')::tsquery`;
    return { all: (stems) => sql`${stems} @@ ${query}`, any: (stems) => sql`${stems} @@ ${anyOfThem}` };
  }
  const names = words.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const areNames = names.length > 0 && names.every((name) => /^\p{Lu}/u.test(name));
  const all = (_: SQL, text: SQL) =>
    areNames
      ? sql.join(
          names.map((name) => sql`${text} ~ ${nameForm(name)}`),
          sql` and `,
        )
      : sql`false`;
  return { all, any: all };
}

/** `Will` in `Will lives here`, and neither in `Will you come?` nor `Don` in `Don't`. */
function nameForm(name: string): string {
  return `\\m${name}\\M(?!['’]t\\M)(?!\\s+(?:you|I|it|he|she|we|they|there|this|that|these|those|the|my|our|your|his|her|their|its|an?)\\M)`;
}
