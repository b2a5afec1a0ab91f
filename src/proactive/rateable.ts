import type { Tx } from '../db/client.ts';
import type { Utterance } from '../outbox/outbox.ts';
import { unratedRow } from './rating-buttons.ts';
import type { SignButton } from './reminder-message.ts';

type Enqueue = (tx: Tx, utterance: Utterance) => Promise<unknown>;

/** The same way out for what nobody asked for: under each message the person can say how useful it was. */
export function rateable(enqueue: Enqueue, sign: SignButton): Enqueue {
  return (tx, utterance) => {
    const { personId, message } = utterance;
    const buttons = [...(message.buttons ?? []), unratedRow(personId, sign)];
    return enqueue(tx, { ...utterance, message: { ...message, buttons } });
  };
}
