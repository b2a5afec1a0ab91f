import type { Temporal } from 'temporal-polyfill';
import { AppError } from '../ground/errors.ts';
import { readLength } from '../phrases/read-length.ts';
import { parseWhen, unreadText } from '../reminders/phrase.ts';
import type { Trigger } from './plan.ts';

const BEFORE = /^(.+?) before (?:each|every|a|my|the) (?:meeting|event)s?$/i;
const AFTER = /^(?:(.+?) )?after (?:each|every|a|my|the) (?:meeting|event)s?$/i;
const ENDS = /^when(?:ever)? (?:each|every|a|my|the) (?:meeting|event) ends$/i;
/** `when mail comes from Ana about the budget`, `when a mail from Ana arrives`. */
const MAIL =
  /^when(?:ever)? (?:a |an |new |any )*(?:e?mail|message)(?: from (?<who>.+?))?(?: about (?<what>.+?))? (?:comes|arrives)(?: in)?(?: from (?<from>(?:(?! about ).)+))?(?: about (?<about>.+))?$/i;

const OTHERS =
  '"30 minutes before each meeting", "when a meeting ends", "when mail comes from Ana about the budget" or "by hand"';

const LONGEST = 200;

/** What begins a workflow, by the words for it. Rejects with `invalid` and what to write instead. */
export function readTrigger(said: string, setting: { readonly now: Temporal.Instant; readonly zone: string }): Trigger {
  const text = said.trim().replaceAll(/\s+/g, ' ');
  if (text.length > LONGEST) throw new AppError('invalid', `Say in up to ${LONGEST} characters what begins it: ${OTHERS}.`);
  if (/^(?:by hand|now|once now)?$/i.test(text)) return { kind: 'hand' };
  return readMeeting(text) ?? readMail(text) ?? readTime(text, setting);
}

function readMeeting(text: string): Trigger | undefined {
  const before = BEFORE.exec(text)?.[1];
  if (before !== undefined) return { kind: 'meeting', minutes: readMinutes(before) };
  const after = AFTER.exec(text);
  if (!after) return ENDS.test(text) ? { kind: 'meeting-end', minutes: 0 } : undefined;
  return { kind: 'meeting-end', minutes: after[1] === undefined ? 0 : readMinutes(after[1]) };
}

function readMail(text: string): Trigger | undefined {
  const said = MAIL.exec(text)?.groups;
  if (!said) return undefined;
  const from = (said.who ?? said.from ?? '').replace(/^any(?:body|one)$/i, '');
  return { kind: 'mail', from, about: (said.what ?? said.about ?? '').replace(/^anything$/i, '') };
}

function readTime(text: string, setting: { readonly now: Temporal.Instant; readonly zone: string }): Trigger {
  const when = parseWhen(text, { ...setting, bareDay: 'morning' });
  switch (when.state) {
    case 'repeated':
      return { kind: 'schedule', rrule: when.rrule, startsLocal: when.startsLocal };
    case 'once':
      return { kind: 'once', at: when.at.toInstant().toString() };
    case 'unread':
      throw new AppError('invalid', `${unreadText(when)} A workflow can also begin ${OTHERS}.`);
  }
}

function readMinutes(text: string): number {
  const minutes = readLength(text)?.total('minutes') ?? 0;
  if (minutes >= 1 && minutes <= 1440) return Math.round(minutes);
  throw new AppError(
    'invalid',
    `"${text.slice(0, 40)}" is no length of up to a day. Write it like: 30 minutes before each meeting.`,
  );
}
