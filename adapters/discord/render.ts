import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/v10';
import type { Button, OutgoingFile, OutgoingMessage } from '../../src/ports/chat.ts';
import { parseMarkdown } from '../markdown/parse.ts';
import { splitStyled } from '../markdown/split.ts';
import { plainText, type StyledText } from '../markdown/styled.ts';
import { toDiscordMarkdown } from './markdown.ts';

/** Discord, message resource: content of up to 2,000 characters; API reference: files of up to 10 MiB. */
const TEXT_LIMIT = 2000;
const UPLOAD_LIMIT = 10 * 1024 * 1024;
/** Discord, component reference: 5 rows of 5 buttons. */
const MOST_IN_A_ROW = 5;
const MOST_ROWS = 5;
/** Room for "\n(1234/5678)". */
const NUMBER_ROOM = 12;

export type ButtonRow = APIActionRowComponent<APIButtonComponentWithCustomId>;

/** One request: a part of a message. */
export interface Part {
  readonly content: string;
  readonly components: readonly ButtonRow[];
  readonly file?: OutgoingFile;
}

/** The same message always gives the same parts, so that a delivery can go on behind those that arrived. */
export function renderParts(message: OutgoingMessage, files: readonly OutgoingFile[]): Part[] {
  const fitting = files.filter(({ bytes }) => bytes.length > 0 && bytes.length <= UPLOAD_LIMIT);
  const notes = files.flatMap(noteOn).map((note) => ({ text: `\n\n${note}`, marks: {} }));
  const texts = written([...parseMarkdown(message.text), ...notes], fitting.length > 0);
  const [sheet = [], ...more] = sheets(message.buttons ?? []);
  // A text of one part goes with the first file; a longer one stands under its picture.
  const together = texts.length === 1 ? fitting.slice(0, 1) : [];
  const alone = fitting.filter((file) => !together.includes(file)).map((file) => ({ content: '', components: [], file }));
  const isPicture = ({ file }: { readonly file: OutgoingFile }) => file.alt !== undefined;
  const parts: Part[] = [
    ...alone.filter(isPicture),
    ...texts.map((content) => ({ content, components: [], ...(together[0] && { file: together[0] }) })),
    ...alone.filter((each) => !isPicture(each)),
  ];
  const last = parts.pop();
  if (last) parts.push({ ...last, components: sheet });
  return [...parts, ...more.map((components) => ({ content: 'More:', components }))];
}

/** An edit reaches one message only: of a text over the limit it shows the first part, numbered, and the rest is not sent. */
export function renderEdit(message: OutgoingMessage): Part {
  const [content = ''] = written(parseMarkdown(message.text), false);
  return { content, components: sheets(message.buttons ?? [])[0] ?? [] };
}

function noteOn({ name, bytes }: OutgoingFile): string[] {
  if (bytes.length === 0) return [`${name} is empty.`];
  if (bytes.length <= UPLOAD_LIMIT) return [];
  return [`${name} is over 10 MB, more than Discord takes from me. It stays on your own machine.`];
}

function written(styled: StyledText, withFile: boolean): string[] {
  // Discord refuses a message with neither text nor file.
  if (plainText(styled).trim() === '') return withFile ? [] : ['(no text)'];
  const sizeOf = (part: StyledText) => toDiscordMarkdown(part).length;
  if (sizeOf(styled) <= TEXT_LIMIT) return [toDiscordMarkdown(styled)];
  const parts = splitStyled(styled, TEXT_LIMIT - NUMBER_ROOM, sizeOf);
  return parts.map((part, index) => toDiscordMarkdown([...part, { text: `\n(${index + 1}/${parts.length})`, marks: {} }]));
}

/** Rows as they are meant where they fit; else in rows of five, and what is over 25 under messages of their own. */
function sheets(rows: readonly (readonly Button[])[]): ButtonRow[][] {
  const filled = rows.filter((row) => row.length > 0);
  const fit = filled.length <= MOST_ROWS && filled.every((row) => row.length <= MOST_IN_A_ROW);
  const all = fit ? filled : chunks(filled.flat(), MOST_IN_A_ROW);
  return chunks(all.map(toRow), MOST_ROWS);
}

function toRow(buttons: readonly Button[]): ButtonRow {
  return { type: ComponentType.ActionRow, components: buttons.map(toButton) };
}

function toButton({ id, label, style }: Button): APIButtonComponentWithCustomId {
  return { type: ComponentType.Button, custom_id: id, label, style: STYLES[style] };
}

const STYLES = { primary: ButtonStyle.Primary, danger: ButtonStyle.Danger, plain: ButtonStyle.Secondary } as const;

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}
