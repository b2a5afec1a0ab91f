import type { Temporal } from 'temporal-polyfill';
import { shown } from '../../actions/card/shown.ts';
import { othersAmong } from '../../calendar/content.ts';
import type { WayOut } from '../../calendar/ways-out.ts';
import { spanText } from '../../calendar/when-text.ts';
import { type Silent, silenceText } from '../../ground/what-answers.ts';
import type { CalendarEvent } from '../../ports/calendar.ts';
import type { Button, OutgoingMessage } from '../../ports/chat.ts';
import { buttonText, nearText } from '../../reminders/moment-text.ts';
import type { News } from '../notify/notices.ts';
import type { SignButton } from '../reminder-message.ts';
import type { ComingConflict, OpenConflict } from './find-conflicts.ts';

export const CONFLICT_VERBS = ['cmove', 'cdecline', 'ckeep'] as const;
export type ConflictVerb = (typeof CONFLICT_VERBS)[number];

/** Whose screen it is, and whose address is theirs. */
interface Reader {
  readonly personId: string;
  readonly zone: string;
  readonly account: string;
  /** What did not answer. */
  readonly missing: readonly Silent[];
  readonly sign: SignButton;
}

/** A row of buttons each; the tightest platform shows five. */
export const MOST_SHOWN = 4;

/** Pairs that overlap, with what can be done and what comes of it; a row of buttons for each pair. */
export function conflictMessage(open: readonly OpenConflict[], reader: Reader): OutgoingMessage {
  const shownOnes = open.slice(0, MOST_SHOWN);
  const blocks = shownOnes.map((each, index) => blockText(each, lettersOf(index), reader));
  const more =
    open.length > MOST_SHOWN
      ? [`_And ${open.length - MOST_SHOWN} more pairs: /conflicts shows them when these are settled._`]
      : [];
  return {
    text: [...blocks, ...more, ...notSeenLines(reader)].join('\n\n'),
    buttons: shownOnes.map((each, index) => rowOf(each, lettersOf(index), reader)),
  };
}

/** What overlaps with what was not read, or takes a time that is proposed, nobody knows. */
export function notSeenLines({ missing }: Pick<Reader, 'missing'>): string[] {
  return missing.map((each) => `_${shown(silenceText(each))} What stands there is not counted._`);
}

/** The key of the news of it. */
export function newsKey({ key }: ComingConflict): string {
  return `conflict:${key}`;
}

const SOON_HOURS = 2;

/** R31: told once for this pair and these times, with its buttons when it comes by itself. */
export function conflictNews(one: OpenConflict, reader: Reader, now: Temporal.Instant): News {
  const { first, second, from } = one.conflict;
  const titles = [first, second].map(({ title }) => `"${title}"`).join(' and ');
  const isSoon = from.epochMilliseconds < now.add({ hours: SOON_HOURS }).epochMilliseconds;
  return {
    personId: reader.personId,
    key: newsKey(one),
    kind: 'calendar',
    urgency: isSoon ? 'now' : 'soon',
    text: `${titles} overlap, ${nearText(from, now, reader.zone)} (${reader.zone}). /conflicts shows what can be done.`,
    message: conflictMessage([one], reader),
    source: `event:${second.id}`,
    tainted: !(first.own && second.own),
    staleAt: from,
  };
}

/** Names of the two events of the pair at this place. */
type Letters = readonly [first: string, second: string];

function lettersOf(index: number): Letters {
  const letter = (at: number) => String.fromCharCode('A'.charCodeAt(0) + at);
  return [letter(2 * index), letter(2 * index + 1)];
}

function blockText({ conflict, ways }: OpenConflict, letters: Letters, reader: Reader): string {
  const [first, second] = letters;
  return [
    '**Two events at the same time**',
    `${first}: ${eventText(conflict.first, reader)}`,
    `${second}: ${eventText(conflict.second, reader)}`,
    '',
    ...ways.map(({ way }) => `- ${effectText(way, nameIn(conflict, way, letters), reader)}`),
  ].join('\n');
}

function eventText(event: CalendarEvent, { zone }: Reader): string {
  const organizer = event.own ? '' : `, organized by ${shown(event.organizer)}`;
  return `${shown(event.title || 'Busy')}, ${spanText(event, zone)}${organizer}`;
}

/** What comes of it, in words: what is written where, and who is told. */
function effectText(way: WayOut, name: string, { zone, account }: Reader): string {
  switch (way.way) {
    case 'keep':
      return 'Keep both: nothing changes, and I do not speak of these two again.';
    case 'decline': {
      const series = way.event.recurrence.length > 0 ? ' The answer is for the whole series.' : '';
      return `Decline ${name}: ${shown(way.event.organizer)} is told; a card asks you first.${series}`;
    }
    case 'move': {
      const at = spanText({ start: timeIn(way.to.from, zone), end: timeIn(way.to.until, zone) }, zone);
      const others = othersAmong(way.event.guests, account).map(({ address }) => shown(address));
      const are = others.length > 1 ? 'are' : 'is';
      const asked = `${others.join(', ')} ${are} told; a card asks you first.`;
      const told = others.length > 0 ? asked : 'Nobody is told, and Undo takes it back.';
      const day = way.event.recurrence.length > 0 ? ', this day of the series only' : '';
      return `Move ${name} to ${at}${day}: ${told}`;
    }
  }
}

function timeIn(at: Temporal.Instant, zone: string) {
  return { at: at.toString(), zone };
}

function rowOf({ conflict, ways }: OpenConflict, letters: Letters, { personId, zone, sign }: Reader): Button[] {
  return ways.map(({ id, way }) => {
    const [verb, label] = buttonOf(way, nameIn(conflict, way, letters), zone);
    return { id: sign(verb, id, personId), label, style: 'plain' };
  });
}

function buttonOf(way: WayOut, name: string, zone: string): readonly [ConflictVerb, string] {
  switch (way.way) {
    case 'keep':
      return ['ckeep', 'Keep both'];
    case 'decline':
      return ['cdecline', `Decline ${name}`];
    case 'move':
      return ['cmove', `Move ${name} to ${buttonText(way.to.from.toZonedDateTimeISO(zone))}`];
  }
}

function nameIn({ first }: OpenConflict['conflict'], way: WayOut, [one, other]: Letters): string {
  return way.way !== 'keep' && way.event === first ? one : other;
}
