import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../../src/ground/clock.ts';
import type { FakePlatform, Person, Shown } from '../../../test/platforms/platform.ts';
import { CYD, type Line, textOf } from './conversation.ts';

/** What holds a person's mail and calendar, and outlives every life of the program. What is sent comes to Cyd and everybody else. */
export interface Accounts {
  /** What the program must know to reach them. */
  readonly settings: Readonly<Record<string, string>>;
  /** By the kind that /connect names: fills in its page; rejects where nothing came of that. */
  readonly doors: Readonly<Record<string, (page: string) => Promise<void>>>;
  /** Puts the mail of this line into their inbox. */
  deliver(line: Line): Promise<void>;
  /** The next mail that leaves is taken and not answered; resolves once it is, or after two minutes. */
  keepsSilent(): Promise<void>;
  /** The subjects of the mails that left, in that order. */
  mailed(): readonly string[];
  /** The events in the calendar, as they stand there. */
  planned(): Promise<readonly Planned[]>;
  /** The subjects of what lies among the drafts. */
  drafted(): Promise<readonly string[]>;
  /** Puts two events into the calendar that overlap. */
  overlap(): Promise<void>;
  /** How often the service was told that it is left; undefined for one that need not know. */
  farewells(): number | undefined;
  close(): Promise<void>;
}

export interface Planned {
  readonly title: string;
  /** In the words of the service. */
  readonly start: string;
}

export interface Scene {
  readonly platform: FakePlatform;
  readonly me: Person;
}

/** The address of the person. */
export const ANN = 'ann@me.example';

const LOOK_EVERY_MS = 20;
/** Longer than a mail waits to be cancelled. */
const HOLD_PATIENCE_MS = 120_000;
const PATIENCE_MS = 30_000;
/** Whoever waits for news in a proof wants it at once, at whatever hour, and answers among the drafts. */
const AWAKE = ['quiet off', 'brief off', 'review off', 'news.mail now', 'news.calendar now', 'mail.replies drafts'];

export function wakes({ me }: Scene): void {
  for (const wish of AWAKE) me.writes(`/settings ${wish}`);
}

/** The person connects them, by the pages of /connect and a press for each; resolves once their inbox is watched. */
export async function connect(scene: Scene, { doors }: Accounts): Promise<void> {
  const { platform, me } = scene;
  wakes(scene);
  const until = <T>(look: () => T) => platform.waitFor(look, PATIENCE_MS);
  for (const [kind, fill] of Object.entries(doors)) {
    const asking = me.writes(`/connect ${kind}`);
    const since = () => behind(me.messages(), asking);
    await fill(await until(() => since().flatMap(({ text }) => pageIn(text))[0]));
    const card = await until(() => since().find((message) => connectButton(message)));
    const press = me.presses(card.messageId, connectButton(card)?.data ?? '');
    await until(press.isTaken);
  }
  await until(() => me.messages().some(({ text }) => text.includes(`I watch ${ANN}`)));
}

/** The address of a page, where this gives one. */
export function pageIn(text: string): readonly string[] {
  return /^http:\S+/.exec(text) ?? [];
}

/** Rejects unless this answer says that it has worked. */
export async function requireDone(answer: Response): Promise<void> {
  const said = await answer.text();
  if (!said.includes('That worked')) throw new Error(`the page says ${answer.status}: ${said.replace(/<[^>]*>/g, ' ')}`);
}

/** Resolves once one mail more has been taken than now, or when patience ends. */
export async function untilTaken(count: () => number): Promise<void> {
  const before = count();
  const deadline = performance.now() + HOLD_PATIENCE_MS;
  while (count() === before && performance.now() < deadline) await wait(LOOK_EVERY_MS);
}

export function behind(messages: readonly Shown[], messageId: string): readonly Shown[] {
  return messages.slice(messages.findIndex((message) => message.messageId === messageId) + 1);
}

export function connectButton({ buttons }: Shown) {
  return buttons.flat().find(({ text }) => text === 'Connect');
}

/** As Cyd would send it: words that ask something, or a meeting on a day of its own (iTIP in iMIP, RFC 5546 and 6047). */
export function mailOf(line: Line): string {
  const head = [
    `From: Cyd <${CYD}>`,
    `To: ${ANN}`,
    `Subject: ${textOf(line)}`,
    `Message-ID: <${line.wish}-${line.mark}@c.example>`,
    'MIME-Version: 1.0',
  ];
  const body =
    line.wish === 'invitation'
      ? ['Content-Type: text/calendar; method=REQUEST; charset=utf-8', '', ...meetingOf(line)]
      : ['Content-Type: text/plain; charset=utf-8', '', 'Can you come today? Please tell me.'];
  return [...head, ...body, ''].join('\r\n');
}

/** Two events of the day after tomorrow that overlap. */
export function overlapping() {
  const day = systemClock.now().toZonedDateTimeISO('UTC').add({ days: 2 }).startOfDay();
  return [
    { title: 'Clash first', from: day.with({ hour: 12 }).toInstant(), until: day.with({ hour: 13 }).toInstant() },
    {
      title: 'Clash second',
      from: day.with({ hour: 12, minute: 30 }).toInstant(),
      until: day.with({ hour: 13, minute: 30 }).toInstant(),
    },
  ];
}

function meetingOf(line: Line): string[] {
  const day = systemClock
    .now()
    .toZonedDateTimeISO('UTC')
    .add({ days: line.mark + 2 })
    .toPlainDate()
    .toString()
    .replaceAll('-', '');
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Cyd//EN',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    `UID:meeting-${line.mark}`,
    `DTSTAMP:${day}T000000Z`,
    `SUMMARY:${textOf(line)}`,
    `DTSTART:${day}T140000Z`,
    `DTEND:${day}T150000Z`,
    `ORGANIZER:mailto:${CYD}`,
    `ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:${ANN}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
}
