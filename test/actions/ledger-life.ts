import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { cardKey } from '../../src/actions/card/card.ts';
import {
  type ActionResult,
  defineKind,
  defineOutsideKind,
  type Kind,
  type Scene,
  type Unanswered,
} from '../../src/actions/kind.ts';
import { type ActionRow, byId } from '../../src/actions/ledger.ts';
import type { Decide } from '../../src/actions/policy.ts';
import { createAudit } from '../../src/audit/audit.ts';
import type { Database, Tx } from '../../src/db/client.ts';
import { actions, trust } from '../../src/db/schema/actions.ts';
import { AppError, isAppError } from '../../src/ground/errors.ts';
import { systemRandom } from '../../src/ground/random.ts';
import { createButtons } from '../../src/outbox/buttons.ts';
import { enqueue } from '../../src/outbox/outbox.ts';
import { bindIdentity } from '../../src/people/identities.ts';
import { createPerson } from '../../src/people/persons.ts';
import { createActions } from '../../src/wiring/actions.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { silentLog } from '../fixtures/database.ts';
import { testSealing, testStoredFiles } from '../fixtures/stored-files.ts';
import { type Deed, type Fate, KINDS, type KindName, PERSON, type RowStep, type Step } from './ledger-model.ts';

const NAMES = Object.keys(KINDS) as KindName[];
const fate = z.object({ text: z.enum(['ok', 'fails', 'unknown']) });

/** The kinds of the model, working on a journal: each deed asks the ledger who allowed it, at the moment it is done. */
function kindsOf(deeds: Deed[]): Kind[] {
  async function doIt(name: KindName, { personId }: Scene, tx: Tx, actionId: string | undefined, text: Fate) {
    if (text === 'fails') throw new AppError('invalid', 'It fails.');
    const row = actionId === undefined ? undefined : await byId(tx, personId, actionId);
    deeds.push({ kind: name, decidedBy: row?.decidedBy ?? 'nobody' });
    return result(name, text);
  }
  return NAMES.map((name) => {
    const { effect, where, holdMs } = KINDS[name];
    const face = { name, description: name, effect, verb: 'Do', area: name, input: fate, args: fate, mainInput: 'text' } as const;
    const rest = { fields: { text: (value: string) => ({ label: 'Text', value }) }, undoData: z.object({}) };
    const undo = async () => 'Taken back.';
    if (where === 'inside') {
      return defineKind({
        ...face,
        ...rest,
        undo,
        resolve: async (_, input) => input,
        run: async (context, { text }) => done(await doIt(name, context, context.tx, context.actionId, text)),
      });
    }
    return defineOutsideKind({
      ...face,
      ...rest,
      undo,
      holdMs,
      resolve: async (_, input) => input,
      run: (context, { text }) => context.inDb((tx) => doIt(name, context, tx, context.actionId, text)),
    });
  });
}

function result(name: KindName, text: Fate): ActionResult<object> | Unanswered {
  if (text === 'unknown') return { unknown: 'no answer came' };
  return KINDS[name].undoable ? { said: 'Done.', undo: {} } : { said: 'Done.' };
}

function done(came: ActionResult<object> | Unanswered): ActionResult<object> {
  if ('unknown' in came) throw new Error('inside there is always an answer');
  return came;
}

