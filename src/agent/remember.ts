import { Temporal } from 'temporal-polyfill';
import type { Audit } from '../audit/audit.ts';
import type { Tx } from '../db/client.ts';
import { type Episode, recentEpisodes } from '../memory/episodes.ts';
import type { Prepared, Recall } from '../memory/recall.ts';
import { recallLineText } from '../memory/recall-line.ts';
import type { Profile } from '../people/profile.ts';
import { load } from '../people/profile-store.ts';
import type { Platform } from '../ports/chat.ts';
import type { Earlier } from './prompt.ts';

/** What is known when the model is asked. */
export interface Known {
  readonly profile: Profile;
  readonly earlier: readonly Earlier[];
  /** Lines for the prompt, each with its source id. */
  readonly memory: readonly string[];
  /** Ids of the memories in those lines. */
  readonly sources: readonly string[];
  /** True when something from outside is among it. */
  readonly tainted: boolean;
}

interface Question {
  readonly personId: string;
  readonly platform: Platform;
  readonly chat: string;
  readonly own: string;
  readonly prepared: Prepared;
  readonly now: Temporal.Instant;
  readonly turnId: string;
  /** For what is kept for the session only: the turn sees what else is. */
  readonly sessionUntil?: Temporal.Instant;
  /** True where the model that will read it is far away. */
  readonly sparing: boolean;
}

const RECENT_MESSAGES = 10;
/** Words from outside that were just talked about stay in sight this long; later only a search brings them back. */
const OUTSIDE_STAYS_MINUTES = 30;

/** Gathers the conversation so far and the memories that bear on the request, and puts on record that they were read. */
export async function remember(
  deps: { readonly recall: Recall; readonly audit: Audit },
  tx: Tx,
  question: Question,
): Promise<Known> {
  const { personId, platform, chat, own, prepared, now, turnId, sparing, sessionUntil } = question;
  const profile = await load(tx, personId);
  const recent = await recentEpisodes(tx, personId, {
    platform,
    chat,
    limit: RECENT_MESSAGES,
    session: sessionUntil !== undefined,
  });
  const exclude = recent.map((episode) => episode.id);
  const asked = { personId, text: own, prepared, now, zone: profile.identity.timezone, exclude, includeOutside: false, sparing };
  const lines = await deps.recall.recall(tx, asked);
  if (lines.length > 0) {
    await deps.audit.record(tx, personId, [
      { at: now, dataType: 'memory', access: 'read', action: 'recall', ref: `${lines.length} for turn ${turnId}` },
    ]);
  }
  const zone = profile.identity.timezone;
  const fresh = (episode: Episode) => Temporal.Instant.compare(episode.at.add({ minutes: OUTSIDE_STAYS_MINUTES }), now) > 0;
  return {
    profile,
    earlier: recent.map((episode) => toEarlier(episode, fresh(episode))),
    memory: lines.map((line) => recallLineText(line, zone)),
    sources: lines.map((line) => line.id),
    tainted: recent.some((episode) => episode.tainted && fresh(episode)),
  };
}

function toEarlier({ role, text, tainted }: Episode, fresh: boolean): Earlier {
  return { role, text: tainted && !fresh ? '(this held words from outside; search memory to read it again)' : text };
}
