import { eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../../../src/db/client.ts';
import { claims } from '../../../src/db/schema/memory.ts';
import { systemClock } from '../../../src/ground/clock.ts';
import { systemRandom } from '../../../src/ground/random.ts';
import { recordEpisode } from '../../../src/memory/episodes.ts';
import { saveFact } from '../../../src/memory/facts.ts';
import { shortId } from '../../../src/memory/recall-line.ts';
import { learn } from '../../../src/memory/slots/learn.ts';
import { createSealing } from '../../../src/vault/sealing.ts';
import { createStoredFiles, type StoredFiles } from '../../../src/vault/stored-files.ts';
import { comeIn, type Message, recordDeed, sayInVain, sendOut, turnOf, viewIt } from './traces.ts';

/** Something that was told, with a word in it that stands nowhere else. */
export interface Told {
  readonly mark: string;
  /** Of two things in one message, each is a half. */
  readonly kind: 'words' | 'half' | 'file' | 'aside';
  /** What the person would write after `/forget`. */
  readonly ways: readonly string[];
  /** Of a half, the mark of the other. */
  readonly beside?: string;
  /** What was told of it without its name, and goes along. */
  readonly along?: string;
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
 * one in ten that is kept as a file. Some messages say two things, of which each has a button of its own, or say them as two that were
 * answered together; some tell more of somebody without the name; some became no memory. Beside each stand the message that brought it, the
 * steps of its turn, its row in the ledger, an answer that shows it, a page of `/memory`, and often an answer that tells it again.
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
      await recordTraces(tx, one, item);
      const stated = await learn(tx, { personId, own: text, trust: 'owner', source: one.source, zone: 'UTC', now: one.at });
      await answer(tx, one, [item]);
      await viewIt(tx, one);
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
      if (place % 8 === 2) told.push(await tellUnnamed(tx, { ...one, source: `${one.source}:friend` }, random));
      if (place % 8 === 6) told.push(await tellInVain(tx, { ...one, source: `${one.source}:vain` }, place, random));
    }
    return told;
  });
}

/** A note and a search that found it stand in the ledger. */
async function recordTraces(tx: Tx, one: Message, item: string): Promise<void> {
  if (item.startsWith('fact:'))
    await recordDeed(tx, one, { kind: 'memory_save', args: { text: one.text }, outcome: `Remembered: ${one.text}` });
  const search = { ...one, source: `${one.source}:search` };
  await recordDeed(tx, search, { kind: 'memory_search', args: { query: 'what' }, outcome: `- ${item}: ${one.text}` });
}

/** Somebody, and in the next message more of them without the name. */
async function tellUnnamed(tx: Tx, message: Omit<Message, 'text'>, random: () => number): Promise<Told> {
  const [mark, along] = [markOf(random), markOf(random)];
  const texts = [`My friend is ${mark}.`, `Her favourite tea is ${along}. The weather was fine.`];
  for (const [place, text] of texts.entries()) {
    const one = { ...message, text, source: `${message.source}:${place}` };
    const item = await record(tx, one);
    const { personId, source, at: now } = one;
    await learn(tx, { personId, own: text, trust: 'owner', source, zone: 'UTC', now });
    await answer(tx, one, [item]);
    await viewIt(tx, one);
  }
  return { mark, kind: 'words', ways: [mark], along };
}

async function tellInVain(tx: Tx, message: Omit<Message, 'text'>, place: number, random: () => number): Promise<Told> {
  const mark = markOf(random);
  await sayInVain(tx, { ...message, text: `The code of the cellar is ${mark}.` }, mark, place % 16 === 6);
  return { mark, kind: 'aside', ways: [mark] };
}

/** Two things, in one message or in two that were answered together, each of which can be forgotten by its button. */
async function tellTwo(tx: Tx, message: Omit<Message, 'text'>, place: number, random: () => number): Promise<Told[]> {
  const marks = [markOf(random), markOf(random)] as const;
  const own = `${LETTERS[Math.floor(place / 26) % 26]}${LETTERS[place % 26]}`;
  const texts = [`Aunt${own} lives in ${marks[0]}.`, `My case${own} code is ${marks[1]}-${place}.`];
  const areTogether = place % 8 === 0;
  const text = texts.join(areTogether ? '\n\n' : ' ');
  const turnId = await turnOf(tx, { ...message, text });
  const item = await record(tx, { ...message, text }, 'person', turnId);
  const told = {
    personId: message.personId,
    own: text,
    trust: 'owner',
    source: message.source,
    zone: 'UTC',
    now: message.at,
  } as const;
  await learn(tx, told);
  const sources = areTogether ? [message.source, `${message.source}:next`] : [message.source];
  for (const [nth, source] of sources.entries()) {
    await comeIn(tx, { ...message, source, text: areTogether ? (texts[nth] ?? '') : text }, turnId);
  }
  await sendOut(tx, `answer:${message.source}`, { ...message, text: `I heard: ${text}` }, [item]);
  await viewIt(tx, { ...message, text });
  const stated = await tx.select({ id: claims.id, value: claims.value }).from(claims).where(eq(claims.source, message.source));
  return marks.map((mark) => {
    const claim = stated.find(({ value }) => value.startsWith(mark));
    if (!claim) throw new Error('a sentence of the proof was not read');
    return { mark, kind: 'half', ways: [shortId('slot', claim.id)], beside: marks[0] === mark ? marks[1] : marks[0] };
  });
}

async function save(tx: Tx, { personId, text, source, at }: Message): Promise<string> {
  return shortId('fact', (await saveFact(tx, { personId, text, trust: 'owner', source, recordedAt: at })).id);
}

async function record(tx: Tx, message: Message, role: 'person' | 'assistant' = 'person', of?: string): Promise<string> {
  const { personId, text, source, at } = message;
  const turnId = of ?? (await turnOf(tx, message));
  const said = { personId, text, tainted: false, source, at, platform: 'terminal', chat: 'one', role, turnId } as const;
  return shortId('episode', await recordEpisode(tx, said));
}

async function retell(tx: Tx, told: Message): Promise<void> {
  await record(tx, told, 'assistant');
  await sendOut(tx, told.source, told);
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
async function answer(tx: Tx, message: Message, sources: readonly string[]): Promise<void> {
  await comeIn(tx, message);
  await sendOut(tx, `answer:${message.source}`, { ...message, text: `I heard: ${message.text}` }, sources);
}

/** A word that no stemmer cuts and that looks like a name. */
function markOf(random: () => number): string {
  const letters = Array.from({ length: 9 }, () => 'bdfgkmpvxz'[Math.floor(random() * 10)]).join('');
  return `Q${letters}o`;
}
