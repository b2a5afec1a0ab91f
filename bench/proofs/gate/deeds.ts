import { z } from 'zod';
import type { Member } from './cast.ts';
import type { Done } from './check.ts';
import type { Entry } from './journal.ts';

const bytes = z.object({ bytes: z.string() }).transform(({ bytes }) => Buffer.from(bytes, 'base64').toString('utf8'));
const address = z.object({ address: z.string() }).transform(({ address }) => address);
const mail = z.object({
  to: z.array(address),
  cc: z.array(address),
  bcc: z.array(address),
  subject: z.string(),
  text: z.string(),
  messageId: z.string(),
  inReplyTo: z.object({ messageId: z.string(), threadId: z.string() }).optional(),
  attachments: z.array(z.object({ name: z.string(), mime: z.string(), bytes })),
});
const time = z.union([
  z.object({ at: z.string(), zone: z.string() }).transform(({ at, zone }) => clockOf(at, zone)),
  z.object({ date: z.string() }).transform(() => []),
]);
const content = z.object({
  title: z.string(),
  description: z.string(),
  location: z.string(),
  start: time,
  end: time,
  recurrence: z.array(z.string()),
  guests: z.array(address),
});

/** How the values of each write are read: everything in it that a person could tell from something else. */
const VALUES: Readonly<Record<string, (args: readonly unknown[], about: string) => readonly string[]>> = {
  'mail.send': ([sent]) => mailValues(sent),
  'mail.saveDraft': ([draft]) => mailValues(draft),
  'mail.deleteDraft': (_, about) => [about],
  'mail.move': ([id], about) => [z.string().parse(id), about],
  'mail.label': ([id, change], about) => {
    const { add, remove } = z.object({ add: z.array(z.string()), remove: z.array(z.string()) }).parse(change);
    return [z.string().parse(id), about, ...add, ...remove];
  },
  'calendar.create': ([, , event]) => eventValues(event),
  'calendar.update': ([, , , event]) => eventValues(event),
  'calendar.remove': (_, about) => [about],
  'calendar.respond': ([, , answer], about) => [about, z.string().parse(answer)],
  'files.write': ([path, written]) => [z.string().parse(path), bytes.parse(written)],
  'files.remove': ([path]) => [z.string().parse(path)],
  'web.read': ([url]) => [z.string().parse(url)],
  'search.search': ([query]) => [z.string().parse(query)],
};

/** The entries of a journal as deeds of the persons who had them done; `personId` tells who that is. */
export function toDone(entries: readonly Entry[], people: ReadonlyMap<string, Member>): Done[] {
  return entries.map(({ personId, what, args, about }) => {
    const member = people.get(personId);
    const values = VALUES[what];
    if (!member || !values) throw new Error(`the journal holds ${what} of ${personId}, which nobody here can do`);
    const whole = JSON.stringify(args, (_, value) => bytes.safeParse(value).data ?? value);
    return { account: member.account, what, values: values(args, about).filter((value) => value !== ''), whole };
  });
}

function mailValues(given: unknown): string[] {
  const { to, cc, bcc, subject, text, inReplyTo, attachments, messageId } = mail.parse(given);
  const files = attachments.flatMap(({ name, mime, bytes }) => [name, mime, bytes]);
  return [...to, ...cc, ...bcc, subject, text, messageId, ...(inReplyTo ? [inReplyTo.messageId] : []), ...files];
}

function eventValues(given: unknown): string[] {
  const { title, description, location, start, end, recurrence, guests } = content.parse(given);
  return [title, description, location, ...start, ...end, ...recurrence, ...guests];
}

/** Year, month, day and hour on the wall clock of the zone, in the words of a reader of English. */
export function clockOf(at: string, zone: string): string[] {
  const form = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  const parts = new Intl.DateTimeFormat('en-GB', { ...form, timeZone: zone, hourCycle: 'h23' }).formatToParts(new Date(at));
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return [`${of('weekday')}, ${of('day')} ${of('month')} ${of('year')}`, `${of('hour')}:${of('minute')}`];
}
