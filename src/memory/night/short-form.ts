import type { ProfileLine } from '../../db/schema/observations.ts';
import { type Holding, TOPICS } from '../holdings.ts';

/** Characters of all lines together. */
export const LONGEST_SHORT_FORM = 2_000;

/** What matters most, as far as there is room for it: what is pinned, the person, their people and plans, their tastes, then their notes. */
export function shortForm(all: readonly Holding[]): ProfileLine[] {
  const own = all.filter(({ trust, expiresAt }) => trust !== 'outside' && expiresAt === null);
  const lines: ProfileLine[] = [];
  let left = LONGEST_SHORT_FORM;
  for (const { item, text } of own.toSorted((one, other) => rankOf(one) - rankOf(other))) {
    const line = text.replaceAll(/\s+/g, ' ').trim();
    if (line.length + 1 > left) continue;
    left -= line.length + 1;
    lines.push({ item, text: line });
  }
  return lines;
}

/** The lines that stood there, still hold, and have no room any more. */
export function droppedFrom(before: readonly ProfileLine[], now: readonly ProfileLine[], all: readonly Holding[]): ProfileLine[] {
  return before.filter(({ item }) => now.every((line) => line.item !== item) && all.some((one) => one.item === item));
}

function rankOf({ class: kind, topic }: Holding): number {
  if (kind === 'pinned') return 0;
  const place = ORDER.indexOf(topic);
  // A topic of no fixed name is somebody.
  return place === -1 ? 2 : place + (place === 0 ? 1 : 2);
}

const ORDER: readonly string[] = [TOPICS.self, TOPICS.plans, TOPICS.tastes, TOPICS.notes];
