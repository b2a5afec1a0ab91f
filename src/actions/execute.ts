import { sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Audit } from '../audit/audit.ts';
import type { Database, Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import type { Clock } from '../ground/clock.ts';
import { AppError, isAppError } from '../ground/errors.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { load } from '../people/profile-store.ts';
import type { Act, ActOutcome, Wish } from './act.ts';
import { hashOf } from './canonical.ts';
import { renderCard } from './card.ts';
import type { ActionContext, Kind } from './kind.ts';
import { type ActionRow, byKey } from './ledger.ts';
import { type Decision, decide } from './policy.ts';

export interface ActionDeps {
  readonly db: Database;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly audit: Audit;
  readonly buttons: Buttons;
  readonly clock: Clock;
  /** How long a card stays open. */
  readonly approvalTtlMinutes: number;
}

/**
 * The one door through which anything is done: exact arguments, the policy's decision, then the deed and its ledger row in one
 * transaction, or a card. The same wish again gives the first outcome again and does nothing.
 */
export function createAct(deps: ActionDeps): Act {
  return async (wish) => {
    const kind = deps.kinds.get(wish.kind);
    if (!kind) return { state: 'refused', said: `There is no tool ${wish.kind}.` };
    try {
      return await deps.db.asPerson(wish.personId, async (tx) => {
        // Of two equal wishes at once, the second waits here and then finds the first.
        await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`wish ${wish.personId} ${wish.key}`}, 0))`);
        const earlier = await byKey(tx, wish.personId, wish.key);
        return earlier ? await replay(deps, tx, kind, earlier) : await first(deps, tx, kind, wish);
      });
    } catch (error) {
      if (isAppError(error, 'invalid') || isAppError(error, 'not-found')) return { state: 'refused', said: error.message };
      throw error;
    }
  };
}

async function first(deps: ActionDeps, tx: Tx, kind: Kind, wish: Wish): Promise<ActOutcome> {
  const context: ActionContext = {
    tx,
    personId: wish.personId,
    profile: await load(tx, wish.personId),
    now: deps.clock.now(),
    source: wish.source,
    tainted: wish.tainted,
  };
  refuseUnstorable(wish.input);
  const args = await kind.resolve(context, wish.input);
  const decision = decide({ effect: kind.effect, tainted: wish.tainted, unattended: wish.unattended, trusted: false });
  return decision.decision === 'run'
    ? await runNow(deps, kind, wish, context, args, decision)
    : await propose(deps, kind, wish, context, args, decision);
}

/** Postgres takes neither U+0000 nor half a surrogate pair, and what cannot be stored exactly must not run. */
function refuseUnstorable(input: unknown): void {
  JSON.stringify(input, (_, value) => {
    if (typeof value !== 'string' || !/[\0\p{Cs}]/u.test(value)) return value;
    throw new AppError(
      'invalid',
      'The text holds a character that cannot be stored (U+0000 or half an emoji). Write it without.',
    );
  });
}

async function runNow(
  deps: ActionDeps,
  kind: Kind,
  wish: Wish,
  context: ActionContext,
  args: object,
  { rule }: Decision,
): Promise<ActOutcome> {
  const { said, undo, tainted = false } = await kind.run(context, args);
  const row = await insert(context.tx, kind, wish, args, context.now, {
    state: 'done',
    decidedBy: rule,
    outcome: said,
    undo: undo ?? null,
    finishedAt: context.now,
    tainted: wish.tainted || tainted,
  });
  const access = kind.effect === 'read' ? 'read' : 'write';
  await deps.audit.record(context.tx, wish.personId, [
    { at: context.now, dataType: kind.area, access, action: kind.name, ref: row.id },
  ]);
  return { state: 'done', said, actionId: row.id, undoable: undo !== undefined, tainted: row.tainted, effect: kind.effect };
}

async function propose(
  deps: ActionDeps,
  kind: Kind,
  wish: Wish,
  context: ActionContext,
  args: object,
  { rule }: Decision,
): Promise<ActOutcome> {
  const expiresAt = context.now.add({ minutes: deps.approvalTtlMinutes });
  const row = await insert(context.tx, kind, wish, args, context.now, { state: 'proposed', decidedBy: rule, expiresAt });
  const { personId, profile } = context;
  const card = renderCard({ buttons: deps.buttons, kind, args, profile, personId, actionId: row.id, rule, expiresAt });
  return { state: 'proposed', card, actionId: row.id };
}

async function insert(
  tx: Tx,
  kind: Kind,
  wish: Wish,
  args: object,
  now: Temporal.Instant,
  rest: Partial<ActionRow> & Pick<ActionRow, 'state'>,
): Promise<ActionRow> {
  const [row] = await tx
    .insert(actions)
    .values({
      personId: wish.personId,
      key: wish.key,
      turnId: wish.turnId ?? null,
      kind: kind.name,
      args,
      argsHash: hashOf(args),
      tainted: wish.tainted,
      unattended: wish.unattended,
      origin: wish.source,
      createdAt: now,
      ...rest,
    })
    .returning();
  if (!row) throw new Error('the ledger took no row');
  return row;
}

/** What an earlier run of the same wish came to. */
async function replay(deps: ActionDeps, tx: Tx, kind: Kind, row: ActionRow): Promise<ActOutcome> {
  if (row.state !== 'proposed' || !row.expiresAt) {
    return {
      state: 'done',
      said: row.outcome ?? 'Done.',
      actionId: row.id,
      undoable: row.undo !== null && row.state === 'done',
      tainted: row.tainted,
      effect: kind.effect,
    };
  }
  const profile = await load(tx, row.personId);
  const card = renderCard({
    buttons: deps.buttons,
    kind,
    args: row.args,
    profile,
    personId: row.personId,
    actionId: row.id,
    rule: row.decidedBy ?? '',
    expiresAt: row.expiresAt,
  });
  return { state: 'proposed', card, actionId: row.id };
}
