import { Temporal } from 'temporal-polyfill';
import type { Database } from '../../src/db/client.ts';
import type { Recall } from '../../src/memory/recall.ts';
import { recallLineText } from '../../src/memory/recall-line.ts';
import type { Rememberer } from './remember-talk.ts';
import type { Question, Talk } from './talk.ts';

/** What the product's recall gave for one question. */
export interface Answer {
  readonly sample: string;
  readonly question: string;
  readonly category: number;
  /** Ids of turns, best first. */
  readonly retrieved: readonly string[];
  /** Of the block that the prompt would hold; four characters a token. */
  readonly tokens: number;
  readonly ms: number;
}

/** Asks one question as a turn does, the day after the last session. */
export async function ask(
  db: Database,
  recall: Recall,
  talk: Talk,
  { personId, turnOf }: Rememberer,
  { question, category }: Question,
  { k, sparing }: { readonly k: number; readonly sparing: boolean },
): Promise<Answer> {
  const now = talk.sessions
    .reduce((last, { at }) => (Temporal.Instant.compare(at, last) > 0 ? at : last), EPOCH)
    .add({ hours: 24 });
  const startedAt = performance.now();
  const prepared = await recall.prepare(question, NEVER);
  const lines = await db.asPerson(personId, (tx) =>
    recall.recall(tx, { personId, text: question, prepared, now, includeOutside: false, sparing }),
  );
  const ms = Math.round((performance.now() - startedAt) * 10) / 10;
  const tokens = lines.reduce((sum, line) => sum + Math.ceil(recallLineText(line, 'UTC').length / 4), 0);
  const retrieved = lines.flatMap(({ id }) => turnOf(id) ?? []).slice(0, k);
  return { sample: talk.sample, question, category, retrieved, tokens, ms };
}

const EPOCH = Temporal.Instant.fromEpochMilliseconds(0);
const NEVER = new AbortController().signal;
