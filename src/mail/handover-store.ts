import { and, eq, lt } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import { mailHandovers } from '../db/schema/mail.ts';
import type { Clock } from '../ground/clock.ts';
import type { Handovers } from '../ports/mail.ts';

const KEPT_DAYS = 90;

/** What is being handed over for one person, each step in a short transaction of its own. */
export function createHandovers({ db, clock }: { readonly db: Database; readonly clock: Clock }, personId: string): Handovers {
  const theirs = (messageId: string) => and(eq(mailHandovers.personId, personId), eq(mailHandovers.messageId, messageId));
  return {
    noted: (messageId) =>
      db.asPerson(personId, async (tx) => {
        const [row] = await tx.select({ name: mailHandovers.name }).from(mailHandovers).where(theirs(messageId));
        return row?.name;
      }),
    note: (messageId, name) =>
      db.asPerson(personId, async (tx) => {
        const notedAt = clock.now();
        const before = notedAt.subtract({ hours: KEPT_DAYS * 24 });
        await tx.delete(mailHandovers).where(and(eq(mailHandovers.personId, personId), lt(mailHandovers.notedAt, before)));
        await tx
          .insert(mailHandovers)
          .values({ personId, messageId, name, notedAt })
          .onConflictDoUpdate({ target: [mailHandovers.personId, mailHandovers.messageId], set: { name, notedAt } });
      }),
    forget: (messageId) =>
      db.asPerson(personId, async (tx) => {
        await tx.delete(mailHandovers).where(theirs(messageId));
      }),
  };
}
