import type { Clock } from '../../src/ground/clock.ts';
import { describeError, type Log } from '../../src/ground/log.ts';
import type { Random } from '../../src/ground/random.ts';
import type { Button, ChatHandlers } from '../../src/ports/chat.ts';

/** The terminal's only conversation, and the id of the only person in it. */
export const TERMINAL = 'terminal';

interface IncomingDeps {
  readonly handlers: ChatHandlers;
  /** How the computer calls its user; shown, never trusted. */
  readonly userName: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Tells the person a sentence of our own. */
  readonly notice: (text: string) => void;
}

export interface Incoming {
  /** Hands one typed text over, in the order of the calls; resolves when it is stored or given up after `giveUp`. */
  message(text: string): Promise<void>;
  /** Resolves with the sentence to show. */
  press(messageId: string, button: Button): Promise<string>;
  /** Ends the waiting for a store that fails: what is not stored by now is lost, and the person is told. */
  giveUp(): void;
  /** Resolves when nothing is in flight. */
  settled(): Promise<void>;
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/** Carries what was typed to the handlers. Every text and press has a key of its own, unlike any of an earlier start. */
export function createIncoming({ handlers, userName, clock, random, log, notice }: IncomingDeps): Incoming {
  const givingUp = new AbortController();
  const presses = new Set<Promise<string>>();
  let messages = Promise.resolve();
  const user = { id: TERMINAL, name: userName };

  async function handOver(text: string): Promise<void> {
    const id = random.uuid();
    const message = {
      key: `terminal:${id}`,
      platform: TERMINAL,
      chat: TERMINAL,
      direct: true,
      user,
      text: text.replaceAll('\u0000', ''),
      sentAt: clock.now().toString(),
      messageId: id,
      edited: false,
      files: [],
    } as const;
    for (let waitMs = FIRST_RETRY_MS; ; waitMs = Math.min(2 * waitMs, LAST_RETRY_MS)) {
      try {
        return await handlers.onMessage(message);
      } catch (error) {
        log.warn('terminal-message-not-stored', describeError(error));
        if (waitMs === FIRST_RETRY_MS) notice('Your message could not be stored yet. I keep trying.');
      }
      await clock.sleep(waitMs, givingUp.signal);
    }
  }

  async function press(messageId: string, button: Button): Promise<string> {
    try {
      const key = `terminal:${random.uuid()}`;
      const { said } = await handlers.onPress({ key, platform: TERMINAL, chat: TERMINAL, user, messageId, button: button.id });
      return said;
    } catch (error) {
      log.warn('terminal-press-failed', describeError(error));
      return 'That did not work. Please try again.';
    }
  }

  return {
    message(text) {
      messages = messages
        .then(() => handOver(text))
        .catch((error: unknown) => {
          log.error('terminal-message-lost', describeError(error));
          notice('A message of yours could not be stored and is lost. Please send it again later.');
        });
      return messages;
    },
    press(messageId, button) {
      const pressed = press(messageId, button);
      presses.add(pressed);
      return pressed.finally(() => presses.delete(pressed));
    },
    giveUp: () => givingUp.abort(),
    async settled() {
      await Promise.all([messages, ...presses]);
    },
  };
}
