import type { Duplex } from 'node:stream';
import { createGate, type Gate } from './gate.ts';
import {
  asksForEncryption,
  createMessageReader,
  greeting,
  isStartup,
  query,
  type SessionStatus,
  SYNC,
  statusIn,
  typeOf,
} from './protocol.ts';

/** The one Postgres session there is. */
export interface Backend {
  /** Runs protocol messages and resolves with all that the session answered. A rejection means that the session is gone. */
  run(messages: Buffer): Promise<Buffer>;
}

interface MultiplexerDeps {
  readonly backend: Backend;
  /** How long a transaction may do nothing before it is rolled back, in milliseconds. */
  readonly idleTransactionMs: number;
  /** Calls `run` once after `ms` milliseconds; returns what stops it. */
  readonly startTimer: (ms: number, run: () => void) => () => void;
  /** The session is gone or misbehaves: nothing more can be served. */
  readonly onBroken: (error: unknown) => void;
}

/**
 * Many connections on one session. A connection leases the session from its first message until it is idle again, so that
 * neither a transaction nor a group of messages is ever mixed with those of another; the others wait in order of arrival.
 * All share that one session: what is set for it (`SET` without `LOCAL`, temporary tables, named statements) is seen by all.
 */
export interface Multiplexer {
  attach(stream: Duplex): void;
  /** Runs `work` while no connection has the session; `run` executes SQL and rejects when that fails. */
  exclusive<T>(work: (run: (sql: string) => Promise<void>) => Promise<T>): Promise<T>;
}

interface Client {
  readonly send: (bytes: Buffer) => void;
  readonly gate: Gate;
  /** Units that wait to run. */
  units: Buffer[];
  gone: boolean;
}

/** Leaves any transaction, whatever state it is in; outside of one it does nothing but warn. */
const ROLLBACK = Buffer.concat([SYNC, query('ROLLBACK')]);
const PARAMETERS = {
  server_version: '18.6',
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  TimeZone: 'UTC',
  integer_datetimes: 'on',
  standard_conforming_strings: 'on',
};

export function createMultiplexer({ backend, idleTransactionMs, startTimer, onBroken }: MultiplexerDeps): Multiplexer {
  const clients = new Set<Client>();
  /** Who wants the session: connections with units to run, and exclusive work. */
  let waiting: (Client | (() => Promise<void>))[] = [];
  let owner: Client | undefined;
  let busy = false;
  let stopTimer = () => {};

  /** Runs a unit; notifications go to everybody, all else to `client`. Resolves with the status the session is left in. */
  const run = async (unit: Buffer, client: Client | undefined): Promise<SessionStatus | undefined> => {
    const { answers, notifications, status } = sort(await backend.run(unit));
    for (const each of notifications.length > 0 ? clients : []) each.send(Buffer.concat(notifications));
    if (client && !client.gone && answers.length > 0) client.send(Buffer.concat(answers));
    return status;
  };

  /** True when the owner has nothing to run now but keeps the session: it is inside a transaction or a group. */
  const serveOwner = async (client: Client): Promise<boolean> => {
    const unit = client.gone ? ROLLBACK : client.units.shift();
    if (!unit) return true;
    const status = await run(unit, client);
    if (status !== 'I') return false;
    owner = undefined;
    if (client.units.length > 0) waiting.push(client);
    return false;
  };

  const serve = async () => {
    if (busy) return;
    busy = true;
    stopTimer();
    for (;;) {
      const next = owner ?? waiting.shift();
      if (next === undefined) break;
      if (typeof next === 'function') {
        await next();
        continue;
      }
      owner = next;
      if (await serveOwner(next)) break;
    }
    busy = false;
    if (owner) watch(owner);
  };
  const execute = async (sql: string) => {
    const { answers } = sort(await backend.run(query(sql)));
    const failure = answers.find((message) => typeOf(message) === 'E');
    if (failure) throw new Error('a maintenance statement failed in the embedded database');
  };
  const wake = () => void serve().catch(onBroken);

  const watch = (client: Client) => {
    stopTimer = startTimer(idleTransactionMs, () => {
      client.gate.abort();
      owner = undefined;
      waiting.unshift(async () => {
        await run(ROLLBACK, undefined);
      });
      wake();
    });
  };

  const accept = (client: Client, message: Buffer, stream: Duplex) => {
    const step = client.gate.take(message);
    if (!step) return;
    if ('end' in step) return void stream.end();
    if ('reply' in step) return client.send(step.reply);
    client.units.push(step.run);
    if (owner !== client && !waiting.includes(client)) waiting.push(client);
    wake();
  };

  return {
    attach(stream) {
      const client: Client = { send: (bytes) => void stream.write(bytes), gate: createGate(), units: [], gone: false };
      const greet = (startup: Buffer) => {
        if (asksForEncryption(startup)) return client.send(Buffer.from('N'));
        if (!isStartup(startup)) return void stream.destroy();
        clients.add(client);
        client.send(greeting(PARAMETERS));
      };
      const reader = createMessageReader(1);
      stream.on('data', (bytes: Buffer) => {
        for (const message of reader.push(bytes)) {
          if (clients.has(client)) accept(client, message, stream);
          else greet(message);
        }
      });
      stream.on('error', () => stream.destroy());
      stream.on('close', () => {
        client.gone = true;
        client.units = [];
        clients.delete(client);
        waiting = waiting.filter((each) => each !== client);
        if (owner === client) wake();
      });
    },
    exclusive: (work) =>
      new Promise((resolve, reject) => {
        waiting.push(() => work(execute).then(resolve, reject));
        wake();
      }),
  };
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
