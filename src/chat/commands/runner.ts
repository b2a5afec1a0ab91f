import { and, eq } from 'drizzle-orm';
import { keepWithSession } from '../../agent/session-only.ts';
import type { Database } from '../../db/client.ts';
import { DatabaseAway } from '../../db/failure.ts';
import { inbox } from '../../db/schema/chat.ts';
import type { Clock } from '../../ground/clock.ts';
import { AppError, isAppError } from '../../ground/errors.ts';
import { describeError, type Log } from '../../ground/log.ts';
import { recordEpisode } from '../../memory/episodes.ts';
import { enqueue } from '../../outbox/outbox.ts';
import { load } from '../../people/profile-store.ts';
import type { IncomingMessage } from '../../ports/chat.ts';
import { parseCommand } from '../command-line.ts';
import { withoutSecret } from '../without-secret.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';

export interface CommandRunner {
  /** Carries out the command in the message and stores its answer; a repeat after a kill ends in the same one answer. */
  run(personId: string, message: IncomingMessage, signal: AbortSignal): Promise<void>;
}

interface RunnerDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly commands: readonly Command[];
  /** Takes back what the earlier version of a corrected message did. */
  readonly takeBack: (personId: string, message: IncomingMessage) => Promise<void>;
  /** Adds what every answer gets: Undo for what was done. */
  readonly finish: (personId: string, answer: CommandAnswer) => Promise<CommandAnswer>;
  readonly onQueued: () => void;
  /** A command may have saved something: index it. */
  readonly onLearned: (personId: string) => void;
}

const FAILED = 'Something went wrong on my side, and nothing was changed. Please try again; the log says more.';

/** Runs commands without any model. */
export function createCommandRunner(deps: RunnerDeps): CommandRunner {
  const byName = new Map(deps.commands.map((command) => [command.name, command]));

  async function answer(
    context: CommandContext,
    message: IncomingMessage,
    name: string,
    argument: string,
  ): Promise<CommandAnswer> {
    try {
      await deps.takeBack(context.personId, message);
      const command = byName.get(name);
      if (!command) throw new AppError('not-found', `There is no command /${name}. /help shows all of them.`);
      return await deps.finish(context.personId, await command.run(context, argument));
    } catch (error) {
      if (context.signal.reason === 'shutdown' || error instanceof DatabaseAway) throw error;
      return { message: { text: failureText(context, name, error) } };
    }
  }

  function failureText({ signal }: CommandContext, name: string, error: unknown): string {
    if (isAppError(error)) return error.message;
    if (signal.aborted) return 'Stopped, as you said.';
    deps.log.error('command-failed', { command: name, ...describeError(error) });
    return FAILED;
  }

  return {
    async run(personId, message, signal) {
      const { name, argument } = parseCommand(message.text) ?? { name: 'help', argument: '' };
      const { platform, chat, inside, direct, key, replyTo } = message;
      const now = deps.clock.now();
      const profile = await deps.db.asPerson(personId, (tx) => load(tx, personId));
      const where = { platform, chat, inside, direct, source: key, replyTo };
      const context = { personId, profile, user: message.user.id, ...where, now, signal };
      const answered = await answer(context, message, name, argument);
      const sources = [key, ...(answered.why?.sources ?? [])];
      const why = { trigger: `the command /${name}`, by: 'rule', actions: [], ...answered.why, sources };
      await deps.db.asPerson(personId, async (tx) => {
        await enqueue(tx, {
          personId,
          key: answered.key ?? `command:${key}`,
          message: answered.message,
          why,
          now: deps.clock.now(),
          to: message,
        });
        await tx
          .update(inbox)
          .set({ state: 'done', payload: withoutSecret(message) })
          .where(and(eq(inbox.personId, personId), eq(inbox.key, key)));
        const here = { personId, platform, chat };
        const isOffTheRecord = await keepWithSession(tx, here, key, now);
        if (answered.told !== undefined && !isOffTheRecord) {
          const words = { role: 'person', text: answered.told, tainted: false, source: key, turnId: null, at: now } as const;
          await recordEpisode(tx, { ...here, ...words });
        }
      });
      deps.onQueued();
      deps.onLearned(personId);
    },
  };
}
