import type { Temporal } from 'temporal-polyfill';
import { type RecallLine, shortId } from '../recall-line.ts';
import { holds } from './asked.ts';
import type { Period } from './timeline.ts';

/** A period as a line of recall: what held, from when, until when, and why if that is wanted: a reason may name what held before. */
export function slotLine(period: Period, zone: string, withReason: boolean): RecallLine {
  const { id, recordedAt, trust } = period;
  const speaker = trust === 'owner' ? 'person' : trust === 'outside' ? 'outside' : 'assistant';
  const text = `${statement(period)} (${whenText(withReason ? period : { ...period, reason: null }, zone)})`;
  return { id: shortId('slot', id), at: recordedAt, speaker, text, tainted: trust === 'outside', score: 1 };
}

/** `my home: Porto`, `I like jazz`, `Ana's birthday: 3 May`. */
export function statement({ subject, attribute, value, quote }: Period): string {
  const liked = /^liking of (.+)$/.exec(attribute)?.[1];
  const isMe = subject === 'me';
  if (liked !== undefined) return isMe ? `I ${value} ${liked}` : `${subject} ${value}s ${liked}`;
  const whose = isMe ? 'my' : `${subject}'s`;
  const said = attribute.startsWith('position on ') ? ` (“${quote}”)` : '';
  return `${whose} ${attribute}: ${value}${said}`;
}

/** `since 2025-03-01, because ...`; `from ... until ...`; `wrong, corrected on ...`. */
export function whenText(period: Period, zone: string): string {
  const { validFrom, validTo, retractedAt, reason } = period;
  const day = (instant: Temporal.Instant) => instant.toZonedDateTimeISO(zone).toPlainDate().toString();
  if (retractedAt !== null) return `wrong, corrected on ${day(retractedAt)}`;
  const because = reason === null ? '' : `, because: ${reason}`;
  if (holds(period)) return `since ${day(validFrom)}${because}`;
  return `from ${day(validFrom)} until ${validTo === null ? 'now' : day(validTo)}${because}`;
}
