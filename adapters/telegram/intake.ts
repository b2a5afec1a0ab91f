import { describeError, type Log } from '../../src/ground/log.ts';
import type { ChatHandlers, IncomingPress } from '../../src/ports/chat.ts';
import type { TelegramApi } from './call.ts';
import { describeTrouble } from './outcome.ts';
import { type Bot, type ParsedUpdate, parseUpdate } from './parse.ts';

const PRESS_FAILED = 'That did not work. Please try again.';
/** Bot API, answerCallbackQuery: text up to 200 characters. */
const ANSWER_LIMIT = 200;

/** Hands updates to the core. */
export interface Intake {
  parse(update: unknown): ParsedUpdate;
  /** Rejects when the message could not be stored. */
  store(message: Extract<ParsedUpdate, { kind: 'message' }>['message']): Promise<void>;
  /** Answers the person in every case, and never rejects: who reads that it failed presses again. */
  answer(press: IncomingPress, queryId: string): Promise<void>;
  /** Resolves when every message and press in hand has settled. */
  settled(): Promise<void>;
}

interface Deps {
  readonly telegram: TelegramApi;
  readonly bot: Bot;
  readonly handlers: ChatHandlers;
  readonly log: Log;
}

export function createIntake({ telegram: { api, within }, bot, handlers, log }: Deps): Intake {
  const inHand = new Set<Promise<void>>();

  const track = (work: Promise<void>): Promise<void> => {
    const settled = work.catch(() => undefined).finally(() => inHand.delete(settled));
    inHand.add(settled);
    return work;
  };

  async function answer(press: IncomingPress, queryId: string): Promise<void> {
    const { said } = await handlers.onPress(press).catch((error: unknown) => {
      log.error('telegram_press_failed', { key: press.key, ...describeError(error) });
      return { said: PRESS_FAILED };
    });
    try {
      await within((signal) => api.answerCallbackQuery(queryId, { text: said.slice(0, ANSWER_LIMIT) }, signal));
    } catch (error) {
      log.warn('telegram_press_unanswered', { key: press.key, trouble: describeTrouble(error) });
    }
  }

  return {
    parse(update) {
      const parsed = parseUpdate(update, bot);
      if (parsed.kind === 'skip' && parsed.reason === 'unreadable')
        log.warn('telegram_update_unreadable', { update: idOf(update) });
      return parsed;
    },
    store: (message) => track(handlers.onMessage(message)),
    answer: (press, queryId) => track(answer(press, queryId)),
    async settled() {
      while (inHand.size > 0) await Promise.all(inHand);
    },
  };
}

function idOf(update: unknown): number | undefined {
  if (typeof update !== 'object' || update === null || !('update_id' in update)) return undefined;
  return typeof update.update_id === 'number' ? update.update_id : undefined;
}
