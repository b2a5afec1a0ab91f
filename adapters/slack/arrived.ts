import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import { Temporal } from 'temporal-polyfill';
import type { Delivery } from '../../src/ports/chat.ts';
import { readHistory } from './history.ts';
import type { Bot } from './parse.ts';
import { parseChat } from './place.ts';
import type { Part } from './render.ts';
import type { PastMessage } from './schema.ts';

/** Metadata that we put on a message: nobody sees it, and it comes back with the history. */
export const PART_EVENT = 'adjutant_part';
/** Our clock and Slack's may differ by as much. */
const SKEW = { seconds: 60 };

/** Tells this part of this delivery from any other, and nothing of what it says. */
export function partMark(key: string, index: number): string {
  return `${createHash('sha256').update(key).digest('base64url').slice(0, 22)}.${index}`;
}

/** Says of a part, by its place, the id under which an earlier try has brought it; undefined when it surely is not there. */
export type FindPart = (part: Part, index: number) => string | undefined;

/** Looks up in the conversation what became of an earlier try. Rejects when Slack does not say. */
export async function lookForParts(web: WebClient, bot: Bot | undefined, { chat, doubt, key }: Delivery): Promise<FindPart> {
  if (!doubt) return () => undefined;
  const since = Temporal.Instant.from(doubt.since).subtract(SKEW);
  const past = await readHistory(web, parseChat(chat), since);
  const taken = new Set<string>();
  return (part, index) => {
    const found = past.find((message) => !taken.has(message.ts) && isPart(message, part, partMark(key, index), bot));
    if (found) taken.add(found.ts);
    return found?.ts;
  };
}

/** A file's message takes no metadata: it is known by the file itself. */
function isPart({ user, files, metadata }: PastMessage, part: Part, mark: string, bot: Bot | undefined): boolean {
  if (part.kind === 'text') return metadata?.event_type === PART_EVENT && metadata.event_payload.part === mark;
  const { name, bytes } = part.file;
  return user === bot?.user && (files ?? []).some((file) => file.name === name && file.size === bytes.length);
}
