import { createMessageReader, query, type SessionStatus, SYNC, statusIn, typeOf } from './protocol.ts';

/** The one Postgres session there is. */
export interface Backend {
  /** Runs protocol messages and resolves with all that the session answered. A rejection means that the session is gone. */
  run(messages: Buffer): Promise<Buffer>;
}

interface SessionDeps {
  readonly backend: Backend;
  /** How long a transaction may do nothing before it is rolled back, in milliseconds. */
  readonly idleTransactionMs: number;
  /** Calls `run` once after `ms` milliseconds; returns what stops it. */
  readonly startTimer: (ms: number, run: () => void) => () => void;
  /** The session is gone: nothing more can be served. */
  readonly onBroken: (error: unknown) => void;
}

export interface Connection {
  /** Answers to this connection, and the notifications that everybody gets. Whole messages. */
  readonly send: (messages: Buffer) => void;
  /** The transaction was rolled back because it did nothing for too long. */
  readonly onAborted: () => void;
}

/** A connection's place at the session. */
export interface Seat {
  /** Runs a unit as soon as it is this connection's turn. */
  submit(unit: Buffer): void;
  /** The connection is closed: what it has not committed is rolled back. */
  leave(): void;
}

/**
 * One session, shared. A connection leases it from its first unit until it is idle again, so that neither a transaction nor a
 * group of messages is ever mixed with those of another; the others wait in order of arrival.
 */
export interface SharedSession {
  join(connection: Connection): Seat;
  /** Runs `work` while no connection has the session; `run` executes SQL and rejects when that fails. */
  exclusive<T>(work: (run: (sql: string) => Promise<void>) => Promise<T>): Promise<T>;
}

interface Member {
  readonly connection: Connection;
  units: Buffer[];
  gone: boolean;
}

type Turn = () => Promise<void>;

/** Ends any transaction, whatever state it is in; outside of one it does nothing but warn. */
const ROLLBACK = Buffer.concat([SYNC, query('ROLLBACK')]);

export function createSharedSession({ backend, idleTransactionMs, startTimer, onBroken }: SessionDeps): SharedSession {
  const members = new Set<Member>();
  /** Who wants the session: members with units to run, and exclusive work. */
  let waiting: (Member | Turn)[] = [];
  let owner: Member | undefined;
  let busy = false;
  let stopTimer = () => {};

  const runFor = async (member: Member, unit: Buffer): Promise<void> => {
    const { answers, notifications, status } = sort(await backend.run(unit));
    if (notifications.length > 0) for (const each of members) each.connection.send(Buffer.concat(notifications));
    if (!member.gone && answers.length > 0) member.connection.send(Buffer.concat(answers));
    if (status !== 'I') return;
    owner = undefined;
    if (member.units.length > 0) waiting.push(member);
  };

  /** Nothing, while an owner is in the middle of a transaction or a group: only it may go on. */
  const nextTurn = (): Turn | undefined => {
    const next = owner ?? waiting.shift();
    if (next === undefined || typeof next === 'function') return next;
    owner = next;
    const unit = next.gone ? ROLLBACK : next.units.shift();
    return unit && (() => runFor(next, unit));
  };

  const serve = async () => {
    busy = true;
    stopTimer();
    for (let turn = nextTurn(); turn; turn = nextTurn()) await turn();
    busy = false;
    if (owner) watch(owner);
  };
  const wake = () => {
    if (!busy) void serve().catch(onBroken);
  };

  const watch = (member: Member) => {
    stopTimer = startTimer(idleTransactionMs, () => {
      member.connection.onAborted();
      owner = undefined;
      waiting.unshift(async () => void (await backend.run(ROLLBACK)));
      wake();
    });
  };

  return {
    join(connection) {
      const member: Member = { connection, units: [], gone: false };
      members.add(member);
      return {
        submit(unit) {
          member.units.push(unit);
          if (owner !== member && !waiting.includes(member)) waiting.push(member);
          wake();
        },
        leave() {
          member.gone = true;
          member.units = [];
          members.delete(member);
          waiting = waiting.filter((each) => each !== member);
          if (owner === member) wake();
        },
      };
    },
    exclusive: (work) =>
      new Promise((resolve, reject) => {
        waiting.push(() => work((sql) => execute(backend, sql)).then(resolve, reject));
        wake();
      }),
  };
}

async function execute(backend: Backend, sql: string): Promise<void> {
  const { answers } = sort(await backend.run(query(sql)));
  if (answers.some((message) => typeOf(message) === 'E'))
    throw new Error('a maintenance statement failed in the embedded database');
}

function sort(output: Buffer) {
  const answers: Buffer[] = [];
  const notifications: Buffer[] = [];
  let status: SessionStatus | undefined;
  for (const message of createMessageReader(0).push(output)) {
    status = statusIn(message) ?? status;
    (typeOf(message) === 'A' ? notifications : answers).push(message);
  }
  return { answers, notifications, status };
}
