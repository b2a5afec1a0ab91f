import { sql } from 'drizzle-orm';
import type { Audit } from '../audit/audit.ts';
import type { Database, Tx } from '../db/client.ts';
import { DatabaseAway } from '../db/failure.ts';
import type { Clock } from '../ground/clock.ts';
import { type AppError, type ErrorCode, isAppError, toErrorCode } from '../ground/errors.ts';
import type { Random } from '../ground/random.ts';
import { atStep } from '../ground/steps.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { load } from '../people/profile-store.ts';
import type { OutgoingMessage } from '../ports/chat.ts';
import type { EyesOf } from '../ports/connections.ts';
import type { Sealing } from '../vault/sealing.ts';
import type { StoredFiles } from '../vault/stored-files.ts';
import { makeCard } from './card/card.ts';
import { decisionOn } from './decision.ts';
import type { Executor } from './execute.ts';
import { outcomeIn } from './found-outside.ts';
import type { ActionContext, Effect, InsideKind, Kind, OutsideContext, OutsideKind, Scene } from './kind.ts';
import { type ActionRow, accessOf, byKey, insertAction } from './ledger.ts';
import { noticing } from './noticing.ts';
import type { Decide, Decision } from './policy.ts';
import { isTrusted, learnFrom } from './trust.ts';
import { refuseUnstorable } from './unstorable.ts';

/** One wish for an action, from a model's tool call or a command. */
export interface Wish {
  readonly personId: string;
  readonly kind: string;
  /** Untrusted: what the model or the command wrote. */
  readonly input: unknown;
  /** The same key is the same wish: it runs once. */
  readonly key: string;
  /** The key of what wished for it: an inbox key, or a schedule's. */
  readonly source: string;
  readonly turnId?: string;
  readonly tainted: boolean;
  readonly unattended: boolean;
  /** Who wishes it in the person's place, by a role that allows it: `telegram:123456789 as delegate`. */
  readonly by?: string;
  /** What the person typed for this turn, without forwards, quotations and files. */
  readonly ownWords?: string;
  /** The person's own command is this very wish. */
  readonly commanded?: boolean;
  /** SHA-256 of the prompt whose answer this is, in hex. */
  readonly promptHash?: string;
}

export type ActOutcome =
  | {
      readonly state: 'done';
      readonly said: string;
      readonly actionId: string;
      readonly undoable: boolean;
      /** Ids of stored files that the person gets with the answer. */
      readonly files?: readonly string[];
      /** True when `said` holds text from outside, or the wish was tainted already. */
      readonly tainted: boolean;
      readonly effect: Effect;
    }
  /** Nothing has happened: the card asks the person first. */
  | { readonly state: 'proposed'; readonly card: OutgoingMessage; readonly actionId: string }
  /**
   * It did not come about, or nobody can tell: the sentence says what to do. `tainted`: it may repeat words from outside. `code`: of the
   * error, where surely nothing happened.
   */
  | { readonly state: 'refused'; readonly said: string; readonly tainted?: boolean; readonly code?: ErrorCode };

export type Act = (wish: Wish) => Promise<ActOutcome>;

export interface ActionDeps {
  readonly db: Database;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly audit: Audit;
  readonly buttons: Buttons;
  readonly clock: Clock;
  readonly random: Random;
  /** How long a card stays open. */
  readonly approvalTtlMinutes: number;
  readonly decide: Decide;
  readonly eyesOf: EyesOf;
  readonly executor: Executor;
  readonly storedFiles: StoredFiles;
  readonly sealing: Sealing;
}

/**
 * The one door through which anything is done: exact arguments, the policy's decision, then the deed or a card. What is done to our own
 * data is one transaction with its ledger row; what reaches outside has its row before it begins. The same wish again gives the first
 * outcome again and does nothing.
 */
export function createAct(deps: ActionDeps): Act {
  return async (wish) => {
    const kind = deps.kinds.get(wish.kind);
    if (!kind) return { state: 'refused', said: `There is no tool ${wish.kind}.` };
    const seen = { outside: false };
    try {
      refuseUnstorable(wish.input);
      return await (kind.where === 'inside' ? actInside(deps, kind, wish) : actOutside(deps, kind, wish, seen));
    } catch (error) {
      if (!isAppError(error) || error instanceof DatabaseAway) throw error;
      await recordIfDenied(deps, kind, wish, error);
      const mayRepeat = seen.outside || error.tainted;
      return { state: 'refused', said: error.message, code: error.code, ...(mayRepeat && { tainted: true }) };
    }
  };
}

/** What was denied before it came to a row of the ledger stands in the record all the same. */
async function recordIfDenied(deps: ActionDeps, kind: Kind, { personId, source }: Wish, { code }: AppError): Promise<void> {
  if (code !== 'denied') return;
  const access = accessOf(kind.usualEffect);
  const entry = { at: deps.clock.now(), dataType: kind.area, access, action: `${kind.name} denied`, ref: source };
  await deps.db.asPerson(personId, (tx) => deps.audit.record(tx, personId, [entry]));
}

