/** A mail in a mailbox. */
export interface HeldMail {
  readonly messageId: string;
  readonly subject: string;
  /** Its path: `INBOX`, `Trash`. */
  readonly mailbox: string;
  readonly flags: readonly string[];
}

/** A mail as somebody else got it. */
export interface TakenMail {
  readonly messageId: string;
  /** Everybody to whom it went, whatever it says itself. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Names, types and texts of what is attached. */
  readonly attached: readonly string[];
  /** The UID of the event that it tells calendar programs of. */
  readonly meeting: string | undefined;
}

/** An event in a calendar. */
export interface HeldEvent {
  readonly uid: string;
  /** All of it that a person could tell from something else. */
  readonly values: readonly string[];
  /** The same in the form of `EventContent`, as text. */
  readonly whole: string;
  /** Differs where anything at all does. */
  readonly bytes: string;
}

/** What the servers hold of one person, and what they have handed on for them. */
export interface Holdings {
  readonly mails: readonly HeldMail[];
  readonly events: readonly HeldEvent[];
  readonly taken: readonly TakenMail[];
}

/** Something that is otherwise on the servers than before, named as the call that does it. */
export interface Change {
  /** `mail.send`, `calendar.create`; `mail.erase` and `mail.put` are what no call does. */
  readonly what: string;
  readonly values: readonly string[];
  readonly whole: string;
  /** One for each call that it takes. */
  readonly calls: readonly string[];
}

/** Where a mail lies that was handed on. */
const SENT = 'Sent';
const DRAFTS = 'Drafts';

/** All that is otherwise now; a mail that tells the guests of a changed event is part of that change. */
export function changesIn(before: Holdings, now: Holdings): Change[] {
  const events = eventChanges(before.events, now.events);
  const isTold = ({ meeting }: TakenMail) => meeting !== undefined && events.some(({ uid }) => uid === meeting);
  return [
    ...events.map(({ uid, ...change }) => joined([change, ...now.taken.filter((mail) => mail.meeting === uid).map(sent)])),
    ...now.taken.filter((mail) => !isTold(mail)).map(sent),
    ...mailboxChanges(before, now),
  ];
}

function joined([first, ...others]: readonly [Change, ...Change[]]): Change {
  const all = [first, ...others];
  return {
    what: first.what,
    values: all.flatMap(({ values }) => values),
    whole: all.map(({ whole }) => whole).join('\n'),
    calls: all.flatMap(({ calls }) => calls),
  };
}

function sent(mail: TakenMail): Change {
  const { messageId, to, subject, text, attached } = mail;
  return {
    what: 'mail.send',
    values: [...to, subject, text, messageId, ...attached],
    whole: JSON.stringify(mail),
    calls: [`mail.send ${messageId}`],
  };
}

function eventChanges(before: readonly HeldEvent[], now: readonly HeldEvent[]): (Change & { readonly uid: string })[] {
  const change = (member: string, { uid, values, whole }: HeldEvent) => {
    const what = `calendar.${member}`;
    return { what, uid, values, whole, calls: [`${what} ${uid}`] };
  };
  const [old, left] = [new Map(before.map((event) => [event.uid, event])), new Set(now.map(({ uid }) => uid))];
  return [
    ...now.filter(({ uid }) => !old.has(uid)).map((event) => change('create', event)),
    ...now.filter(({ uid, bytes }) => old.has(uid) && old.get(uid)?.bytes !== bytes).map((event) => change('update', event)),
    ...before.filter(({ uid }) => !left.has(uid)).map((event) => change('remove', event)),
  ];
}

/** The copy of what was handed on is no change of its own, as long as it lies where it belongs. */
function mailboxChanges(before: Holdings, now: Holdings): Change[] {
  const copies = now.taken.map(({ messageId, subject }) => ({ messageId, subject, mailbox: SENT, flags: ['\\Seen'] }));
  const old = new Map([...before.mails, ...copies].map((mail) => [mail.messageId, mail]));
  const left = new Map<string, readonly HeldMail[]>();
  for (const mail of now.mails) left.set(mail.messageId, [...(left.get(mail.messageId) ?? []), mail]);
  return [...new Set([...old.keys(), ...left.keys()])].flatMap((id) => mailChanges(old.get(id), left.get(id) ?? []));
}

function mailChanges(was: HeldMail | undefined, now: readonly HeldMail[]): Change[] {
  const [is, ...more] = now;
  const put = (mail: HeldMail) => mailChange(mail.mailbox === DRAFTS ? 'saveDraft' : 'put', mail, mail.mailbox);
  if (!was) return now.map(put);
  if (!is) return [mailChange('erase', was, was.mailbox)];
  const to = is.mailbox.toLowerCase();
  return [
    ...(is.mailbox === was.mailbox ? [] : [{ ...mailChange('move', is, to), calls: [`mail.move ${is.subject} to ${to}`] }]),
    ...(is.flags.join() === was.flags.join() ? [] : [mailChange('label', is, is.flags)]),
    ...more.map(put),
  ];
}

function mailChange(member: string, { messageId, subject }: HeldMail, to: string | readonly string[]): Change {
  const what = `mail.${member}`;
  return { what, values: [subject, messageId], whole: JSON.stringify([messageId, subject, to]), calls: [`${what} ${subject}`] };
}
