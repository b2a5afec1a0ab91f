import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { type Holding, holdingsOf, topicsOf } from '../memory/holdings.ts';
import { whenText } from '../memory/slots/slot-line.ts';
import type { Period } from '../memory/slots/timeline.ts';
import type { StoredFiles } from '../vault/stored-files.ts';

interface Moment {
  readonly personId: string;
  readonly zone: string;
  readonly now: Temporal.Instant;
}

/** What is remembered, as a page to read and as a document for programs. Resolves with the ids of both stored files. */
export async function exportMemory(storedFiles: StoredFiles, tx: Tx, { personId, zone, now }: Moment): Promise<string[]> {
  const all = await holdingsOf(tx, personId);
  const day = now.toZonedDateTimeISO(zone).toPlainDate().toString();
  const name = `adjutant-memory-${day}`;
  const bytes = (text: string) => new TextEncoder().encode(text);
  const page = { name: `${name}.md`, mime: 'text/markdown', bytes: bytes(memoryPage(all, zone, day)) };
  const json = {
    name: `${name}.json`,
    mime: 'application/json',
    bytes: bytes(JSON.stringify(memoryDocument(all, now), null, 2)),
  };
  return [await storedFiles.keep(tx, personId, page), await storedFiles.keep(tx, personId, json)];
}

/** Markdown: a heading for each topic, a line for each thing, and under it what it was before. */
export function memoryPage(all: readonly Holding[], zone: string, day: string): string {
  const topics = [...topicsOf(all).keys()].map((topic) => {
    const lines = all.filter((one) => one.topic === topic).map((one) => lineOf(one, zone));
    return `## ${topic}\n\n${lines.join('\n')}`;
  });
  return `${[`# What Adjutant remembers, ${day}`, ...topics].join('\n\n')}\n`;
}

/** The same as data: instants in UTC, sources by the keys of the messages. */
export function memoryDocument(all: readonly Holding[], now: Temporal.Instant) {
  const period = ({ value, validFrom, validTo, retractedAt, reason, quote, sources }: Period) => {
    return { value, validFrom, validTo, retractedAt, reason, quote, sources };
  };
  const memories = all.map(({ before, ...one }) => ({ ...one, before: before.map(period) }));
  return { format: 'adjutant-memory', version: 1, madeAt: now.toString(), memories };
}

function lineOf({ text, item, since, recordedAt, class: kind, expiresAt, before, trust }: Holding, zone: string): string {
  const day = (at: Temporal.Instant) => at.toZonedDateTimeISO(zone).toPlainDate().toString();
  const about = [
    `since ${day(since)}`,
    `told ${day(recordedAt)}`,
    ...(kind === 'pinned' ? ['pinned'] : []),
    ...(expiresAt === null ? [] : [`until ${day(expiresAt)}`]),
    ...(trust === 'outside' ? ['from somebody else'] : []),
    item,
  ];
  const earlier = before.map((period) => `  - before: ${oneLine(period.value)} (${whenText(period, zone)})`);
  return [`- ${oneLine(text)} (${about.join(', ')})`, ...earlier].join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
