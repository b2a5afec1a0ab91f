import { describeError, type Log } from '../ground/log.ts';
import type { Address } from '../outbox/outbox.ts';
import type { ChatAdapter, OutgoingMessage, Platform } from '../ports/chat.ts';

/** Says something to somebody who has no outbox, a stranger or a new owner at the door: one try, nothing stored. */
export type Doorstep = (to: AtTheDoor, message: OutgoingMessage) => void;

/** Where, and the key of what it answers. */
export interface AtTheDoor extends Address {
  readonly key: string;
}

export function createDoorstep(adapters: ReadonlyMap<Platform, ChatAdapter>, log: Log): Doorstep {
  return (to, message) => {
    const adapter = adapters.get(to.platform);
    const onPart = async () => undefined;
    const delivery = {
      key: `door:${to.key}`,
      chat: to.chat,
      message,
      files: [],
      arrived: [],
      onPart,
      answers: [to.key],
    };
    adapter?.send(delivery).catch((error: unknown) => log.warn('doorstep-silent', describeError(error)));
  };
}
