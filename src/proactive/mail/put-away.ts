import type { Temporal } from 'temporal-polyfill';
import type { Act, ActOutcome } from '../../actions/act.ts';
import { cardKey } from '../../actions/card/card.ts';
import type { Database } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import { describeError, type Log } from '../../ground/log.ts';
import { judged } from '../../mail/arrivals.ts';
import { markPutAway, toPutAway } from '../../mail/put-away-store.ts';
import { type ArrivedMail, wishesAbout } from '../../mail/watch-store.ts';
import { load } from '../../people/profile-store.ts';
import type { EyesOf } from '../../ports/connections.ts';
import type { MailSummary } from '../../ports/mail.ts';
import type { Notify } from '../notify/notify.ts';
import { inEachAccount, type MailEyes } from './in-each-account.ts';

interface PutAwayDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly eyesOf: EyesOf;
  readonly act: Act;
  readonly notify: Notify;
}

/** Once a day, before the brief that lists it. The same day again does nothing more. */
export type PutAway = (personId: string, signal: AbortSignal) => Promise<void>;

/** By it the brief knows what was put away. */
export const PUT_AWAY = 'put-away:';

const WAYS = [
  { category: 'informational', kind: 'mail_archive', where: 'the archive' },
  { category: 'spam', kind: 'mail_junk', where: 'the junk mail' },
] as const;

/** What was not put away by then stays where it is. */
const FRESH_DAYS = 7;
/** A mail may have lain there for a while before it was seen. */
const OLDEST_DAYS = 14;
const MOST = 500;

/**
 * R11, R23, R24: of what came in, the archive takes what is only to be known, and the junk mail what is surely junk. The rules decide which, never a
 * model alone; each is a wish like any other, so it is asked about until the person lets the kind happen by itself (actions/trust.ts).
 */
export function createPutAway(deps: PutAwayDeps): PutAway {
  const { db, log, eyesOf } = deps;
  return async (personId, signal) => {
    const { settings, identity } = await db.asPerson(personId, (tx) => load(tx, personId));
    if (!settings.mail.putAway) return;
    const day = deps.clock.now().toZonedDateTimeISO(identity.timezone).toPlainDate().toString();
    const kept = new Set(settings.mail.keepInInbox.map((address) => address.toLowerCase()));
    const isLeft = ({ category, sender }: ArrivedMail) => category === 'informational' && kept.has(sender.toLowerCase());
    await inEachAccount(
      await eyesOf(personId),
      (eyes) => putAwayIn(deps, { personId, day, isLeft }, eyes, signal),
      (error) => log.warn('mail-not-put-away', describeError(error)),
      signal,
    );
  };
}

interface Round {
  readonly personId: string;
  readonly day: string;
  /** True of what stays in the inbox by the person's wish. */
  readonly isLeft: (mail: ArrivedMail) => boolean;
}

async function putAwayIn(
  deps: PutAwayDeps,
  { personId, day, isLeft }: Round,
  eyes: MailEyes,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock, act } = deps;
  const { account, onlyRead } = eyes.mail;
  if (onlyRead) return;
  const since = clock.now().subtract({ hours: FRESH_DAYS * 24 });
  const fresh = await db.asPerson(personId, (tx) => toPutAway(tx, personId, account, since));
  const rows = fresh.filter((row) => !isLeft(row));
  const there = rows.length === 0 ? [] : await stillThere(deps, personId, rows, eyes, signal);
  for (const { category, kind, where } of WAYS) {
    const own = there.filter((row) => row.category === category);
    if (own.length === 0) continue;
    const outcome = await act({
      personId,
      kind,
      input: { mails: own.map(({ mailId }) => mailId), account },
      key: `${PUT_AWAY}${kind}:${account}:${day}`,
      source: `${PUT_AWAY}${day}`,
      tainted: false,
      unattended: true,
    });
    await settle(deps, personId, own, where, outcome);
  }
}

/** Those that lie in the inbox as they were seen; of junk, only whose sender is neither known nor trusted by now. */
async function stillThere(
  { db, clock }: PutAwayDeps,
  personId: string,
  rows: readonly ArrivedMail[],
  eyes: MailEyes,
  signal: AbortSignal,
): Promise<readonly ArrivedMail[]> {
  const since = clock.now().subtract({ hours: OLDEST_DAYS * 24 });
  const lying = await eyes.mail.search({ mailbox: 'inbox', since: since.toString() }, MOST, signal);
  const found = rows.flatMap((row) => {
    const mail = lying.find(({ id }) => id === row.mailId);
    return mail ? [{ row, mail }] : [];
  });
  const suspects = found.filter(({ row }) => row.category === 'spam').map(({ mail }) => mail);
  const spared = await sparedOf(db, personId, suspects, eyes, signal);
  return found.filter(({ mail }) => !spared.has(mail.id)).map(({ row }) => row);
}

async function sparedOf(
  db: Database,
  personId: string,
  suspects: readonly MailSummary[],
  eyes: MailEyes,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const known = (await judged(eyes, suspects, signal)).filter(({ isKnown }) => isKnown).map(({ mail }) => mail.id);
  const senders = suspects.map(({ from }) => from.address);
  const wishesOf = await db.asPerson(personId, (tx) => wishesAbout(tx, personId, senders));
  const trusted = suspects.filter(({ from }) => wishesOf(from.address).isTrusted).map(({ id }) => id);
  return new Set([...known, ...trusted]);
}

/** Each mail is put away or asked about once, whatever the person answers. */
async function settle(
  { db, clock, notify, log }: PutAwayDeps,
  personId: string,
  rows: readonly ArrivedMail[],
  where: string,
  outcome: ActOutcome,
): Promise<void> {
  const now: Temporal.Instant = clock.now();
  if (outcome.state === 'refused') log.warn('mail-not-put-away', { code: outcome.code ?? 'unknown' });
  await db.asPerson(personId, async (tx) => {
    if (outcome.state === 'proposed') {
      const count = rows.length === 1 ? '1 mail' : `${rows.length} mails`;
      const text = `${count} could go to ${where}: /cards asks you`;
      const news = { key: cardKey(outcome.actionId), kind: 'mail', urgency: 'soon', source: 'mail', tainted: true } as const;
      await notify(tx, { personId, ...news, text, message: outcome.card }, now);
    }
    await markPutAway(
      tx,
      personId,
      rows.map(({ id }) => id),
      now,
    );
  });
}
