import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { AppError } from '../ground/errors.ts';
import type { JsonSchema } from '../ports/model.ts';
import type { Kind } from './kind.ts';

const property = z.looseObject({ type: z.string().optional(), items: z.looseObject({ type: z.string().optional() }).optional() });
const parameters = z.object({ properties: z.record(z.string(), property).default({}) });
type Property = z.infer<typeof property>;

type Face = Pick<Kind, 'parameters' | 'mainInput'>;

/** The parts of a wish that can be written anew in a line of text. */
export function editableParts({ parameters }: Pick<Face, 'parameters'>): string[] {
  return Object.entries(partsOf(parameters))
    .filter(([, part]) => isWritable(part))
    .map(([name]) => name);
}

/** The part that plain words replace; undefined where a part must be named. */
export function mainPart(kind: Face): string | undefined {
  const names = editableParts(kind);
  return kind.mainInput ?? (names.length === 1 ? names[0] : undefined);
}

/**
 * Reads what should be different: lines such as `subject: Lunch` each replace a part, all other words replace the main one, and a part
 * with nothing behind it is left out. Rejects with `invalid` and what to write instead.
 */
export function applyEdit(kind: Face, input: unknown, text: string): object {
  const parts = partsOf(kind.parameters);
  const edited = new Map(Object.entries(z.record(z.string(), z.unknown()).parse(input)));
  for (const [name, value] of readLines(kind, text)) {
    if (value === '') edited.delete(name);
    else edited.set(name, toValue(name, parts[name] ?? {}, value));
  }
  return Object.fromEntries(edited);
}

/**
 * What can be changed as text that `applyEdit` reads: the named parts a line each, the main one in plain words below. Undefined where reading
 * it would not give the same input again, such as a body with a line that looks like a part.
 */
export function editText(kind: Face, input: unknown): string | undefined {
  const parts = z.record(z.string(), z.unknown()).parse(input);
  const main = mainPart(kind);
  const named = editableParts(kind).filter((name) => name !== main && parts[name] !== undefined);
  const lines = named.map((name) => `${name}: ${toText(parts[name])}`);
  if (main !== undefined && parts[main] !== undefined) lines.push(toText(parts[main]));
  const text = lines.join('\n');
  return isDeepStrictEqual(applyEdit(kind, input, text), input) ? text : undefined;
}

const PART_LINE = /^\s*([a-z]\w*)\s*:\s?(.*)$/i;

function readLines(kind: Face, text: string): Map<string, string> {
  const names = editableParts(kind);
  const main = mainPart(kind);
  const read = new Map<string, string[]>();
  let last = main;
  for (const line of text.trim().split(/\r?\n/)) {
    const [, word = '', rest = ''] = PART_LINE.exec(line) ?? [];
    const named = names.find((name) => name.toLowerCase() === word.toLowerCase());
    const name = named ?? main ?? last;
    if (name === undefined) throw new AppError('invalid', howTo(kind));
    read.set(name, named ? [rest] : [...(read.get(name) ?? []), line]);
    last = name;
  }
  return new Map([...read].map(([name, lines]) => [name, lines.join('\n').trim()]));
}

/** How to write a change, for the person. */
export function howTo(kind: Face): string {
  const main = mainPart(kind);
  const named = editableParts(kind)
    .map((name) => `\`${name}: …\``)
    .join(', ');
  const plain = main === undefined ? 'Write' : `Plain words replace the ${main}. Or write`;
  return `${plain} one part a line: ${named}.`;
}

function toText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function toValue(name: string, { type }: Property, text: string): unknown {
  switch (type) {
    case 'array':
      return text
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean);
    case 'number':
    case 'integer': {
      const number = Number(text);
      if (Number.isNaN(number)) throw new AppError('invalid', `Write ${name} as a number, such as \`${name}: 3\`.`);
      return number;
    }
    case 'boolean':
      return /^(yes|true|on)$/i.test(text);
    default:
      return text;
  }
}

function isWritable({ type, items }: Property): boolean {
  return type === 'array' ? items?.type === 'string' : type !== 'object' && type !== undefined;
}

function partsOf(schema: JsonSchema): Record<string, Property> {
  return parameters.parse(schema).properties;
}
