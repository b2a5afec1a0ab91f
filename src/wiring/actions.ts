import { type Act, type ActionDeps, createAct } from '../actions/act.ts';
import { type Approvals, createApprovals } from '../actions/approvals.ts';
import { createDueActions, type DueActions } from '../actions/due-actions.ts';
import { createEdit, type Edit } from '../actions/edit.ts';
import { createExecutor, type Executor } from '../actions/execute.ts';
import type { Kind } from '../actions/kind.ts';
import { decide as bySafetyRule, type Decide } from '../actions/policy.ts';
import { createShowCards, type ShowCards } from '../actions/show-again.ts';
import { createUndo, type Undo } from '../actions/undo.ts';
import type { RecordFor } from '../audit/noted.ts';
import type { FeedLinks } from '../chat/commands/connect.ts';
import type { Log } from '../ground/log.ts';
import type { Address } from '../outbox/outbox.ts';
import type { AccountKind, ConnectDoor } from '../ports/connect.ts';
import type { EyesOf, HandsOf } from '../ports/connections.ts';
import type { TaskList } from '../ports/task-list.ts';
import type { HearOfLook } from '../proactive/outages.ts';
import type { Accounts } from '../vault/accounts.ts';
import type { StoredFiles } from '../vault/stored-files.ts';

/** The record of each person. */
export type RecordsOf = (personId: string) => RecordFor;

/** What is connected for a person. */
export interface Connections {
  readonly eyesOf: EyesOf;
  readonly handsOf: HandsOf;
  /** The list elsewhere that a person wants to be kept in step with their tasks. */
  readonly taskListOf?: (personId: string, signal: AbortSignal) => Promise<TaskList | undefined>;
  /** The same, each account recorded by itself also where several are seen as one; absent where none are. */
  readonly recorded?: (recordsOf: RecordsOf) => Pick<Connections, 'eyesOf' | 'handsOf' | 'taskListOf'>;
  /** Who is to be told when something came into an inbox of a person, where its server says so by itself. */
  readonly onMail?: (listener: (personId: string) => void) => void;
  /** Who is to be told how regular looks into accounts go. */
  readonly onLook?: (listener: HearOfLook) => void;
  /** Where the person connects calendars by themselves; without it there is no /connect. */
  readonly feeds?: FeedLinks;
  /** What the person connects by filling in a form; without it nothing is. */
  readonly forms?: AccountForms;
}

export interface AccountForms {
  readonly accounts: Accounts;
  readonly kinds: readonly AccountKind[];
  readonly door: ConnectDoor;
}

interface ActionsDeps extends Omit<ActionDeps, 'kinds' | 'decide' | 'eyesOf' | 'executor'> {
  readonly log: Log;
  readonly connections: Connections;
  readonly kinds: readonly Kind[];
  readonly storedFiles: StoredFiles;
  /** Only a proof passes another than the safety rule. */
  readonly decide: Decide | undefined;
  readonly onQueued: () => void;
  /** A look that was pressed is done: the conversation goes on there. */
  readonly onGoOn?: ((address: Address) => void) | undefined;
}

export interface Actions {
  readonly act: Act;
  readonly approvals: Approvals;
  readonly undo: Undo;
  readonly edit: Edit;
  readonly showCards: ShowCards;
  readonly executor: Executor;
  readonly dueActions: DueActions;
}

/** Joins the gate: wishes go in by `act`, presses by `approvals`, and what was allowed is carried out by the executor alone. */
export function createActions({ connections, ...rest }: ActionsDeps): Actions {
  const kinds = new Map(rest.kinds.map((kind) => [kind.name, kind]));
  const executor = createExecutor({ ...rest, ...connections, kinds });
  const deps = { ...rest, ...connections, kinds, executor, decide: rest.decide ?? bySafetyRule };
  const act = createAct(deps);
  return {
    act,
    approvals: createApprovals(deps),
    undo: createUndo(deps),
    edit: createEdit({ ...deps, act }),
    showCards: createShowCards(deps),
    executor,
    dueActions: createDueActions({ ...rest, executor }),
  };
}