/** Of two equal wishes at once, the second waits for the first and then finds its row. */
async function earlierRow(tx: Tx, wish: Wish): Promise<ActionRow | undefined> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`wish ${wish.personId} ${wish.key}`}, 0))`);
  return byKey(tx, wish.personId, wish.key);
}

async function sceneOf(tx: Tx, wish: Wish, clock: Clock): Promise<Scene> {
  const { personId, source, tainted, ownWords = '', commanded = false } = wish;
  return { personId, profile: await load(tx, personId), now: clock.now(), source, tainted, ownWords, commanded };
}

async function actInside(deps: ActionDeps, kind: InsideKind, wish: Wish): Promise<ActOutcome> {
  return deps.db.asPerson(wish.personId, async (tx) => {
    const earlier = await earlierRow(tx, wish);
    if (earlier) return outcomeOf(deps, tx, earlier);
    const context: ActionContext = { ...(await sceneOf(tx, wish, deps.clock)), tx };
    const trusted = await isTrusted(tx, wish);
    const args = await kind.resolve(context, wish.input);
    const effect = kind.effect(args, context);
    const decision = decisionOn(deps.decide, { kind, args, effect, wish }, { ...context, trusted });
    if (decision.decision === 'ask')
      return propose(deps, tx, { kind, wish, scene: context, args, effect, decision }, await kind.warn(context, args));
    const id = deps.random.uuid();
    const { said, undo, tainted = false } = await kind.run({ ...context, actionId: id }, args);
    const row = await insertAction(tx, kind, wish, args, {
      id,
      effect,
      state: 'done',
      decidedBy: decision.rule,
      outcome: said,
      undo: undo ?? null,
      createdAt: context.now,
      finishedAt: context.now,
      tainted: wish.tainted || tainted,
    });
    await deps.audit.record(tx, wish.personId, [
      { at: context.now, dataType: kind.area, access: accessOf(effect), action: kind.name, ref: row.id },
    ]);
    await learnFrom(deps, tx, kind, row, context.now);
    return outcomeOf(deps, tx, row);
  });
}

async function actOutside(deps: ActionDeps, kind: OutsideKind, wish: Wish, seen: { outside: boolean }): Promise<ActOutcome> {
  const { personId } = wish;
  const inDb = <T>(work: (tx: Tx) => Promise<T>) => deps.db.asPerson(personId, work);
  const earlier = await inDb((tx) => byKey(tx, personId, wish.key));
  if (earlier) return finished(deps, earlier);

  const [scene, trusted] = await inDb(async (tx) => [await sceneOf(tx, wish, deps.clock), await isTrusted(tx, wish)] as const);
  const prepared = await deps.executor.watched(personId, async (signal) => {
    const context: OutsideContext = { ...scene, eyes: noticing(await deps.eyesOf(personId), seen), inDb, signal };
    const args = await kind.resolve(context, wish.input);
    const effect = kind.effect(args, context);
    const decision = decisionOn(deps.decide, { kind, args, effect, wish }, { ...scene, trusted });
    return { args, effect, decision, warnings: decision.decision === 'ask' ? await kind.warn(context, args) : [] };
  });
  const { args, effect, decision, warnings } = prepared;
  const row = await inDb(async (tx) => {
    const already = await earlierRow(tx, wish);
    if (already) return already;
    if (decision.decision === 'ask') return propose(deps, tx, { kind, wish, scene, args, effect, decision }, warnings);
    const begun = { effect, state: 'running', decidedBy: decision.rule, createdAt: scene.now, runAt: scene.now } as const;
    return insertAction(tx, kind, wish, args, begun);
  });
  return 'card' in row ? row : finished(deps, row);
}

/** What a row came to; one that is under way is waited for. */
async function finished(deps: ActionDeps, row: ActionRow): Promise<ActOutcome> {
  const settled = row.state === 'running' ? await deps.executor.finish(row) : row;
  return deps.db.asPerson(row.personId, (tx) => outcomeOf(deps, tx, settled));
}

interface Proposal {
  readonly kind: Kind;
  readonly wish: Wish;
  readonly scene: Scene;
  readonly args: object;
  readonly effect: Effect;
  readonly decision: Decision;
}

async function propose(
  deps: ActionDeps,
  tx: Tx,
  { kind, wish, scene, args, effect, decision }: Proposal,
  warnings: readonly string[],
): Promise<ActOutcome & { readonly state: 'proposed' }> {
  const expiresAt = scene.now.add({ minutes: deps.approvalTtlMinutes });
  const open = { effect, state: 'proposed' as const, decidedBy: decision.rule, warnings: [...warnings], expiresAt };
  const row = await atStep('approval-stored', () => insertAction(tx, kind, wish, args, { ...open, createdAt: scene.now }));
  return { state: 'proposed', card: await makeCard(tx, deps, kind, row, scene.profile), actionId: row.id };
}

async function outcomeOf(deps: ActionDeps, tx: Tx, row: ActionRow): Promise<ActOutcome> {
  const kind = deps.kinds.get(row.kind);
  if (!kind) throw new Error(`the ledger names the kind ${row.kind}, which does not exist`);
  const { id: actionId, tainted, effect } = row;
  switch (row.state) {
    case 'proposed':
      return { state: 'proposed', card: await makeCard(tx, deps, kind, row, await load(tx, row.personId)), actionId };
    case 'failed': {
      const code = toErrorCode(row.failure);
      const said = row.outcome ?? 'That did not work.';
      return { state: 'refused', said, tainted: tainted || kind.where === 'outside', ...(code && { code }) };
    }
    case 'unknown':
    case 'declined':
    case 'expired':
    case 'superseded':
    case 'stopped':
      return { state: 'refused', said: row.outcome ?? 'That did not work.', tainted: tainted || kind.where === 'outside' };
    default:
      return {
        state: 'done',
        said: (await outcomeIn(deps.sealing, tx, row)) ?? 'Done.',
        actionId,
        undoable: row.undo !== null && row.state === 'done',
        files: row.state === 'done' ? kind.files(row.undo) : [],
        tainted,
        effect,
      };
  }
}
