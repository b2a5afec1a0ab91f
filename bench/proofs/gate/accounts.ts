import { setTimeout as wait } from 'node:timers/promises';
import type { Member } from './cast.ts';
import type { Done } from './check.ts';
import { type Change, changesIn, type Holdings } from './holdings.ts';
import type { Entry } from './journal.ts';

/** Where everybody's mail and calendars are; `servers` are Dovecot and Radicale. */
export type AccountsKind = 'servers' | 'google';

/** An account as the vault keeps what /connect was told of it. */
export interface Connection {
  readonly kind: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Servers that hold the mail and the calendars of everybody in a proof, each with what lies there at first. */
export interface Accounts {
  connectionsOf(member: Member): readonly Connection[];
  /** What they hold of this person now, by asking themselves. */
  held(member: Member): Promise<Holdings>;
  close(): Promise<void>;
}

/** What the servers have to say of a whole proof. */
export interface Truth {
  /** All that is otherwise there than at first. */
  readonly done: readonly Done[];
  /** Where they and the journal of the program say different things. */
  readonly unlike: readonly string[];
}

/** The servers as they were found. */
export interface Watched {
  /** Waits a while for what the journal tells of to arrive. */
  truth(): Promise<Truth>;
}

const WIDTH = 8;
const LOOK_EVERY_MS = 1000;
/** Longer than a call to a server takes on a busy machine. */
const PATIENCE_MS = 30_000;
const IN_ACCOUNTS = /^(?:mail|calendar)\./;

/** True of what servers hold themselves, so that nobody else need be asked. */
export function isInAccounts({ what }: Pick<Done, 'what'>): boolean {
  return IN_ACCOUNTS.test(what);
}

/** `told`: what the program has written down of a person, so far. */
export async function watched(
  accounts: Accounts,
  cast: readonly Member[],
  told: (member: Member) => readonly Entry[],
): Promise<Watched> {
  const before = new Map<Member, Holdings>();
  await eachOf(cast, WIDTH, async (member) => void before.set(member, await accounts.held(member)));

  async function look(member: Member): Promise<{ readonly changes: readonly Change[]; readonly unlike: readonly string[] }> {
    const first = before.get(member);
    if (!first) throw new Error('nobody looked at what was there at first');
    const changes = changesIn(first, await accounts.held(member));
    return { changes, unlike: differences(changes, told(member).filter(isInAccounts)) };
  }

  return {
    async truth() {
      const found = new Map<Member, Awaited<ReturnType<typeof look>>>();
      const deadline = performance.now() + PATIENCE_MS;
      const isOpen = (member: Member) => found.get(member)?.unlike.length !== 0;
      for (let left = cast; left.length > 0; left = cast.filter(isOpen)) {
        if (found.size > 0) await wait(LOOK_EVERY_MS);
        await eachOf(left, WIDTH, async (member) => void found.set(member, await look(member)));
        if (performance.now() > deadline) break;
      }
      return {
        done: cast.flatMap((member) => (found.get(member)?.changes ?? []).map((change) => toDone(member, change))),
        unlike: cast.flatMap((member) => (found.get(member)?.unlike ?? []).map((one) => `${one} of ${member.account}`)),
      };
    },
  };
}

function toDone({ account }: Member, { what, values, whole }: Change): Done {
  return { account, what, values: values.filter((value) => value !== ''), whole };
}

/** Each call stands for one change, and each change for one call; an event that was changed several times is changed. */
export function differences(changes: readonly Change[], entries: readonly Entry[]): string[] {
  const onServers = changes.flatMap(({ calls }) => calls);
  const inJournal = once(entries.map(callOf));
  return [
    ...without(onServers, inJournal).map((call) => `the servers show ${call}, which nobody called for`),
    ...without(inJournal, onServers).map((call) => `the servers do not show ${call}`),
  ];
}

function callOf({ what, args: [first, second], about }: Entry): string {
  if (what === 'mail.send') return `${what} ${idOf(first)}`;
  if (what === 'mail.move') return `${what} ${about} to ${String(second)}`;
  return `${what} ${what.startsWith('calendar.') ? String(second) : about}`;
}

function idOf(mail: unknown): string {
  return mail !== null && typeof mail === 'object' && 'messageId' in mail ? String(mail.messageId) : '';
}

function once(calls: readonly string[]): string[] {
  return calls.filter((call, at) => !call.startsWith('calendar.update') || calls.indexOf(call) === at);
}

/** What is left of the one when each of the other has taken its like. */
function without(some: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return some.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Does the work for each, a few at a time. */
export async function eachOf<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
