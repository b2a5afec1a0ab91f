import { AppError } from '../ground/errors.ts';

/** Something that is on or off at a time or between two times: fields `on` and those of `times`. */
export interface Switched {
  readonly times: readonly string[];
}

/** Reads `07:15`, `off`, `on 22:00-07:00` or `22-7` as changes of the group's fields; a time alone switches it on. Rejects with `invalid` and an example. */
export function parseSwitched({ times }: Switched, text: string): Record<string, string> {
  const [, word, clock = ''] = /^\s*(on|off)?\s*(.*?)\s*$/is.exec(text) ?? [];
  const on = word?.toLowerCase() ?? 'on';
  if (clock === '' && word !== undefined) return { on };
  const parts = clock.split(/\s*(?:-|–|—|\bto\b)\s*/i);
  if (clock === '' || parts.length !== times.length) {
    const example = times.length === 1 ? '07:30' : '22:00-07:00';
    throw new AppError('invalid', `"${text.slice(0, 40)}" does not fit. Write ${example}, on or off.`);
  }
  return { on, ...Object.fromEntries(times.map((name, index) => [name, parts[index] ?? ''])) };
}
