import { and, desc, eq, isNull, or } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { episodes } from '../db/schema/memory.ts';
import { storableText } from '../db/storable.ts';
import type { Platform } from '../ports/chat.ts';

/** One thing that was said, word for word. */
export interface Episode {
  readonly id: string;
  readonly platform: Platform;
  readonly chat: string;
  readonly role: 'person' | 'assistant';
  readonly text: string;
  /** True when somebody else's words stand inside. */
  readonly tainted: boolean;
  /** The inbox or outbox key it came from. */
  readonly source: string;
  readonly turnId: string | null;
  readonly at: Temporal.Instant;
}

interface NewEpisode extends Omit<Episode, 'id'> {
  readonly personId: string;
  /** For what is kept for the session only: until then the conversation goes on from it, and no recall sees it. */
  readonly sessionUntil?: Temporal.Instant | undefined;
}

/** Stores it once: the same source again changes nothing. Returns the episode's id either way. */
export async function recordEpisode(tx: Tx, episode: NewEpisode): Promise<string> {
  const [stored] = await tx.insert(episodes).values(toRow(episode)).onConflictDoNothing().returning({ id: episodes.id });
  const [found] = stored
    ? [stored]
    : await tx
        .select({ id: episodes.id })
        .from(episodes)
        .where(and(eq(episodes.personId, episode.personId), eq(episodes.source, episode.source)));
  if (!found) throw new Error('an episode was inserted and gave no id');
  return found.id;
}

/** Stores several in their order, each once. */
export async function recordEpisodes(tx: Tx, said: readonly NewEpisode[]): Promise<void> {
  await tx.insert(episodes).values(said.map(toRow)).onConflictDoNothing();
}

function toRow({ sessionUntil, ...episode }: NewEpisode) {
  const row = { ...episode, text: storableText(episode.text) };
  return sessionUntil ? { ...row, class: 'session' as const, expiresAt: sessionUntil, forgottenAt: episode.at } : row;
}

/** The last `limit` things said in a conversation, oldest first; with `session`, also what is kept for the session only. */
export async function recentEpisodes(
  tx: Tx,
  personId: string,
  { platform, chat, limit, session = false }: RecentOf,
): Promise<Episode[]> {
  const here = and(eq(episodes.personId, personId), eq(episodes.platform, platform), eq(episodes.chat, chat));
  const newestFirst = await tx
    .select(columns)
    .from(episodes)
    .where(and(here, session ? or(isNull(episodes.forgottenAt), eq(episodes.class, 'session')) : isNull(episodes.forgottenAt)))
    .orderBy(desc(episodes.seq))
    .limit(limit);
  return newestFirst.reverse();
}

interface RecentOf {
  readonly platform: Platform;
  readonly chat: string;
  readonly limit: number;
  readonly session?: boolean;
}

/** The episode, unless it is forgotten or was never there. */
export async function episodeById(tx: Tx, personId: string, id: string): Promise<Episode | undefined> {
  const found = await tx
    .select(columns)
    .from(episodes)
    .where(and(eq(episodes.personId, personId), eq(episodes.id, id), isNull(episodes.forgottenAt)));
  return found[0];
}

const columns = {
  id: episodes.id,
  platform: episodes.platform,
  chat: episodes.chat,
  role: episodes.role,
  text: episodes.text,
  tainted: episodes.tainted,
  source: episodes.source,
  turnId: episodes.turnId,
  at: episodes.at,
};
