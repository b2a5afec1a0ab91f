import type { WebClient } from '@slack/web-api';
import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Conversation } from './place.ts';
import { type PastMessage, pastSchema } from './schema.ts';

const PAGE = 200;
/** More than this lies too far back to be read. */
const MOST_PAGES = 10;

const page = z.object({
  messages: z.array(z.unknown()).default([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** The messages of a conversation, or of a thread in it, since an instant; with our own marks on them, in the order of time. */
export async function readHistory(
  web: WebClient,
  { channel, thread }: Conversation,
  since: Temporal.Instant,
  signal?: AbortSignal,
): Promise<PastMessage[]> {
  const found: PastMessage[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    signal?.throwIfAborted();
    const args = { channel, oldest: toTs(since), limit: PAGE, include_all_metadata: true, ...(cursor && { cursor }) };
    const answer = thread ? await web.conversations.replies({ ...args, ts: thread }) : await web.conversations.history(args);
    const { messages, response_metadata } = page.parse(answer);
    for (const message of messages) {
      const parsed = pastSchema.safeParse(message);
      if (parsed.success) found.push(parsed.data);
    }
    cursor = response_metadata?.next_cursor || undefined;
    if (!cursor) break;
  }
  return found.sort((a, b) => Number(a.ts) - Number(b.ts));
}

export function toTs(instant: Temporal.Instant): string {
  return (instant.epochMilliseconds / 1000).toFixed(6);
}
