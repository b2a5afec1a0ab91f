import { Temporal } from 'temporal-polyfill';
import { shown } from '../../actions/card/shown.ts';
import { storedMessage } from '../../outbox/outbox.ts';
import type { OutgoingMessage } from '../../ports/chat.ts';
import { nearText } from '../../reminders/moment-text.ts';
import type { Notice } from './notices.ts';

/** More stand under /news. */
export const MOST_LINES = 10;
/** Older than this, it says when it is from. */
const LATE_AFTER_MINUTES = 5;

/** One message for all of them: the only one in its own form, several as lines under one heading, the oldest first. */
export function newsMessage(notices: readonly Notice[], now: Temporal.Instant, zone: string): OutgoingMessage {
  const [only, another] = notices;
  if (only && !another) return alone(only, now, zone);
  const lines = notices.slice(0, MOST_LINES).map((notice) => `- ${newsLine(notice, now, zone)}`);
  const more = notices.length > MOST_LINES ? [moreText(notices.length - MOST_LINES)] : [];
  return { text: [`**${notices.length} pieces of news**`, ...lines, ...more].join('\n') };
}

/** `09:12 Ana moved the budget talk (event 12)`. */
export function newsLine(notice: Notice, now: Temporal.Instant, zone: string): string {
  return `${nearText(notice.createdAt, now, zone)} ${shown(notice.text)} (${shown(notice.source.replace(':', ' '))})`;
}

export function moreText(count: number): string {
  return `_And ${count} more: /news shows them._`;
}

function alone(notice: Notice, now: Temporal.Instant, zone: string): OutgoingMessage {
  const message = notice.message === null ? { text: shown(notice.text) } : storedMessage(notice.message);
  const late = Temporal.Instant.compare(now, notice.createdAt.add({ minutes: LATE_AFTER_MINUTES })) > 0;
  return late ? { ...message, text: `${message.text}\n_This is from ${nearText(notice.createdAt, now, zone)}._` } : message;
}
