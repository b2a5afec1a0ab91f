import { z } from 'zod';
import { AppError } from '../ground/errors.ts';
import { nearest } from './near-path.ts';
import { type Profile, profileSchema } from './profile.ts';
import { parseSwitched, type Switched } from './switched.ts';

const FIELDS = leaves('', profileSchema);

/** Every dotted path of a single field, in the order of the profile. */
export const FIELD_PATHS: readonly string[] = [...FIELDS.keys()];

/** The field's value as a person would write it; writing it back changes nothing. Rejects with `not-found`. */
export function fieldText(profile: Profile, path: string): string {
  const group = SWITCHED.get(path);
  if (group)
    return [fieldText(profile, `${path}.on`), group.times.map((name) => fieldText(profile, `${path}.${name}`)).join('-')].join(
      ' ',
    );
  fieldAt(path);
  return toText(valueAt(profile, path));
}

/**
 * The profile with this field as `text` says. For lists `text` is the whole list, or `+item` and `-item` to add and remove.
 * Rejects with `not-found` for an unknown path, naming the nearest, and with `invalid` and an example for a bad value.
 */
export function withField(profile: Profile, path: string, text: string): Profile {
  const group = SWITCHED.get(path);
  const changes = group ? parseSwitched(group, text) : { '': text };
  return Object.entries(changes).reduce((now, [name, value]) => withValue(now, name ? `${path}.${name}` : path, value), profile);
}

/** A profile of whatever was stored: each field that does not parse is taken from `defaults`. */
export function completeProfile(stored: unknown, defaults: Profile): Profile {
  let document: unknown = defaults;
  for (const [path, schema] of FIELDS) {
    const value = schema.safeParse(valueAt(stored, path));
    if (value.success) document = replaced(document, path.split('.'), value.data);
  }
  return profileSchema.parse(document);
}

/** Groups that can be written in one line, such as `07:15` or `off`. */
const SWITCHED: ReadonlyMap<string, Switched> = new Map([
  ['settings.brief', { times: ['at'] }],
  ['settings.review', { times: ['at'] }],
  ['settings.quietHours', { times: ['from', 'to'] }],
]);

function leaves(path: string, schema: unknown): Map<string, z.ZodType> {
  if (schema instanceof z.ZodObject) {
    const parts = Object.entries(schema.shape).map(([key, part]) => leaves(path ? `${path}.${key}` : key, part));
    return new Map(parts.flatMap((part) => [...part]));
  }
  return new Map(schema instanceof z.ZodType ? [[path, schema]] : []);
}

function withValue(profile: Profile, path: string, text: string): Profile {
  const schema = fieldAt(path);
  const before = valueAt(profile, path);
  const parsed = schema.safeParse(Array.isArray(before) ? editedList(path, schema, before, text) : text);
  if (!parsed.success) throw invalid(path, parsed.error);
  return profileSchema.parse(replaced(profile, path.split('.'), parsed.data));
}

function fieldAt(path: string): z.ZodType {
  const field = FIELDS.get(path);
  if (field) return field;
  const below = FIELD_PATHS.filter((known) => known.startsWith(`${path}.`));
  if (below.length > 0) throw new AppError('not-found', `${path} is a group. Name one of its fields: ${below.join(', ')}.`);
  const near = nearest(path, FIELD_PATHS);
  const hint = near ? `Did you mean ${near}?` : 'The groups are identity, preferences, goals and settings.';
  throw new AppError('not-found', `The profile has no field "${path.slice(0, 80)}". ${hint}`);
}

/** `+a, -b` edits what stands there; anything else is the whole list. */
function editedList(path: string, schema: z.ZodType, before: readonly unknown[], text: string): readonly unknown[] | string {
  if (!/^\s*[+-]/.test(text)) return text;
  let items = before.map(String);
  for (const part of text.split(',').map((item) => item.trim())) {
    const parsed = schema.safeParse(part.replace(/^[+-]\s*/, ''));
    if (!parsed.success) throw invalid(path, parsed.error);
    const item = toText(parsed.data);
    const others = items.filter((known) => known.toLowerCase() !== item.toLowerCase());
    if (part.startsWith('-') && others.length === items.length) {
      throw new AppError('invalid', `"${item.slice(0, 80)}" is not in ${path}. There is: ${items.join(', ') || 'nothing'}.`);
    }
    items = part.startsWith('-') ? others : [...others, item];
  }
  return items;
}

function invalid(path: string, error: z.ZodError): AppError {
  return new AppError('invalid', `${path}: ${error.issues[0]?.message ?? 'this value does not fit.'}`);
}

function toText(value: unknown): string {
  if (value === undefined) return 'automatic';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function valueAt(document: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => (isRecord(node) ? node[key] : undefined), document);
}

function replaced(node: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const own = isRecord(node) ? node : {};
  return { ...own, [key]: replaced(own[key], rest, value) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
