import { describeError, type Log } from '../ground/log.ts';
import type { ChatAdapter, IncomingMessage, Platform } from '../ports/chat.ts';

/** Says a line to somebody who has no outbox, a stranger or a new owner at the door: one try, nothing stored. */
export function createDoorstep(adapters: ReadonlyMap<Platform, ChatAdapter>, log: Log) {
  return (to: IncomingMessage, text: string): void => {
    const adapter = adapters.get(to.platform);
    const onPart = async () => undefined;
    const delivery = {
      key: `door:${to.key}`,
      chat: to.chat,
      message: { text },
      files: [],
      arrived: [],
      onPart,
      answers: [to.key],
    };
    adapter?.send(delivery).catch((error: unknown) => log.warn('doorstep-silent', describeError(error)));
  };
}
