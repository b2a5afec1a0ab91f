import { and, asc, eq, gte, inArray, isNull, lte, ne } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { claims, episodes, facts, slots } from '../../db/schema/memory.ts';
import { shortId } from '../../memory/recall-line.ts';
import type { SlotHistory } from '../../memory/slots/asked.ts';
import { holds } from '../../memory/slots/asked.ts';
import { historiesOf } from '../../memory/slots/read-slots.ts';
import { statement } from '../../memory/slots/slot-line.ts';
import type { Period } from '../../memory/slots/timeline.ts';
import type { Fact, FactSource } from '../brief/fact.ts';

/** How memory is another one than this morning: what was learnt, what has changed, what was set right, and how much was forgotten. */
export const memoryDiff: FactSource = {
  name: 'what was remembered',
  area: 'memory',
  async read({ personId, profile, now }, inDb) {
    const from = now.toZonedDateTimeISO(profile.identity.timezone).startOfDay().toInstant();
    const today = { from, until: now.add({ seconds: 1 }) };
    return inDb(async (tx) => [
      ...atMost(
        (await changedSlots(tx, personId, today)).flatMap((slot) => slotDiff(slot, from)),
        'things',
      ),
      ...atMost(await savedNotes(tx, personId, today), 'notes'),
      ...(await forgottenCount(tx, personId, from)),
    ]);
  },
};

const MOST = 20;

/** As many as a review shows, and how many more there are. */
export function atMost(lines: readonly Fact[], of: 'things' | 'notes'): readonly Fact[] {
  const more = lines.length - MOST;
  if (more <= 0) return lines;
  const text = `and ${more} more ${of}: /memory shows them`;
  return [...lines.slice(0, MOST), { section: 'Remembered today', source: `more ${of}`, text, tainted: false }];
}

interface Day {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

/** What became of one thing today: `my home: Porto (before: Lisbon)`, or that it holds no longer. */
export function slotDiff({ periods }: SlotHistory, from: Temporal.Instant): Fact[] {
  const isOfToday = (at: Temporal.Instant) => at.epochMilliseconds >= from.epochMilliseconds;
  const current = periods.findLast(holds);
  const line = ({ id, trust }: Period, text: string): Fact => {
    return { section: 'Remembered today', source: shortId('slot', id), text: firstLine(text), tainted: trust === 'outside' };
  };
  if (current) {
    if (!isOfToday(current.recordedAt)) return [];
    const before = periods.filter((one) => one !== current && !isOfToday(one.recordedAt)).at(-1);
    if (before === undefined || before.value === current.value) return [line(current, statement(current))];
    const told = line(current, `${statement(current)} (before: ${before.value})`);
    return [{ ...told, restsOn: [shortId('slot', before.id)] }];
  }
  const last = periods.at(-1);
  if (!last || isOfToday(last.recordedAt)) return [];
  return [line(last, `no longer: ${statement(last)}`)];
}

async function changedSlots(tx: Tx, personId: string, { from, until }: Day): Promise<SlotHistory[]> {
  const today = and(
    eq(claims.personId, personId),
    isNull(claims.forgottenAt),
    gte(claims.recordedAt, from),
    lte(claims.recordedAt, until),
  );
  const touched = await tx.selectDistinct({ slot: claims.slot }).from(claims).where(today);
  if (touched.length === 0) return [];
  return historiesOf(
    tx,
    personId,
    inArray(
      slots.slot,
      touched.map(({ slot }) => slot),
    ),
  );
}

async function savedNotes(tx: Tx, personId: string, { from, until }: Day): Promise<Fact[]> {
  const today = and(
    eq(facts.personId, personId),
    isNull(facts.forgottenAt),
    isNull(facts.duplicateOf),
    gte(facts.recordedAt, from),
    lte(facts.recordedAt, until),
  );
  const rows = await tx.select().from(facts).where(today).orderBy(asc(facts.recordedAt));
  return rows.map(({ id, text, trust }) => ({
    section: 'Remembered today',
    source: shortId('fact', id),
    text: firstLine(text),
    tainted: trust === 'outside',
  }));
}

/** What was off the record was never remembered, and is not counted. */
async function forgottenCount(tx: Tx, personId: string, from: Temporal.Instant): Promise<Fact[]> {
  let count = 0;
  for (const table of [facts, episodes]) {
    count += await tx.$count(table, and(eq(table.personId, personId), gte(table.forgottenAt, from), ne(table.class, 'session')));
  }
  if (count === 0) return [];
  const text = count === 1 ? '1 memory was forgotten' : `${count} memories were forgotten`;
  return [{ section: 'Remembered today', source: 'forgotten', text, tainted: false }];
}

/** As much of a text as fits among others. */
export function firstLine(text: string): string {
  const line = text.split('\n')[0] ?? '';
  return line.length > 160 ? `${line.slice(0, 160)}...` : line;
}
