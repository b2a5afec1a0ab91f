import ICAL from 'ical.js';
import MailComposer from 'nodemailer/lib/mail-composer';
import PostalMime, { type Address, type Attachment } from 'postal-mime';
import type { Mail } from '../../../src/ports/mail.ts';
import { clockOf } from './deeds.ts';
import type { HeldEvent, TakenMail } from './holdings.ts';
import { ZONE } from './world.ts';

/** A mail of the proof as bytes, blind copies and all. */
export function fromMail({ from, to, cc, bcc, subject, messageId, text, at }: Mail): Promise<Buffer> {
  const people = { from, to: [...to], cc: [...cc], bcc: [...bcc] };
  const node = new MailComposer({ ...people, subject, messageId, text, date: new Date(at) }).compile();
  node.keepBcc = true;
  return node.build();
}

/** A mail as its bytes say it. `envelope`: to whom it was handed over, where that is known; else to whom it says that it goes. */
export async function readMail(bytes: string, envelope?: readonly string[]): Promise<TakenMail> {
  const mail = await PostalMime.parse(bytes, { attachmentEncoding: 'utf8' });
  const { messageId = '', subject = '', text = '', attachments, to, cc, bcc } = mail;
  const meetings = attachments.filter(isCalendar).flatMap(({ content }) => readEvents(String(content)));
  const attached = attachments.filter((one) => !isCalendar(one));
  return {
    messageId,
    to: envelope ?? [to, cc, bcc].flatMap((list) => (list ?? []).flatMap(addressesOf)),
    subject,
    text: text.trimEnd(),
    attached: attached.flatMap(({ filename, mimeType, content }) => [filename ?? '', mimeType, String(content)]),
    meeting: meetings[0]?.uid,
  };
}

function addressesOf({ address, group }: Address): string[] {
  return group ? group.map((one) => one.address) : [address];
}

function isCalendar({ mimeType }: Attachment): boolean {
  return mimeType === 'text/calendar' || mimeType === 'application/ics';
}

/** The events of a calendar (RFC 5545), all in UTC or whole days. */
export function readEvents(text: string): HeldEvent[] {
  if (text.trim() === '') return [];
  return ICAL.Component.fromString(text).getAllSubcomponents('vevent').map(readEvent);
}

function readEvent(event: ICAL.Component): HeldEvent {
  const textOf = (name: string) => String(event.getFirstPropertyValue(name) ?? '');
  const said = { title: textOf('summary'), description: textOf('description'), location: textOf('location') };
  const recurrence = event.getAllProperties('rrule').map((rule) => rule.toICALString());
  const guests = event.getAllProperties('attendee').map((guest) => String(guest.getFirstValue()).replace(/^mailto:/i, ''));
  const times = { start: timeOf(event, 'dtstart'), end: timeOf(event, 'dtend') };
  return fromEvent(textOf('uid'), { ...said, ...times, recurrence, guests }, event.toString());
}

export type HeldTime = { readonly at: string } | { readonly date: string };

interface Said {
  readonly title: string;
  readonly description: string;
  readonly location: string;
  readonly start: HeldTime;
  readonly end: HeldTime;
  readonly recurrence: readonly string[];
  readonly guests: readonly string[];
}

/** `bytes`: all that its server keeps of it. */
export function fromEvent(uid: string, said: Said, bytes: string): HeldEvent {
  const { title, description, location, start, end, recurrence, guests } = said;
  const values = [title, description, location, ...clock(start), ...clock(end), ...recurrence, ...guests];
  const whole = JSON.stringify({ title, description, location, start, end, recurrence, guests });
  return { uid, values, whole, bytes };
}

function timeOf(event: ICAL.Component, name: string): HeldTime {
  const time = event.getFirstPropertyValue(name);
  if (!(time instanceof ICAL.Time)) throw new Error(`an event without ${name}`);
  return time.isDate ? { date: time.toString() } : { at: `${time.toJSDate().toISOString().slice(0, 19)}Z` };
}

function clock(time: HeldTime): string[] {
  return 'at' in time ? clockOf(time.at, ZONE) : [];
}
