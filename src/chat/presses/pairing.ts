import type { Database } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import { enqueue } from '../../outbox/outbox.ts';
import { introduce } from '../../people/known-chats.ts';
import { PAIRING_VERBS, type Strangers } from '../../people/strangers.ts';
import type { OutsidePress } from '../presses.ts';

interface PairingDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly strangers: Strangers;
  /** Somebody new is known: they get a morning brief, too. */
  readonly onJoined: () => Promise<void>;
}

const WHY = { trigger: 'the answer to a pairing request', by: 'rule', sources: [], actions: [] };

/** The buttons of the pairing card: the decision, the card's new text and the first words to whoever joined are one transaction. */
export function createPairingPress({ db, clock, strangers, onJoined }: PairingDeps): OutsidePress {
  return (personId, { verb, id }) => {
    const known = PAIRING_VERBS.find((each) => each === verb);
    if (!known) return undefined;
    const now = clock.now();
    const deciding = db.asSystem(async (tx) => {
      const { said, joined } = await strangers.decide(tx, known, id, now);
      await enqueue(tx, { personId, key: `paired:${id}`, message: { text: said }, why: WHY, now, edits: `pairing:${id}` });
      if (joined && joined.personId !== personId) await introduce(tx, personId, joined, now);
      if (joined) await enqueue(tx, { ...joined, key: `welcome:${joined.platform}:${joined.chat}`, to: joined, why: WHY, now });
      return { said, joined };
    });
    return deciding.then(async ({ said, joined }) => {
      if (joined) await onJoined();
      return said;
    });
  };
}
