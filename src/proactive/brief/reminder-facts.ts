import { Temporal } from 'temporal-polyfill';
import { clockText } from '../../reminders/moment-text.ts';
import { activeReminders } from '../../reminders/store.ts';
import type { FactSource } from './fact.ts';

/** What is still to go off today, by the person's clock. */
export const reminderFacts: FactSource = {
  name: 'reminders',
  area: 'reminder',
  async read({ personId, profile, now }, inDb) {
    const zone = profile.identity.timezone;
    const tomorrow = now.toZonedDateTimeISO(zone).toPlainDate().add({ days: 1 }).toZonedDateTime(zone).toInstant();
    const today = await inDb((tx) => activeReminders(tx, personId, tomorrow));
    return today.flatMap(({ number, text, nextAt, tainted }) => {
      if (!nextAt || Temporal.Instant.compare(nextAt, now) < 0) return [];
      const line = `${clockText(nextAt.toZonedDateTimeISO(zone))} ${text}`;
      return [{ section: 'Reminders', source: `reminder:${number}`, text: line, tainted }];
    });
  },
};
