import { and, desc, eq, gt, inArray, isNotNull, like, lt } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import { batchArgs } from '../../actions/kinds/mail/batch.ts';
import { movedMails } from '../../actions/kinds/mail/move.ts';
import type { ActionRow } from '../../actions/ledger.ts';
import type { Tx } from '../../db/client.ts';
import { actions } from '../../db/schema/actions.ts';
import { briefs } from '../../db/schema/planning.ts';
import { idsOf } from '../../mail/put-away-store.ts';
import { PUT_AWAY } from '../mail/put-away.ts';
import type { Fact, FactSource, InDb } from './fact.ts';

/** The button under a brief that says of one mail that it is no junk. */
export const NOT_JUNK_VERB = 'mnojunk';
/** The one that says of an archived one that the inbox is to keep what its sender writes. */
export const KEEP_VERB = 'mkeep';

const ARCHIVED = { section: 'Archived', most: 10, verb: KEEP_VERB, label: 'Keep' };
const JUNKED = { section: 'Moved to junk', most: 5, verb: NOT_JUNK_VERB, label: 'Not junk' };
/** Every platform has room for so many buttons beside the rest. */
const MOST_BUTTONS = 5;

/** R23, R24: the mail that was put away since the brief before today's, each with where it lies now and the way back. */
export const putAwayFacts: FactSource = {
  name: 'mail that was put away',
  area: 'mail',
  async read({ personId, profile, now }, inDb) {
    const today = now.toZonedDateTimeISO(profile.identity.timezone).toPlainDate();
    const rows = await inDb(async (tx) => putAwaySince(tx, personId, await lastBrief(tx, personId, today, now)));
    const facts: Fact[] = [];
    for (const row of rows) facts.push(...(await factsOf(row, inDb)));
    return facts;
  },
};

async function lastBrief(tx: Tx, personId: string, today: Temporal.PlainDate, now: Temporal.Instant): Promise<Temporal.Instant> {
  const [row] = await tx
    .select({ at: briefs.startedAt })
    .from(briefs)
    .where(and(eq(briefs.personId, personId), eq(briefs.kind, 'brief'), lt(briefs.day, today.toString())))
    .orderBy(desc(briefs.day))
    .limit(1);
  const yesterday = now.subtract({ hours: 24 });
  return row && Temporal.Instant.compare(row.at, yesterday) < 0 ? row.at : yesterday;
}

function putAwaySince(tx: Tx, personId: string, since: Temporal.Instant): Promise<ActionRow[]> {
  const ours = and(inArray(actions.kind, ['mail_archive', 'mail_junk']), like(actions.origin, `${PUT_AWAY}%`));
  return tx
    .select()
    .from(actions)
    .where(
      and(
        eq(actions.personId, personId),
        ours,
        isNotNull(actions.undo),
        eq(actions.state, 'done'),
        gt(actions.finishedAt, since),
      ),
    )
    .orderBy(actions.finishedAt, actions.kind);
}

async function factsOf(row: ActionRow, inDb: InDb): Promise<Fact[]> {
  const way = row.kind === 'mail_junk' ? JUNKED : ARCHIVED;
  const { account, mails } = movedMails.parse(row.undo);
  const messageIds = mails.map(({ messageId }) => messageId);
  const ids = await inDb((tx) => idsOf(tx, row.personId, account, messageIds));
  return toFacts(row, way, ({ messageId, sender }, index) => {
    const id = ids.get(messageId);
    if (id === undefined || index >= MOST_BUTTONS) return undefined;
    return { verb: way.verb, id, label: `${way.label}: ${sender}`.slice(0, 40) };
  });
}

type Moved = z.infer<typeof movedMails>['mails'][number];

function toFacts(
  row: ActionRow,
  { section, most }: Pick<typeof ARCHIVED, 'section' | 'most'>,
  pressOf: (mail: Moved, index: number) => Fact['press'],
): Fact[] {
  const asShown = batchArgs.parse(row.args).mails;
  const { mails } = movedMails.parse(row.undo);
  const lines = mails.slice(0, most).flatMap((mail, index): Fact[] => {
    const found = asShown.find(({ messageId }) => messageId === mail.messageId);
    if (!found) return [];
    const { from, subject } = found;
    const text = `${from.name || from.address}: ${subject || '(no subject)'}`.replace(/\s+/g, ' ').slice(0, 200);
    const press = pressOf(mail, index);
    return [{ section, source: `mail:${mail.id ?? mail.messageId}`, text, tainted: true, ...(press && { press }) }];
  });
  const more = mails.length - lines.length;
  if (more === 0) return lines;
  const press = { verb: 'undo', id: row.id, label: 'All back' };
  return [...lines, { section, source: `action:${row.id}`, text: `and ${more} more`, tainted: false, press }];
}
