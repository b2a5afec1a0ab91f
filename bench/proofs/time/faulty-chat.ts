import type { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../../src/ground/clock.ts';
import type { ChatAdapter, Delivery, DeliveryOutcome } from '../../../src/ports/chat.ts';

/** A message as it stands before the person's eyes. */
export interface Arrival {
  readonly chat: string;
  readonly text: string;
  readonly at: Temporal.Instant;
}

export interface Faults {
  tooMany: number;
  arrivedUnseen: number;
  lostOnTheWay: number;
}

/**
 * A platform that cannot tell what has arrived: some sends it puts off (429), some arrive without an answer, some get lost without one.
 */
export function createFaultyChat(clock: Clock, chance: () => number) {
  const arrivals: Arrival[] = [];
  const faults: Faults = { tooMany: 0, arrivedUnseen: 0, lostOnTheWay: 0 };
  const unanswered: DeliveryOutcome = { state: 'unknown', reason: 'no answer' };

  async function send({ chat, message, onPart }: Delivery): Promise<DeliveryOutcome> {
    const fate = chance();
    if (fate < 0.05) {
      faults.tooMany += 1;
      return { state: 'retry', afterMs: 1000 + Math.floor(chance() * 20_000), reason: 'too many requests' };
    }
    if (fate < 0.08) {
      faults.lostOnTheWay += 1;
      return unanswered;
    }
    arrivals.push({ chat, text: message.text, at: clock.now() });
    if (fate < 0.12) {
      faults.arrivedUnseen += 1;
      return unanswered;
    }
    await onPart(`m${arrivals.length}`, true);
    return { state: 'sent' };
  }

  const adapter: ChatAdapter = {
    platform: 'telegram',
    start: async () => ({ handle: '' }),
    send,
    edit: async () => ({ state: 'sent' }),
    typing: async () => undefined,
    download: async () => new Uint8Array(),
    stop: async () => undefined,
  };
  return { adapter, arrivals, faults };
}
