import { and, eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../../db/client.ts';
import { inbox } from '../../db/schema/chat.ts';
import { nearText } from '../../reminders/moment-text.ts';
import type { ActionRow } from '../ledger.ts';

const sent = z.object({ sentAt: z.iso.datetime({ offset: true }) });

/** Where the wish for an action came from, for its card: `From your message of 10:02.` */
export async function originOf(tx: Tx, row: ActionRow, zone: string): Promise<string> {
  const [source] = await tx
    .select({ kind: inbox.kind, payload: inbox.payload, receivedAt: inbox.receivedAt })
    .from(inbox)
    .where(and(eq(inbox.personId, row.personId), eq(inbox.key, row.origin)));
  const foreign = row.tainted ? ' Text from outside stood in this request: make sure that it is you who wants it.' : '';
  return `${whereFrom(source, row, zone)}.${foreign}`;
}

type Source = Pick<typeof inbox.$inferSelect, 'kind' | 'payload' | 'receivedAt'> | undefined;

function whereFrom(source: Source, { createdAt, unattended, origin }: ActionRow, zone: string): string {
  if (source?.kind === 'press') return `From your press on a button, ${nearText(source.receivedAt, createdAt, zone)}`;
  if (!source && origin.startsWith('mail:')) return 'Because of a mail that came in, not of a message of yours';
  if (!source) return unattended ? 'From a schedule, not from a message of yours' : 'Not from a message of yours';
  const { data } = sent.safeParse(source.payload);
  const at = data ? Temporal.Instant.from(data.sentAt) : source.receivedAt;
  return `From your message of ${nearText(at, createdAt, zone)}`;
}
