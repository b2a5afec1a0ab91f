import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { ActOutcome, Wish } from '../../src/actions/act.ts';
import type { Approvals } from '../../src/actions/approvals.ts';
import { cardKey } from '../../src/actions/card/card.ts';
import type { DueActions } from '../../src/actions/due-actions.ts';
import type { Executor } from '../../src/actions/execute.ts';
import { type ActionContext, defineKind, type Effect, type Kind } from '../../src/actions/kind.ts';
import type { ActionRow } from '../../src/actions/ledger.ts';
import type { Decide } from '../../src/actions/policy.ts';
import type { Undo } from '../../src/actions/undo.ts';
import { createAudit } from '../../src/audit/audit.ts';
import type { Database } from '../../src/db/client.ts';
import { actions } from '../../src/db/schema/actions.ts';
import { outbox } from '../../src/db/schema/chat.ts';
import { facts } from '../../src/db/schema/memory.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { Log } from '../../src/ground/log.ts';
import { systemRandom } from '../../src/ground/random.ts';
import { createButtons } from '../../src/outbox/buttons.ts';
import { type Address, enqueue } from '../../src/outbox/outbox.ts';
import { bindIdentity } from '../../src/people/identities.ts';
import { createPerson } from '../../src/people/persons.ts';
import { type Connections, createActions } from '../../src/wiring/actions.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { silentLog } from '../fixtures/database.ts';
import { testSealing, testStoredFiles } from '../fixtures/stored-files.ts';

const input = z.object({ text: z.string().min(1), to: z.string().exactOptional() });

/** Writes a note. The text `changed` fails half-way, `nowhere` is not found, `bug` throws what nobody expects. */
function noteKind(name: string, effect: Effect): Kind {
  const write = async ({ tx, personId, source, now }: ActionContext, text: string) => {
    const row = { personId, text, trust: 'owner', source, recordedAt: now } as const;
    const [note] = await tx.insert(facts).values(row).returning({ id: facts.id });
    if (!note) throw new Error('no note was written');
    return note.id;
  };
  return defineKind({
    name,
    description: 'Write a note.',
    effect,
    verb: 'Write',
    area: 'note',
    input,
    args: input,
    async resolve(_context, wish) {
      if (wish.text === 'nowhere') throw new AppError('not-found', 'There is no such place.');
      return { ...wish, text: wish.text.trim() };
    },
    fields: {
      text: (value) => ({ label: 'Text', value }),
      to: (value) => ({ label: 'To', value }),
    },
    async run(context, { text }) {
      const id = await write(context, text);
      if (text === 'changed') throw new AppError('invalid', 'It has changed since, so nothing was done.');
      if (text === 'bug') throw new TypeError('a bug');
      return { said: `Noted: ${text}.`, undo: { id }, ...(text === 'from outside' && { tainted: true }) };
    },
    undoData: z.object({ id: z.string() }),
    async undo({ tx }, { id }) {
      const gone = await tx.delete(facts).where(eq(facts.id, id)).returning({ text: facts.text });
      if (!gone[0]) throw new AppError('invalid', 'The note is gone already.');
      return `Removed: ${gone[0].text}.`;
    },
  });
}

export const KINDS = [
  noteKind('look', 'read'),
  noteKind('note', 'private'),
  noteKind('send', 'outbound'),
  noteKind('burn', 'destructive'),
];

export interface ActionsWorld {
  readonly clock: FakeClock;
  readonly personId: string;
  readonly approvals: Approvals;
  readonly undo: Undo;
  readonly executor: Executor;
  readonly dueActions: DueActions;
  readonly audit: ReturnType<typeof createAudit>;
  /** The same person's gate in a new process, as after a kill: nothing that was in memory is known any more. */
  newLife(kinds?: readonly Kind[]): void;
  act(wish?: Partial<Wish>): Promise<ActOutcome>;
  /** A card that lies before the person; resolves with its action's id. */
  propose(wish?: Partial<Wish>): Promise<string>;
  approve(id: string, by?: string): ReturnType<Approvals['approve']>;
  decline(id: string): ReturnType<Approvals['decline']>;
  takeBack(id: string): Promise<string>;
  takeBackLatest(by: string): Promise<string>;
  notes(): Promise<string[]>;
  ledger(): Promise<ActionRow[]>;
  outgoing(): Promise<(typeof outbox.$inferSelect)[]>;
}

interface WorldOptions {
  readonly connections?: Connections;
  readonly decide?: Decide;
  readonly log?: Log;
  readonly onGoOn?: (address: Address) => void;
}

export async function actionsWorld(
  db: Database,
  kinds: readonly Kind[] = KINDS,
  { connections = fakeConnections(), decide, log = silentLog, onGoOn }: WorldOptions = {},
): Promise<ActionsWorld> {
  const clock = createFakeClock('2026-11-21T08:00:00Z');
  const personId = await db.asSystem(async (tx) => {
    const id = await createPerson(tx, { zone: 'Europe/Berlin', name: 'Ann', operator: false }, clock.now());
    await bindIdentity(tx, id, { platform: 'telegram', userId: id, chat: 'c', name: 'Ann' }, clock.now());
    return id;
  });
  const audit = createAudit(Buffer.alloc(32, 1));
  const buttons = createButtons(Buffer.alloc(32, 2));
  const [sealing, storedFiles] = [testSealing(), testStoredFiles()];
  const deps = {
    db,
    kinds,
    audit,
    buttons,
    clock,
    log,
    connections,
    sealing,
    storedFiles,
    decide,
    approvalTtlMinutes: 1440,
    random: systemRandom,
  };
  const begin = (known: readonly Kind[]) => createActions({ ...deps, kinds: known, onQueued: () => undefined, onGoOn });
  let joined = begin(kinds);
  let wishes = 0;

  const act: ActionsWorld['act'] = (wish = {}) => {
    wishes += 1;
    const rest = { kind: 'note', input: { text: 'milk' }, key: `k${wishes}`, source: `telegram:${wishes}` };
    return joined.act({ personId, tainted: false, unattended: false, ...rest, ...wish });
  };
  return {
    clock,
    personId,
    get approvals() {
      return joined.approvals;
    },
    get undo() {
      return joined.undo;
    },
    get executor() {
      return joined.executor;
    },
    get dueActions() {
      return joined.dueActions;
    },
    audit,
    newLife(known = kinds) {
      joined = begin(known);
    },
    act,
    async propose(wish = {}) {
      const outcome = await act({ kind: 'send', ...wish });
      if (outcome.state !== 'proposed') throw new Error(`this was ${outcome.state}`);
      const why = { trigger: 'your message', by: 'rule', sources: [], actions: [outcome.actionId] };
      const card = { personId, key: cardKey(outcome.actionId), message: outcome.card, why, now: clock.now() };
      await db.asPerson(personId, (tx) => enqueue(tx, card));
      return outcome.actionId;
    },
    approve: (id, by = 'telegram:7') => db.asPerson(personId, (tx) => joined.approvals.approve(tx, personId, id, by)),
    decline: (id) => db.asPerson(personId, (tx) => joined.approvals.decline(tx, personId, id)),
    takeBack: (id) => joined.undo.one(personId, id, 'press'),
    takeBackLatest: async (by) => (await joined.undo.latest(personId, by)).said,
    notes: () => db.asPerson(personId, async (tx) => (await tx.select().from(facts)).map(({ text }) => text)),
    ledger: () => db.asPerson(personId, (tx) => tx.select().from(actions).orderBy(actions.createdAt)),
    outgoing: () => db.asPerson(personId, (tx) => tx.select().from(outbox).orderBy(outbox.seq)),
  };
}
