import type { Button, OutgoingMessage } from '../../src/ports/chat.ts';
import type { SavedFile } from './files.ts';
import { type Look, renderMarkdown } from './markdown.ts';
import { type Line, type Mark, paint, run } from './runs.ts';
import { wrap } from './wrap.ts';

/** A message as text for the screen: what it says, where its files lie, its buttons as numbers. */
export function renderMessage(message: OutgoingMessage, files: readonly SavedFile[], look: Look): string {
  return toScreen(
    [...body(message, look), ...files.flatMap((file) => fileLine(file, look)), ...choiceLines(message, look)],
    look,
  );
}

/** A new version of a message that already scrolled by. */
export function renderUpdate(message: OutgoingMessage, look: Look): string {
  const lines = body(message, { ...look, width: look.width - 2 });
  const marked = (lines.length > 0 ? lines : [[]]).map((line, row) => [run(row === 0 ? '↻ ' : '  ', ['dim']), ...line]);
  return toScreen([...marked, ...choiceLines(message, look)], look);
}

/** What a press brought, said beside the button's name. */
export function renderAnswer(button: Button, answer: string, look: Look): string {
  return toScreen(wrap([run(`› ${oneLine(button.label)}: `, ['dim']), run(answer)], look.width), look);
}

/** The buttons of an earlier message once more, when a number could mean them. */
export function renderChoicesAgain(excerpt: string, buttons: readonly Button[], look: Look): string {
  const intro = `Did you mean a button of an earlier message (“${oneLine(excerpt)}”)? Then type its number again.`;
  return toScreen([...wrap([run(intro)], look.width), ...choiceLines({ text: '', buttons: [buttons] }, look)], look);
}

/** A plain sentence of the terminal's own. */
export function renderNotice(text: string, look: Look): string {
  return toScreen(wrap([run(text, ['dim'])], look.width), look);
}

/** Blocks stand apart by one blank line. */
function toScreen(lines: readonly Line[], look: Look): string {
  return `${lines.map((line) => paint(line, look.colour)).join('\n')}\n\n`;
}

function body(message: OutgoingMessage, look: Look): Line[] {
  return message.text.trim() === '' ? [] : renderMarkdown(message.text, look);
}

const BUTTON_MARKS: Record<Button['style'], readonly Mark[]> = { primary: ['bold'], danger: ['danger'], plain: [] };

/** Rows of buttons as lines; the numbers run on from row to row. */
function choiceLines({ buttons = [] }: OutgoingMessage, look: Look): Line[] {
  let number = 0;
  return buttons.flatMap((row) => {
    const labels = row.map((button, column) => {
      number += 1;
      const gap = column === 0 ? [] : [run('  ')];
      return [...gap, run(`[${number}] ${oneLine(button.label)}`, BUTTON_MARKS[button.style])];
    });
    return wrap(labels.flat(), look.width);
  });
}

function fileLine({ name, size, path }: SavedFile, look: Look): Line[] {
  return wrap([run(`${oneLine(name)} (${fileSize(size)}), saved as ${oneLine(path)}`)], look.width);
}

/** In decimal units, as file managers show it. */
function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
