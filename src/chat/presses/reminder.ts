import type { Clock } from '../../ground/clock.ts';
import { enqueue, findPressed } from '../../outbox/outbox.ts';
import { pressReminder, REMINDER_VERBS } from '../../proactive/press-reminder.ts';
import type { PressHandler } from '../presses.ts';

/** The buttons under a reminder: the message is replaced in place by what became of it. */
export function reminderHandlers(clock: Clock): [string, PressHandler][] {
  return REMINDER_VERBS.map((verb) => [
    verb,
    async ({ tx, personId, id, press }) => {
      const now = clock.now();
      const { said, message } = await pressReminder(tx, personId, verb, id, now);
      const original = message && (await findPressed(tx, personId, press));
      if (message && original) {
        const why = { trigger: 'the button you pressed', by: 'rule', sources: original.why.sources, actions: [] };
        await enqueue(tx, { personId, key: `pressed:${press.key}`, message, why, now, edits: original.key });
      }
      return { said };
    },
  ]);
}
