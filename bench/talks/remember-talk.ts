import type { Database } from '../../src/db/client.ts';
import { persons } from '../../src/db/schema/people.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { recordEpisode } from '../../src/memory/episodes.ts';
import { createIndexing } from '../../src/memory/indexing.ts';
import { shortId } from '../../src/memory/recall-line.ts';
import type { Embedder } from '../../src/ports/embedder.ts';
import { quietLog } from '../open-place.ts';
import type { Talk } from './talk.ts';

/** A person who holds the talk in memory. */
export interface Rememberer {
  readonly personId: string;
  /** The id of the turn that a line of recall shows. */
  turnOf(lineId: string): string | undefined;
}

/** Gives a new person a talk as episodes, a minute between two turns, each with the name of who speaks, and indexes them. */
export async function rememberTalk(db: Database, embedder: Embedder, talk: Talk): Promise<Rememberer> {
  const [person] = await db.asSystem((tx) =>
    tx.insert(persons).values({ createdAt: systemClock.now() }).returning({ id: persons.id }),
  );
  if (!person) throw new Error('the database returned no person');
  const turns = new Map<string, string>();
  for (const session of talk.sessions) {
    await db.asPerson(person.id, async (tx) => {
      for (const [place, { id, speaker, text }] of session.turns.entries()) {
        const role = speaker === 'assistant' ? 'assistant' : 'person';
        const said = { platform: 'terminal', chat: session.chat, role, tainted: false, turnId: null } as const;
        const at = session.at.add({ minutes: place });
        const episode = await recordEpisode(tx, { personId: person.id, ...said, text: spoken(speaker, text), source: id, at });
        turns.set(shortId('episode', episode), id);
      }
    });
  }
  const indexing = createIndexing({ db, embedder, clock: systemClock, log: quietLog });
  indexing.soon(person.id);
  await indexing.settle();
  return { personId: person.id, turnOf: (lineId) => turns.get(lineId) };
}

function spoken(speaker: string, text: string): string {
  return speaker === 'me' || speaker === 'assistant' ? text : `${speaker}: ${text}`;
}
