import type { Temporal } from 'temporal-polyfill';
import { shown } from '../actions/card/shown.ts';
import type { OutgoingMessage } from '../ports/chat.ts';
import { nearText } from '../reminders/moment-text.ts';
import type { Firing } from './firing.ts';

/** Signs a button of one person: `verb` is what it does, `id` what it is done to. */
export type SignButton = (verb: string, id: string, personId: string) => string;

/** What a reminder says when it goes off, with what can be done about it. */
export function reminderMessage(firing: Firing, now: Temporal.Instant, sign: SignButton): OutgoingMessage {
  const { id, personId, text, zone } = firing.reminder;
  const lines = [`⏰ ${shown(text)}`];
  if (firing.punctuality === 'late') lines.push(`_Late: it was for ${nearText(firing.due, now, zone)}._`);
  if (firing.times > 1) lines.push(`_It came up ${firing.times} times while I was away; this stands for all of them._`);
  const button = (verb: string, label: string) => ({ id: sign(verb, id, personId), label, style: 'plain' as const });
  return {
    text: lines.join('\n'),
    buttons: [[button('rdone', 'Done'), button('rsnooze10', 'Snooze 10 min'), button('rsnooze60', 'Snooze 1 h')]],
  };
}

/** One message for everything that is too late to be said by itself. */
export function awayMessage(heading: string, firings: readonly Firing[], now: Temporal.Instant): OutgoingMessage {
  const lines = firings.map(({ reminder, due, times, nextAt }) => {
    const often = times > 1 ? `, ${times} times, last` : '';
    const next = nextAt ? `; next ${nearText(nextAt, now, reminder.zone)}` : '';
    return `- ${shown(reminder.text)} (reminder ${reminder.number}): it was for${often} ${nearText(due, now, reminder.zone)}${next}`;
  });
  return { text: [heading, ...lines].join('\n') };
}
