import type { Approvals } from '../../actions/approvals.ts';
import { endFollowUps } from '../../mail/follow-up-store.ts';
import { NO_FOLLOW_UPS_VERB } from '../../proactive/mail/follow-ups/follow-ups.ts';
import type { PressHandler } from '../presses.ts';

/** R26: the button under a follow-up that ends them for its conversation, and closes the card. */
export function followUpHandler(approvals: Approvals): [string, PressHandler] {
  return [
    NO_FOLLOW_UPS_VERB,
    async ({ tx, personId, id }) => {
      if (!(await endFollowUps(tx, personId, id))) return { said: 'I do not know this conversation any more.' };
      await approvals.decline(tx, personId, id);
      return { said: 'I ask no more about answers in this conversation.' };
    },
  ];
}
