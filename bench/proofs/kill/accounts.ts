import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../../src/ground/clock.ts';
import type { FakePlatform, Person, Shown } from '../../../test/platforms/platform.ts';
import { CYD, type Line, textOf } from './conversation.ts';

/** What holds a person's mail and calendar, and outlives every life of the program. What is sent comes to Cyd and everybody else. */
export interface Accounts {
  /** What the program must know to reach them. */
  readonly settings: Readonly<Record<string, string>>;
  /** The person connects them, by the pages of /connect and a press for each; resolves once their inbox is watched. */
  connect(scene: Scene): Promise<void>;
  /** Puts the mail of this line into their inbox. */
  deliver(line: Line): Promise<void>;
  /** The next mail that leaves is taken and not answered; resolves once it is, or after two minutes. */
  keepsSilent(): Promise<void>;
  /** The subjects of the mails that left, in that order. */
  mailed(): readonly string[];
  /** The titles of the events in the calendar, as they stand there. */
  planned(): Promise<readonly string[]>;
  close(): Promise<void>;
}

interface Scene {
  readonly platform: FakePlatform;
  readonly me: Person;
}

/** The address of the person. */
export const ANN = 'ann@me.example';

const LOOK_EVERY_MS = 20;
/** Longer than a mail waits to be cancelled. */
const HOLD_PATIENCE_MS = 120_000;
const PATIENCE_MS = 30_000;
/** Whoever waits for news in a proof wants it at once, at whatever hour. */
const AWAKE = ['quiet off', 'brief off', 'review off', 'news.mail now', 'news.calendar now'];

/** Asks for the page of each kind of account, fills it in, and presses Connect; resolves once the inbox is watched. */
export async function connectBy(
  { platform, me }: Scene,
  fillers: Readonly<Record<string, (page: string) => Promise<unknown>>>,
): Promise<void> {
  for (const wish of AWAKE) me.writes(`/settings ${wish}`);
  const until = <T>(look: () => T) => platform.waitFor(look, PATIENCE_MS);
  for (const [kind, fill] of Object.entries(fillers)) {
    const asking = me.writes(`/connect ${kind}`);
    const since = () => behind(me.messages(), asking);
    await fill(await until(() => since().flatMap(({ text }) => /^http:\S+/.exec(text) ?? [])[0]));
    const card = await until(() => since().find((message) => connectButton(message)));
    const press = me.presses(card.messageId, connectButton(card)?.data ?? '');
    await until(press.isTaken);
  }
  await until(() => me.messages().some(({ text }) => text.includes(`I watch ${ANN}`)));
}

/** Resolves once one mail more has been taken than now, or when patience ends. */
export async function untilTaken(count: () => number): Promise<void> {
  const before = count();
  const deadline = performance.now() + HOLD_PATIENCE_MS;
  while (count() === before && performance.now() < deadline) await wait(LOOK_EVERY_MS);
}

function behind(messages: readonly Shown[], messageId: string): readonly Shown[] {
  return messages.slice(messages.findIndex((message) => message.messageId === messageId) + 1);
}

function connectButton({ buttons }: Shown) {
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
