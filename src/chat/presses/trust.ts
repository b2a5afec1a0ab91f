import { answerOffer, offerKey, TRUST_VERBS } from '../../actions/trust.ts';
import type { Clock } from '../../ground/clock.ts';
import { enqueue } from '../../outbox/outbox.ts';
import type { PressHandler } from '../presses.ts';

const WHY = { trigger: 'the button you pressed', by: 'rule', sources: [] };

/** The buttons under an offer of more trust: the answer stands in the offer's place. */
export function trustHandlers(clock: Clock): [string, PressHandler][] {
  return TRUST_VERBS.map((verb) => [
    verb,
    async ({ tx, personId, id }) => {
      const { said, counts } = await answerOffer(tx, personId, id, verb);
      const why = { ...WHY, actions: [id] };
      const key = `${offerKey(id)}:answer`;
      if (counts) await enqueue(tx, { personId, key, message: { text: said }, why, now: clock.now(), edits: offerKey(id) });
      return { said };
    },
  ]);
}
