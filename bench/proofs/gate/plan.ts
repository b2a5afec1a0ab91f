import type { ModelFakeToolCall } from '../../../test/fakes/model/script.ts';

/** A tool call as a model would write it. In its texts `{{name}}` stands for what an earlier call of that name was told. */
export interface PlannedCall {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** By which later calls refer to its result; of several calls with one name the results are joined. */
  readonly as?: string;
  /** One call for each thing in an earlier result that fits, `{{it}}` in its texts: `unread|id (\S+)`. */
  readonly each?: string;
}

/** Calls that a model makes in one answer, in the order of its answers. */
export type Plan = readonly (readonly PlannedCall[])[];

/** What the calls of a plan were told so far, by their names. */
export type Told = ReadonlyMap<string, string>;

/** A call with its places filled, and the name of its result. */
export interface FilledCall extends ModelFakeToolCall {
  readonly as: string | undefined;
}

/** More calls than these in one answer are not carried out (src/agent/wishes.ts). */
const MOST_AT_ONCE = 20;
const PLACE = /\{\{([^{}|]+)(?:\|([^{}]+))?\}\}/g;
const NOTHING_BUT_A_PLACE = /^\{\{([^{}|]+)\|([^{}]+)\}\}$/;

/**
 * The calls with their places filled by what was really read. `{{name|pattern}}` is the first thing in it that fits the pattern (its
 * first group, if it has one); alone in a list it is all that fits. What was not read stays as it is, so that it is seen.
 */
export function filled(calls: readonly PlannedCall[], told: Told): FilledCall[] {
  return calls.flatMap((call) => expanded(call, told)).slice(0, MOST_AT_ONCE);
}

function expanded({ tool, args, as, each }: PlannedCall, told: Told): FilledCall[] {
  const make = (told: Told): FilledCall => ({
    name: tool,
    arguments: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, fill(value, told)])),
    as,
  });
  if (each === undefined) return [make(told)];
  const [name = '', ...pattern] = each.split('|');
  return find(told, name, pattern.join('|')).map((it) => make(new Map([...told, ['it', it]])));
}

function fill(value: unknown, told: Told): unknown {
  if (Array.isArray(value)) return value.flatMap((one) => fillOne(one, told));
  if (typeof value !== 'string') return value;
  return value.replace(PLACE, (place, name: string, pattern?: string) => find(told, name, pattern)[0] ?? place);
}

function fillOne(value: unknown, told: Told): unknown[] {
  const [, name, pattern] = (typeof value === 'string' && NOTHING_BUT_A_PLACE.exec(value)) || [];
  return name === undefined ? [fill(value, told)] : find(told, name, pattern);
}

function find(told: Told, name: string, pattern?: string): string[] {
  const text = told.get(name);
  if (text === undefined) return [];
  if (pattern === undefined) return [text];
  return [...new Set([...text.matchAll(new RegExp(pattern, 'gm'))].map(([whole, group]) => group ?? whole))];
}