/** One life of the real ledger for a new person, step by step as the model takes them. */
export async function createLife(db: Database, decide: Decide, trusted: ReadonlySet<KindName>) {
  const clock = createFakeClock('2026-11-21T08:00:00Z');
  const personId = await db.asSystem(async (tx) => {
    const id = await createPerson(tx, { zone: 'UTC', name: 'Ann', operator: false }, clock.now());
    await bindIdentity(tx, id, { platform: 'telegram', userId: id, chat: 'c', name: 'Ann' }, clock.now());
    for (const kind of trusted) await tx.insert(trust).values({ personId: id, kind, rung: 'silent' });
    return id;
  });
  const deeds: Deed[] = [];
  const ids: string[] = [];
  const asPerson = <T>(work: (tx: Tx) => Promise<T>) => db.asPerson(personId, work);
  const deps = {
    audit: createAudit(Buffer.alloc(32, 1)),
    buttons: createButtons(Buffer.alloc(32, 2)),
    sealing: testSealing(),
    storedFiles: testStoredFiles(),
  };
  const begin = () =>
    createActions({
      ...deps,
      db,
      clock,
      decide,
      kinds: kindsOf(deeds),
      log: silentLog,
      connections: fakeConnections(),
      approvalTtlMinutes: 24 * 60,
      random: systemRandom,
      onQueued: () => undefined,
    });
  let parts = begin();
  let steps = 0;

  const rows = () => asPerson((tx) => tx.select().from(actions).where(eq(actions.personId, personId)));

  async function wish({ kind, fate: text, tainted, unattended }: Extract<Step, { do: 'wish' }>): Promise<void> {
    const key = `k${steps}`;
    const outcome = await parts.act({ personId, kind, input: { text }, key, source: key, tainted, unattended });
    if (outcome.state !== 'proposed') return;
    const why = { trigger: 'x', by: 'rule', sources: [], actions: [] };
    const card = { personId, key: cardKey(outcome.actionId), message: outcome.card, why, now: clock.now() };
    await asPerson((tx) => enqueue(tx, card));
  }

  async function onRow(step: RowStep, id: string): Promise<void> {
    const { approvals, undo, edit } = parts;
    switch (step.do) {
      case 'press':
        return void (await asPerson((tx) => approvals.approve(tx, personId, id, PERSON)));
      case 'decline':
        return void (await asPerson((tx) => approvals.decline(tx, personId, id)));
      case 'again':
        return void (await asPerson((tx) => approvals.again(tx, personId, id, PERSON)));
      case 'leave':
        return void (await asPerson((tx) => approvals.leave(tx, personId, id)));
      case 'undo':
        return void (await undo.one(personId, id, `k${steps}`).catch(whenNothing));
      case 'edit': {
        // The conversation takes words for a change of an open card only.
        const row = await asPerson((tx) => byId(tx, personId, id));
        if (row?.state === 'proposed') await edit.apply(personId, id, message(step.fate));
      }
    }
  }

  const message = (text: string) => ({
    key: `telegram:k${steps}`,
    platform: 'telegram' as const,
    chat: 'c',
    direct: true,
    user: { id: '7' },
    text,
    sentAt: clock.now().toString(),
    messageId: `${steps}`,
    edited: false,
    files: [],
  });

  /** What is due is carried out; what a wish or a change of one has added stands behind the others. */
  async function letTimePass(): Promise<void> {
    const now = clock.now().epochMilliseconds;
    for (const row of await rows()) {
      if (!ids.includes(row.id)) ids.push(row.id);
      const waits = row.state === 'running' && row.startedAt === null;
      if (waits && (row.runAt?.epochMilliseconds ?? 0) <= now) await parts.executor.finish(row);
    }
  }

  async function wait(ms: number): Promise<void> {
    await clock.advance(ms);
    await letTimePass();
    await asPerson((tx) => parts.approvals.expireDue(tx, personId));
  }

  return {
    deeds,
    async take(step: Step): Promise<void> {
      steps += 1;
      if (step.do === 'wish') await wish(step);
      else if (step.do === 'wait') await wait(step.ms);
      else if (step.do === 'stop') await asPerson((tx) => parts.approvals.voidAll(tx, personId, 'stopped', 'Stopped.'));
      else if (step.do === 'restart') {
        await parts.executor.stop();
        parts = begin();
      } else if ('row' in step) {
        const id = ids[step.row];
        if (id === undefined) return;
        await onRow(step, id);
      }
      await letTimePass();
    },
    /** In the order in which they came into the ledger. */
    async ledger(): Promise<ActionRow[]> {
      const found = new Map((await rows()).map((row) => [row.id, row]));
      return ids.flatMap((id) => found.get(id) ?? []);
    },
  };
}

function whenNothing(error: unknown): void {
  if (!isAppError(error)) throw error;
}
