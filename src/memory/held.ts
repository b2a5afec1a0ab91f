import { and, type Column, eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { claims, episodes, facts } from '../db/schema/memory.ts';
import { plainWords } from './extract/claim.ts';
import { among, type Conditions, type Held, holdingAll } from './forgetting.ts';
import { namesOfSame } from './graph/names.ts';
import { eachOnce, matterOf, type Saying, sayingIt } from './said-by.ts';
import { type What, within } from './what.ts';
import { wordMatch } from './word-match.ts';

/** The memories meant, in the zone's days; none when there are none. */
export async function held(tx: Tx, personId: string, what: What, zone: string): Promise<Held[]> {
  if (what.words !== undefined) return holdingOrTelling(tx, personId, what.words);
  if (what.item !== undefined) return named(tx, personId, what.item);
  if (what.all) return among(tx, personId, ANY);
  return among(tx, personId, {
    facts: within(facts.recordedAt, what, zone),
    episodes: within(episodes.at, what, zone),
    claims: within(claims.recordedAt, what, zone),
  });
}

/** A name as the person writes it; other words as they stand. */
export async function asWritten(tx: Tx, personId: string, words: string): Promise<string> {
  return (await namesOfSame(tx, personId, words))[0] ?? words;
}

/** A memory, or for a slot all that was said of it; what else the same messages say stays. */
async function named(tx: Tx, personId: string, item: string): Promise<Held[]> {
  const [kind, start = ''] = item.split(':');
  const begins = (id: SQL) => sql`left(${id}::text, 8) = ${start}`;
  if (kind === 'episode') return among(tx, personId, { ...NONE, episodes: begins(sql`${episodes.id}`) });
  if (kind === 'fact') {
    // What says the same goes along.
    const notes = await among(tx, personId, { ...NONE, facts: or(begins(sql`${facts.id}`), begins(sql`${facts.duplicateOf}`)) });
    const said = notes.map(sayingOfNote);
    const messages = await among(tx, personId, { ...NONE, episodes: inArray(episodes.source, sourcesOf(said)) });
    return [...notes.map((note) => ({ ...note, quotes: [note.text] })), ...sayingIt(messages, said)];
  }
  const ofSlot = sql`slot in (select slot from ${claims} where person_id = ${personId} and left(id::text, 8) = ${start})`;
  return telling(tx, personId, await statements(tx, personId, ofSlot));
}

/** What holds all the words, and what says something of whoever is called so without the name: `her birthday is 3 May`. */
async function holdingOrTelling(tx: Tx, personId: string, words: string): Promise<Held[]> {
  const names = await namesOfSame(tx, personId, words);
  const written = names[0] ?? words;
  const { all, any } = await wordMatch(tx, written);
  const { slot, subject, attribute, value, quote } = claims;
  const stems = (text: SQL) => sql`to_tsvector('english', ${text})`;
  const about = sql`concat_ws(' ', ${subject}, ${value})`;
  const whole = sql`concat_ws(' ', ${about}, ${attribute}, ${quote})`;
  const plain = names.map(plainWords);
  const ofSame = or(inArray(sql`split_part(${slot}, '/', 1)`, plain), inArray(sql`lower(${value})`, plain));
  const isTold = and(all(stems(whole), whole), any(stems(about), about));
  const stated = await statements(tx, personId, names.length === 0 ? isTold : or(isTold, ofSame));
  return eachOnce([...(await holdingAll(tx, personId, written)), ...(await telling(tx, personId, stated))]);
}

async function telling(tx: Tx, personId: string, stated: Awaited<ReturnType<typeof statements>>): Promise<Held[]> {
  const said = stated.map(sayingOf);
  const from = (source: Column) => inArray(source, sourcesOf(said));
  const held = await among(tx, personId, {
    facts: from(facts.source),
    episodes: from(episodes.source),
    claims: from(claims.source),
  });
  return sayingIt(held, said);
}

/** The messages that tell what these notes and statements say, with what is to stay of each. */
export async function messagesTelling(tx: Tx, personId: string, ids: readonly string[]): Promise<Held[]> {
  const notes = await among(tx, personId, { ...NONE, facts: inArray(facts.id, [...ids]) });
  const stated = await statements(tx, personId, inArray(claims.id, [...ids]));
  const said = [...notes.map(sayingOfNote), ...stated.map(sayingOf)];
  return sayingIt(await among(tx, personId, { ...NONE, episodes: inArray(episodes.source, sourcesOf(said)) }), said);
}

function statements(tx: Tx, personId: string, which: SQL | undefined) {
  return tx
    .select({
      source: claims.source,
      quote: claims.quote,
      attribute: claims.attribute,
      value: claims.value,
      forgottenAt: claims.forgottenAt,
    })
    .from(claims)
    .where(and(eq(claims.personId, personId), which));
}

function sourcesOf(said: readonly Saying[]): string[] {
  return [...new Set(said.map(({ source }) => source))];
}

function sayingOfNote({ source, text }: Held): Saying {
  return { source, quote: text, value: '', isStated: false };
}

function sayingOf({ source, quote, attribute, value, forgottenAt }: Awaited<ReturnType<typeof statements>>[number]): Saying {
  return { source, quote, value: matterOf({ attribute, value }), isStated: forgottenAt === null };
}

const ANY: Conditions = { facts: undefined, episodes: undefined, claims: undefined };
const NONE: Conditions = { facts: sql`false`, episodes: sql`false`, claims: sql`false` };
