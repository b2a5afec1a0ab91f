import type { Temporal } from 'temporal-polyfill';
import type { Audit } from '../../audit/audit.ts';
import type { Database, Tx } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { enqueue } from '../../outbox/outbox.ts';
import { guestSubject, LINK_VERBS, type LinkVerb } from '../../people/link-questions.ts';
import { type LinkAnswer, type Linking, linkCardKey } from '../../people/linking.ts';
import type { IncomingPress } from '../../ports/chat.ts';
import type { Doorstep } from '../doorstep.ts';
import type { OutsidePress } from '../presses.ts';

interface LinkPressDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly buttons: Buttons;
  readonly linking: Linking;
  readonly sayToStranger: Doorstep;
  readonly onQueued: () => void;
}

interface LinkPresses {
  /** The person's confirmation. */
  readonly owner: OutsidePress;
  /** That of the account which is to be joined. */
  readonly guest: (press: IncomingPress) => Promise<string | undefined>;
}

const WHY = { trigger: 'a link code of yours was sent', by: 'rule', sources: [], actions: [] };

/** The buttons on both sides of a link: what was decided, the card's new text and the first words in the new chat are one transaction. */
export function createLinkPresses(deps: LinkPressDeps): LinkPresses {
  const { db, clock, buttons, linking } = deps;

  async function press(side: 'owner' | 'guest', verb: LinkVerb, id: string): Promise<string> {
    const now = clock.now();
    const decided = await db.asSystem(async (tx) => {
      const answer = await linking.answer(tx, side, verb, id, now);
      await tell(deps, tx, id, answer, now);
      return answer;
    });
    if (decided.toGuest && decided.guest)
      deps.sayToStranger({ ...decided.guest, key: linkCardKey(id) }, { text: decided.toGuest });
    return decided.said;
  }

  return {
    owner(_, { verb, id }) {
      const known = LINK_VERBS.find((each) => each === verb);
      return known && press('owner', known, id);
    },
    async guest({ platform, user, button }) {
      const wish = buttons.open(button, guestSubject({ platform, userId: user.id }));
      const known = LINK_VERBS.find((each) => each === wish?.verb);
      return wish && known && press('guest', known, wish.id).finally(deps.onQueued);
    },
  };
}

async function tell({ audit }: LinkPressDeps, tx: Tx, id: string, answer: LinkAnswer, now: Temporal.Instant): Promise<void> {
  const { personId, guest, onCard, welcome } = answer;
  if (personId === undefined || !guest) return;
  const card = linkCardKey(id);
  const common = { personId, why: WHY, now };
  // The card may change twice: first it waits for the other side.
  if (onCard) await enqueue(tx, { ...common, key: `${card}:${onCard.state}`, message: { text: onCard.text }, edits: card });
  if (!welcome) return;
  await enqueue(tx, { ...common, key: `${card}:welcome`, message: { text: welcome }, to: guest });
  const ref = `${guest.platform}:${guest.userId}`;
  await audit.record(tx, personId, [{ at: now, dataType: 'account', access: 'write', action: 'account linked', ref }]);
}
