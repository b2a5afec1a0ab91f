import type { Temporal } from 'temporal-polyfill';
import type { Audit } from '../audit/audit.ts';
import type { Tx } from '../db/client.ts';
import type { TypedAccount } from './account-id.ts';
import { nameAsCode } from './chosen-name.ts';
import { allowedTo, allows, type Operation } from './roles.ts';
import { type HeldRole, heldBy } from './shares.ts';

/** Somebody who was let into another person's things for one operation. */
export interface Admitted {
  readonly state: 'admitted';
  readonly twin: HeldRole;
  readonly operation: Operation;
  /** What was written behind the name. */
  readonly wish: string;
  /** For the ledger and the record: `telegram:123456789 as viewer`. */
  readonly by: string;
}

export interface TurnedAway {
  readonly state: 'turned away';
  /** What to tell them. */
  readonly said: string;
}

/** Reads which operation words such as `tasks add Pay the rent` ask for. */
export type ReadOperation = (wish: string) => Operation;

/**
 * The one door by which an account comes to the things of a person who is not its own. The role is looked up and asked first; whoever
 * was let in or turned away stands in the record of the person whose things they are. In the owner's transaction.
 */
export async function enterTwin(
  tx: Tx,
  audit: Audit,
  account: TypedAccount,
  line: string,
  readOperation: ReadOperation,
  now: Temporal.Instant,
): Promise<Admitted | TurnedAway> {
  const held = await heldBy(tx, account);
  const found = findTwin(held, line);
  if ('said' in found) return { state: 'turned away', said: found.said };
  const { twin, wish } = found;
  const operation = readOperation(wish);
  const isAllowed = allows(twin.role, operation);
  const by = `${account.platform}:${account.userId} as ${twin.role}`;
  const action = `${operation} by ${by}${isAllowed ? '' : ' denied'}`;
  const access = operation.startsWith('read ') ? 'read' : 'write';
  await audit.record(tx, twin.personId, [{ at: now, dataType: 'shared', access, action, ref: account.userId }]);
  if (isAllowed) return { state: 'admitted', twin, operation, wish, by };
  const may = allowedTo(twin.role).join(', ');
  return { state: 'turned away', said: `As ${twin.role} of ${nameAsCode(twin.name)} you may: ${may}. Nothing else was done.` };
}

/** Whose things are meant: the longest name that the line begins with; a first name counts where nobody is called just that. */
export function findTwin<T extends { readonly name: string }>(
  held: readonly T[],
  line: string,
): { readonly twin: T; readonly wish: string } | { readonly said: string } {
  const words = line.trim().split(/\s+/);
  const fits = held.flatMap((twin) =>
    namesOf(twin)
      .filter((name) => begins(words, name.words))
      .map((name) => ({ twin, ...name })),
  );
  const best = Math.max(0, ...fits.map(rankOf));
  const [found, ...others] = fits.filter((fit) => rankOf(fit) === best);
  if (found && others.length === 0) return { twin: found.twin, wish: words.slice(found.words.length).join(' ') };
  const names = held.map(({ name }) => nameAsCode(name)).join(', ');
  if (found) return { said: `Several share with you by that name. Write the whole name: ${names}.` };
  if (held.length === 0) return { said: 'Nobody shares anything with this account. They do it with /share.' };
  return { said: `Write whose things you mean, and then what: \`/as ${held[0]?.name} today\`. With you share: ${names}.` };
}

interface Name {
  readonly words: readonly string[];
  readonly whole: boolean;
}

function rankOf({ words, whole }: Name): number {
  return words.length * 2 + (whole ? 1 : 0);
}

function namesOf({ name }: { readonly name: string }): Name[] {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const whole = words.length > 0 ? [{ words, whole: true }] : [];
  return words.length > 1 ? [...whole, { words: words.slice(0, 1), whole: false }] : whole;
}

function begins(words: readonly string[], name: readonly string[]): boolean {
  return name.every((word, index) => fold(words[index] ?? '') === fold(word));
}

function fold(word: string): string {
  return word.normalize('NFKC').toLowerCase();
}
