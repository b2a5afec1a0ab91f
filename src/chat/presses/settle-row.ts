import type { Database } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import { enqueue, findPressed } from '../../outbox/outbox.ts';
import type { Button, IncomingPress } from '../../ports/chat.ts';

interface Settled {
  /** The same key is the same outcome: a second tap changes nothing more. */
  readonly key: string;
  readonly said: string;
  /** What can be pressed now in the place of what was. */
  readonly row: readonly Button[];
  readonly actions: readonly string[];
}

/** The message goes on standing with what came of the press; its other rows of buttons stay. */
export async function settleRow(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  personId: string,
  press: IncomingPress,
  { key, said, row, actions }: Settled,
): Promise<void> {
  await db.asPerson(personId, async (tx) => {
    const original = await findPressed(tx, personId, press);
    if (!original) return;
    const rows = original.message.buttons ?? [];
    const left = rows.map((each) => (each.some(({ id }) => id === press.button) ? row : each)).filter((each) => each.length > 0);
    const message = { text: `${original.message.text}\n\n✓ ${said}`, buttons: left };
    const why = { trigger: 'the button you pressed', by: 'rule', sources: original.why.sources, actions: [...actions] };
    await enqueue(tx, { personId, key: `pressed:${key}`, message, why, now: clock.now(), edits: original.key });
  });
}
