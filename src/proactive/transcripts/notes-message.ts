import { Temporal } from 'temporal-polyfill';
import { shown } from '../../actions/card/shown.ts';
import type { Button, OutgoingMessage } from '../../ports/chat.ts';
import { dayText, momentText } from '../../reminders/moment-text.ts';
import { END_MARK } from '../brief/template.ts';
import type { SignButton } from '../reminder-message.ts';
import type { Item, Notes, Said } from './notes.ts';
import { speakersOf } from './read-transcript.ts';

/** As many items have a button, and their places in its verb. */
const MOST_BUTTONS = 9;
const PER_ROW = 3;

/** The notes for the person, each line with the lines of the transcript it rests on; items become tasks by the buttons below. */
export function notesMessage(id: string, personId: string, notes: Notes, zone: string, sign: SignButton): OutgoingMessage {
  const { lines, summary, decisions, items, open } = notes;
  const speakers = speakersOf(lines);
  const sections = [
    section(
      'What it was about',
      summary.map(({ text, lines: from }) => `- ${shown(text)} (${linesText(from)})`),
    ),
    section('Decided', decisions.map(saidLine)),
    section(
      'To do',
      items.map((item, place) => `${place + 1}\\. ${itemText(item, zone)}`),
    ),
    section('Left open', open.map(saidLine)),
  ].flat();
  const heading = `**Notes: ${shown(notes.title)}**\n${lines.length} lines${speakers.length > 0 ? `, by ${shown(speakers.join(', '))}` : ''}`;
  const nothing = sections.length === 0 ? ['Nobody says plainly in it that something is decided or will be done.'] : [];
  const buttons = items.slice(0, MOST_BUTTONS).map((_, place): Button => {
    return { id: sign(itemVerb(place), id, personId), label: `Add task ${place + 1}`, style: 'plain' };
  });
  const rows = [...rowsOf(buttons), [{ id: sign('nodelete', id, personId), label: 'Delete notes', style: 'danger' as const }]];
  return { text: [heading, ...sections, ...nothing, END_MARK].join('\n\n'), buttons: rows };
}

/** The verb of the button under the item in this place. */
export function itemVerb(place: number): string {
  return `noteitem${place + 1}`;
}

/** The place of the item that a verb names; undefined for other verbs. */
export function placeOfItem(verb: string): number | undefined {
  const [, place] = /^noteitem([1-9])$/.exec(verb) ?? [];
  return place === undefined ? undefined : Number(place) - 1;
}

/** The task that an item becomes, as its line shows it. */
export function taskOf({ owner, what, due, speaker, quote, line }: Item, title: string) {
  const from = `From ${title}, line ${line}${speaker === '' ? '' : `, ${speaker}`}: “${quote}”`;
  return { title: titleOf(owner, what), notes: from.slice(0, 4_000), ...(due !== '' && { due }) };
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [[`**${title}**`, ...lines].join('\n')];
}

function saidLine({ speaker, quote, line }: Said): string {
  return `- ${speaker === '' ? '' : `${shown(speaker)}: `}“${shown(quote)}” (${linesText([line])})`;
}

function itemText({ owner, what, due, quote, line }: Item, zone: string): string {
  return `${shown(titleOf(owner, what))}, ${dueText(due, zone)}: “${shown(quote)}” (${linesText([line])})`;
}

/** Characters: no longer than a task may be called. */
const MOST_IN_TITLE = 200;

function titleOf(owner: string, what: string): string {
  return `${owner}: ${what}`.replaceAll(/\s+/g, ' ').slice(0, MOST_IN_TITLE);
}

function dueText(due: string, zone: string): string {
  if (due === '') return 'no date';
  if (!due.includes('T')) return `due ${dayText(Temporal.PlainDate.from(due))}`;
  return `due ${momentText(Temporal.Instant.from(due).toZonedDateTimeISO(zone))}`;
}

function linesText(numbers: readonly number[]): string {
  return numbers.length === 1 ? `line ${numbers[0]}` : `lines ${numbers.join(', ')}`;
}

function rowsOf(buttons: readonly Button[]): Button[][] {
  return Array.from({ length: Math.ceil(buttons.length / PER_ROW) }, (_, row) =>
    buttons.slice(row * PER_ROW, (row + 1) * PER_ROW),
  );
}
