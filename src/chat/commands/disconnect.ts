import { shown } from '../../actions/card/shown.ts';
import type { Database, Tx } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import { enqueue, messageUnder } from '../../outbox/outbox.ts';
import type { Farewell } from '../farewell.ts';
import type { CommandAnswer, CommandContext } from './command.ts';

/** An account or a feed of the person. */
export interface Connected {
  readonly line: string;
  readonly name: string;
  remove(tx: Tx, personId: string): Promise<unknown>;
}

/**
 * `/connect off 1`, by the place in the list. Once the first is gone, a number means another one. So what was disconnected and the answer
 * are one transaction: the same command again, after a kill or a lost answer of the database, finds its answer and disconnects no other.
 */
export function createDisconnect(
  db: Database,
  list: (tx: Tx, personId: string) => Promise<readonly Connected[]>,
  farewell: Farewell['to'] | undefined,
) {
  return async ({ personId, source, now, signal, ...to }: CommandContext, said: string): Promise<CommandAnswer> => {
    const key = `disconnected:${source}`;
    const why = { trigger: 'the command /connect', by: 'rule', sources: [source], actions: [] };
    const message = await db.asPerson(personId, async (tx) => {
      const told = await messageUnder(tx, personId, key);
      if (told) return told;
      const found = (await list(tx, personId))[Number(said) - 1];
      if (!found) throw new AppError('not-found', 'Nothing is connected under that number. /connect lists what is.');
      await found.remove(tx, personId);
      const answer = { text: `Disconnected: **${shown(found.name)}**. I have forgotten what opened it.` };
      await enqueue(tx, { personId, why, now, to, key, message: answer });
      return answer;
    });
    await farewell?.(personId, signal);
    return { key, message };
  };
}
