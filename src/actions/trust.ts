import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { trust } from '../db/schema/actions.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { enqueue } from '../outbox/outbox.ts';
import type { Button, OutgoingMessage } from '../ports/chat.ts';
import type { Wish } from './act.ts';
import { isBySetting } from './by-setting.ts';
import { cardKey } from './card/card.ts';
import type { Kind } from './kind.ts';
import { type ActionRow, byId } from './ledger.ts';

/** What the person can answer to an offer; each verb names its rung, so that an old button never gives more than its message said. */
export const TRUST_VERBS = ['trustundo', 'trustsilent', 'keep'] as const;
export type TrustVerb = (typeof TRUST_VERBS)[number];

type Standing = typeof trust.$inferSelect;

/** So many clean runs earn an offer, and as many more the next. */
const RUNS_TO_EARN = 10;
/** Until then taking something back counts as a correction. */
const HOURS_TO_CORRECT = 24;

/** True when nobody is there and the person let this kind run then. What the policy does with it stands in policy.ts. */
export async function isTrusted(tx: Tx, { personId, kind, unattended }: Wish): Promise<boolean> {
  if (!unattended) return false;
  const [standing] = await tx.select().from(trust).where(ofKind(personId, kind));
  return standing !== undefined && standing.rung !== 'ask';
}

/**
 * What a settled action says of the trust in its kind. One that was wished for while nobody was there, changed only what is the person's
 * and was let happen is a clean run; to decline it, to change it or to take it back within a day is a correction: all trust in the kind
 * is gone. What ran by itself is told on the rung `undo`. What a standing consent let happen says nothing of the kind.
 */
export async function learnFrom(
  deps: { readonly buttons: Buttons },
  tx: Tx,
  kind: Kind,
  row: ActionRow,
  now: Temporal.Instant,
): Promise<void> {
  if (!row.unattended || row.effect !== 'private' || isBySetting(row.decidedBy)) return;
  switch (row.state) {
    case 'done':
      return countClean(deps, tx, kind, row, now);
    case 'declined':
    case 'superseded':
      return loseTrust(tx, row);
    case 'undone':
      return isRecent(row, now) ? loseTrust(tx, row) : undefined;
    default:
      return;
  }
}

async function countClean(
  { buttons }: { readonly buttons: Buttons },
  tx: Tx,
  kind: Kind,
  row: ActionRow,
  now: Temporal.Instant,
): Promise<void> {
  const { personId, id } = row;
  const [standing] = await tx
    .insert(trust)
    .values({ personId, kind: row.kind, cleanRuns: 1 })
    .onConflictDoUpdate({ target: [trust.personId, trust.kind], set: { cleanRuns: sql`${trust.cleanRuns} + 1` } })
    .returning();
  if (!standing) throw new Error('the run was not counted');
  const sign = (verb: string, label: string): Button => ({ id: buttons.sign({ verb, id }, personId), label, style: 'plain' });
  const why = { trigger: 'what you let me do by myself', by: 'rule', sources: [row.origin], actions: [id] };
  if (row.expiresAt === null && standing.rung === 'undo') {
    const buttonsOf = row.undo === null ? {} : { buttons: [[sign('undo', 'Undo')]] };
    const message = { text: `✓ ${row.outcome}`, ...buttonsOf };
    await enqueue(tx, { personId, key: cardKey(id), message, why, now });
  }
  if (standing.cleanRuns % RUNS_TO_EARN !== 0 || standing.rung === 'silent') return;
  await tx.update(trust).set({ offeredAt: now }).where(ofKind(personId, row.kind));
  await enqueue(tx, { personId, key: offerKey(id), message: offer(kind, standing, sign), why, now });
}

/** The person corrected what was done: the kind is asked about again. */
export async function loseTrust(tx: Tx, { personId, kind }: Pick<ActionRow, 'personId' | 'kind'>): Promise<void> {
  await tx.update(trust).set({ rung: 'ask', cleanRuns: 0, offeredAt: null }).where(ofKind(personId, kind));
}

/** The outbox key of the offer that the run of this action earned. */
export function offerKey(actionId: string): string {
  return `trust:${actionId}`;
}

export interface OfferAnswer {
  readonly said: string;
  /** False when the offer was answered before, or does not stand any more. */
  readonly counts: boolean;
}

/** Answers an open offer, by the person's own tap: only here a rung is climbed. `actionId` is of the run that earned it. */
export async function answerOffer(tx: Tx, personId: string, actionId: string, verb: TrustVerb): Promise<OfferAnswer> {
  const row = await byId(tx, personId, actionId);
  if (!row) return { said: STALE, counts: false };
  const { from, change, said } = ANSWERS[verb];
  const open = and(ofKind(personId, row.kind), isNotNull(trust.offeredAt), from && eq(trust.rung, from));
  const changed = await tx
    .update(trust)
    .set({ ...change, offeredAt: null })
    .where(open)
    .returning();
  return changed.length === 0 ? { said: STALE, counts: false } : { said, counts: true };
}

const STALE = 'This was answered before, or I was corrected since. Nothing changed.';

const ANSWERS: Record<
  TrustVerb,
  { readonly from?: Standing['rung']; readonly change: Partial<Standing>; readonly said: string }
> = {
  trustundo: {
    from: 'ask',
    change: { rung: 'undo', cleanRuns: 0 },
    said: 'From now on I do it by myself and tell you, with Undo. One Undo, and I ask again.',
  },
  trustsilent: {
    from: 'undo',
    change: { rung: 'silent', cleanRuns: 0 },
    said: 'From now on I do it by myself without a word; /undo and /audit know of it. One Undo, and I ask again.',
  },
  keep: { change: {}, said: 'Then it stays as it is.' },
};

function offer(kind: Kind, { rung, cleanRuns }: Standing, sign: (verb: TrustVerb, label: string) => Button): OutgoingMessage {
  const what = `**${kind.verb}** (\`${kind.name}\`)`;
  const limits = 'What reaches others or cannot be undone, and whatever holds words from outside, I always ask about.';
  return rung === 'ask'
    ? {
        text: `${what}: ${cleanRuns} times I wished to do this while you were away, and you let it stand. Shall I do it without asking and tell you, with Undo? ${limits}`,
        buttons: [[sign('trustundo', 'Yes, with Undo'), sign('keep', 'Keep asking')]],
      }
    : {
        text: `${what}: ${cleanRuns} times I did this by myself, and you let it stand. Shall I stop telling you of it? ${limits}`,
        buttons: [[sign('trustsilent', 'Yes, silently'), sign('keep', 'Keep telling me')]],
      };
}

function ofKind(personId: string, kind: string) {
  return and(eq(trust.personId, personId), eq(trust.kind, kind));
}

function isRecent({ finishedAt }: ActionRow, now: Temporal.Instant): boolean {
  return finishedAt === null || finishedAt.until(now).total('hours') <= HOURS_TO_CORRECT;
}
