import { eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../../../src/db/client.ts';
import { inbox, outbox, turnSteps, turns } from '../../../src/db/schema/chat.ts';
import { claims } from '../../../src/db/schema/memory.ts';
import { systemClock } from '../../../src/ground/clock.ts';
import { systemRandom } from '../../../src/ground/random.ts';
import { recordEpisode } from '../../../src/memory/episodes.ts';
import { saveFact } from '../../../src/memory/facts.ts';
import { shortId } from '../../../src/memory/recall-line.ts';
import { learn } from '../../../src/memory/slots/learn.ts';
import { createSealing } from '../../../src/vault/sealing.ts';
import { createStoredFiles, type StoredFiles } from '../../../src/vault/stored-files.ts';

/** Something that was told, with a word in it that stands nowhere else. */
export interface Told {
  readonly mark: string;
  /** Of two things in one message, each is a half. */
  readonly kind: 'words' | 'half' | 'file';
  /** What the person would write after `/forget`. */
  readonly ways: readonly string[];
  /** Of a half, the mark of the other. */
  readonly beside?: string;
}

const FORMS = [
  (mark: string) => `The code of the boathouse is ${mark}.`,
  (mark: string, place: number) => `Friend${LETTERS[place % 26]} lives in ${mark}.`,
  (mark: string) => `We had dinner at ${mark} and talked about the garden.`,
  (mark: string, place: number) => `My ${NOUNS[place % NOUNS.length]} password is ${mark}-${place}`,
];
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const NOUNS = ['router', 'library', 'studio', 'boat', 'garage', 'school', 'bank', 'printer', 'archive', 'radio'];

/**
 * Tells a person's memory so many things, some to be remembered, some in passing, some that say a fact, a minute apart, and before them
 * one in ten that is kept as a file. Some messages say two things, of which each has a button of its own. Beside each stand the message
 * that brought it, the steps of its turn, an answer that shows it, and often one that tells it again.
 */
export async function tellAll(
  db: Database,
  personId: string,
  count: number,
  from: Temporal.Instant,
  random: () => number,
): Promise<Told[]> {
  return db.asPerson(personId, async (tx) => {
    const told: Told[] = [];
    const files = Math.floor(count / 10);
    const retold: string[] = [];
    for (let place = 0; place < files; place += 1) told.push(await keepFile(tx, personId, from, place, markOf(random)));
    for (let place = 0; place < count - files; place += 1) {
      const mark = markOf(random);
      const text = (FORMS[place % FORMS.length] ?? FORMS[0]!)(mark, place);
      const one = { personId, text, at: from.add({ minutes: place }), source: `proof:${personId}:${place}` };
      const item = place % 3 === 0 ? await save(tx, one) : await record(tx, one);
      const stated = await learn(tx, { personId, own: text, trust: 'owner', source: one.source, zone: 'UTC', now: one.at });
      await answer(tx, one, [item]);
      if (stated.length > 0 || item.startsWith('fact:')) retold.push(`Noted: ${text}`);
      // One answer tells two things again, of which one may be forgotten and the other not.
      if (retold.length === 2) await retell(tx, { ...one, text: retold.splice(0).join('\n'), source: `${one.source}:retold` });
      // So that a night sees it.
      const isRecurring = place % 10 === 1;
      for (const days of isRecurring ? [1, 2] : []) {
        const again = {
          ...one,
          text: `I thought of ${mark} today`,
          at: one.at.add({ hours: 24 * days }),
          source: `${one.source}:${days}`,
        };
        await answer(tx, again, [await record(tx, again)]);
      }
      told.push({ mark, kind: 'words', ways: isRecurring ? [mark] : [mark, item] });
      if (place % 4 === 0) told.push(...(await tellTwo(tx, { ...one, source: `${one.source}:two` }, place, random)));
    }
    return told;
  });
}

/** One message that says two things, each of which can be forgotten by its button. */
async function tellTwo(tx: Tx, message: Omit<Message, 'text'>, place: number, random: () => number): Promise<Told[]> {
  const marks = [markOf(random), markOf(random)] as const;
  const own = `${LETTERS[Math.floor(place / 26) % 26]}${LETTERS[place % 26]}`;
  const text = `Aunt${own} lives in ${marks[0]}. My case${own} code is ${marks[1]}-${place}.`;
  const item = await record(tx, { ...message, text });
  const told = {
    personId: message.personId,
    own: text,
    trust: 'owner',
    source: message.source,
    zone: 'UTC',
    now: message.at,
  } as const;
  await learn(tx, told);
  await answer(tx, { ...message, text }, [item]);
  const stated = await tx.select({ id: claims.id, value: claims.value }).from(claims).where(eq(claims.source, message.source));
  return marks.map((mark) => {
    const claim = stated.find(({ value }) => value.startsWith(mark));
    if (!claim) throw new Error('a sentence of the proof was not read');
    return { mark, kind: 'half', ways: [shortId('slot', claim.id)], beside: marks[0] === mark ? marks[1] : marks[0] };
  });
}

interface Message {
  readonly personId: string;
  readonly text: string;
  readonly at: Temporal.Instant;
  readonly source: string;
}

async function save(tx: Tx, { personId, text, source, at }: Message): Promise<string> {
  return shortId('fact', (await saveFact(tx, { personId, text, trust: 'owner', source, recordedAt: at })).id);
}

async function record(tx: Tx, { personId, text, source, at }: Message, role: 'person' | 'assistant' = 'person'): Promise<string> {
  const chat = { platform: 'terminal', chat: 'one' } as const;
  const [turn] = await tx
    .insert(turns)
    .values({ personId, ...chat, state: 'done', tainted: false, startedAt: at })
    .returning({ id: turns.id });
  const turnId = turn?.id ?? null;
  if (turn) await tx.insert(turnSteps).values({ personId, turnId: turn.id, step: 0, content: { text } });
  return shortId('episode', await recordEpisode(tx, { personId, text, tainted: false, source, at, ...chat, role, turnId }));
}

async function retell(tx: Tx, told: Message): Promise<void> {
  const { personId, text, at, source } = told;
  await record(tx, told, 'assistant');
  const chat = { platform: 'terminal', chat: 'one' } as const;
  const why = { trigger: 'your message', by: 'rule', sources: [], actions: [] };
  const said = { key: source, message: { text }, why, state: 'sent' } as const;
  await tx.insert(outbox).values({ personId, ...chat, ...said, nextAt: at, createdAt: at });
}

/** The person's stored files, as somebody has them who keeps one at this moment. */
export function storedFilesAt(at: Temporal.Instant): StoredFiles {
  return createStoredFiles({ sealing, random: systemRandom, clock: { ...systemClock, now: () => at } });
}

const sealing = createSealing({ rootKey: Buffer.alloc(32, 5), random: systemRandom, clock: systemClock });

/** On a day of its own, since a file is forgotten with all of its day. */
async function keepFile(tx: Tx, personId: string, from: Temporal.Instant, place: number, mark: string): Promise<Told> {
  const at = from.subtract({ hours: 24 * (place + 1) });
  const file = { name: `notes of ${mark}.md`, mime: 'text/markdown', bytes: Buffer.from(`We met at ${mark}.`) };
  const id = await storedFilesAt(at).keep(tx, personId, file);
  const source = `proof:${personId}:file:${place}`;
  await answer(tx, { personId, text: `Keep the notes of ${mark}`, at, source }, [`file:${id}`, source]);
  return { mark, kind: 'file', ways: [`everything from ${at.toZonedDateTimeISO('UTC').toPlainDate()}`] };
}

/** The message that brought it, and what was answered. */
async function answer(tx: Tx, { personId, text, source, at }: Message, sources: readonly string[]): Promise<void> {
  const chat = { platform: 'terminal', chat: 'one' } as const;
  const payload = { text, files: [] };
  const message = { key: source, messageId: source, kind: 'message', payload, receivedAt: at, state: 'done' } as const;
  await tx.insert(inbox).values({ personId, ...chat, ...message });
  const why = { trigger: 'your message', by: 'rule', sources: [...sources], actions: [] };
  const said = { key: `answer:${source}`, message: { text: `I heard: ${text}` }, why, state: 'sent' } as const;
  await tx.insert(outbox).values({ personId, ...chat, ...said, nextAt: at, createdAt: at });
}

/** A word that no stemmer cuts and that looks like a name. */
function markOf(random: () => number): string {
  const letters = Array.from({ length: 9 }, () => 'bdfgkmpvxz'[Math.floor(random() * 10)]).join('');
  return `Q${letters}o`;
}
