import { AppError } from '../ground/errors.ts';

const LONGEST_TITLE = 300;
const LONGEST_PLACE = 1000;
const LONGEST_TEXT = 8000;

/** One line, as it will stand in the calendar. Rejects with `invalid` when it is empty or too long. */
export function readTitle(text: string): string {
  const title = oneLine(text);
  if (title === '') throw new AppError('invalid', 'The event needs a title.');
  return within(title, LONGEST_TITLE, 'title');
}

export function readPlace(text: string): string {
  return within(oneLine(text), LONGEST_PLACE, 'location');
}

export function readText(text: string): string {
  return within(text.replaceAll('\r\n', '\n').trim(), LONGEST_TEXT, 'description');
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

function within(text: string, longest: number, name: string): string {
  if (text.length <= longest) return text;
  throw new AppError('invalid', `Keep the ${name} under ${longest.toLocaleString('en')} characters.`);
}
