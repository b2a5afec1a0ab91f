import { and, type Column, eq, gte, inArray, lt, or, type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { claims, episodes, facts } from '../db/schema/memory.ts';
import { AppError } from '../ground/errors.ts';
import { windowOf } from './date-window.ts';
import { plainWords } from './extract/claim.ts';
import { among, type Conditions, type Held, holdingAll } from './forgetting.ts';
import { namesOfSame } from './graph/names.ts';
import { eachOnce, matterOf, type Saying, sayingIt } from './said-by.ts';
import { wordMatch } from './word-match.ts';

/** What is to be forgotten: what holds these words, one memory by its id, what was said on these days (ISO dates, both included), or all. */
export const whatSchema = z.object({
  words: z.string().optional(),
  item: z.string().optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  all: z.literal(true).optional(),
});
export type What = z.infer<typeof whatSchema>;

/** `everything`, `everything from last week`, `fact:1a2b3c4d`, or words. Rejects with `invalid` for days that nobody can read. */
export function readWhat(text: string, today: Temporal.PlainDate): What {
  const asked = text.trim();
  if (/^(?:everything|all)$/i.test(asked)) return { all: true };
  if (ITEM.test(asked)) return { item: asked.toLowerCase() };
  const days =
    /^(?:everything|all)(?: (?:you know|i said|that was said))? (?=(?:from|of|since|on|in|before|during|last|this|yesterday|today)\b)(.+)$/i.exec(
      asked,
    )?.[1];
  if (days === undefined) return { words: asked };
  const window = windowOf(days, today);
  if (!window) throw new AppError('invalid', 'I cannot read these days. Write them such as: /forget everything from last week');
  const to = /^since\b/i.test(days) ? today : window.to;
  return { from: window.from.toString(), to: to.toString() };
}

const ITEM = /^(?:fact|episode|slot):[0-9a-f]{8}$/i;

/** The memories meant, in the zone's days; none when there are none. */
export async function held(tx: Tx, personId: string, what: What, zone: string): Promise<Held[]> {
  if (what.words !== undefined) return holdingOrTelling(tx, personId, what.words);
  if (what.item !== undefined) return named(tx, personId, what.item);
  if (what.all) return among(tx, personId, ANY);
  const [from, to] = [Temporal.PlainDate.from(what.from ?? ''), Temporal.PlainDate.from(what.to ?? '')];
  const [begin, end] = [from, to.add({ days: 1 })].map((day) => day.toZonedDateTime(zone).toInstant());
  if (begin === undefined || end === undefined) return [];
  return among(tx, personId, {
    facts: and(gte(facts.recordedAt, begin), lt(facts.recordedAt, end)),
    episodes: and(gte(episodes.at, begin), lt(episodes.at, end)),
    claims: and(gte(claims.recordedAt, begin), lt(claims.recordedAt, end)),
  });
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
