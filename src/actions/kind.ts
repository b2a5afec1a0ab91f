import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { AppError } from '../ground/errors.ts';
import type { Profile } from '../people/profile.ts';
import type { JsonSchema } from '../ports/model.ts';

/** What an action can do to the world (docs/architecture.md, "The safety rule"). */
export type Effect = 'read' | 'private' | 'outbound' | 'destructive';

/** Where an action runs: one person's transaction, at one point in time. */
export interface ActionContext {
  readonly tx: Tx;
  readonly personId: string;
  readonly profile: Profile;
  readonly now: Temporal.Instant;
  /** The key of what wished for it: an inbox key, or a schedule's. */
  readonly source: string;
  /** True when text from outside stands in this turn: what is stored now keeps that taint. */
  readonly tainted: boolean;
}

export interface ActionResult<U> {
  /** What was done or found, for the person: plain sentences, Markdown. */
  readonly said: string;
  /** What `undo` needs to restore the state before; absent when nothing changed. */
  readonly undo?: U;
  /** True when `said` holds text from outside: the turn that reads it is tainted from here on. */
  readonly tainted?: boolean;
}

/** One line of a card: what the field is called, and its whole value in the person's words. */
export interface CardLine {
  readonly label: string;
  readonly value: string;
}

/** A rendering for each argument: a field without one is a compile error, so nothing can run that the card did not show. */
export type CardFields<A extends object> = {
  readonly [K in keyof Required<A>]: (value: NonNullable<A[K]>, profile: Profile) => CardLine;
};

interface KindSpec<I, A extends object, U> {
  /** The tool's name for the model and the ledger. */
  readonly name: string;
  /** For the model: one sentence on when to use it. */
  readonly description: string;
  readonly effect: Effect;
  /** The label of the card's first button, the one that acts. */
  readonly verb: string;
  /** What kind of data it touches, for the audit. */
  readonly area: string;
  /** What a model or a command may write: phrases, numbers, short names. */
  readonly input: z.ZodType<I>;
  /** What runs: exact, absolute, canonical. Stored, shown on the card and executed as it stands. */
  readonly args: z.ZodType<A>;
  /** Makes exact arguments of the input. Rejects with `invalid` or `not-found` and a sentence that says what to write instead. */
  readonly resolve: (context: ActionContext, input: I) => Promise<A>;
  readonly fields: CardFields<A>;
  readonly run: (context: ActionContext, args: A) => Promise<ActionResult<U>>;
  /** What `run` leaves for `undo`, as it is stored. */
  readonly undoData: z.ZodType<U>;
  /** Restores exactly and says what it restored; rejects with `invalid` when what it changed has changed since. */
  readonly undo: (context: ActionContext, data: U) => Promise<string>;
}

/** A kind with its types folded away: whatever comes in is parsed again before it is used. */
export interface Kind {
  readonly name: string;
  readonly description: string;
  readonly effect: Effect;
  readonly verb: string;
  readonly area: string;
  readonly parameters: JsonSchema;
  resolve(context: ActionContext, input: unknown): Promise<object>;
  card(args: unknown, profile: Profile): readonly CardLine[];
  run(context: ActionContext, args: unknown): Promise<ActionResult<unknown>>;
  undo(context: ActionContext, data: unknown): Promise<string>;
}

/** Makes a kind of its spec. */
export function defineKind<I, A extends object, U>(spec: KindSpec<I, A, U>): Kind {
  const { name, description, effect, verb, area } = spec;
  return {
    name,
    description,
    effect,
    verb,
    area,
    parameters: toParameters(spec.input),
    resolve: async (context, input) => spec.args.parse(await spec.resolve(context, parseInput(spec.input, input, name))),
    card: (args, profile) => cardLines(spec.fields, spec.args.parse(args), profile),
    run: (context, args) => spec.run(context, spec.args.parse(args)),
    undo: (context, data) => spec.undo(context, spec.undoData.parse(data)),
  };
}

function parseInput<I>(schema: z.ZodType<I>, input: unknown, name: string): I {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`);
  throw new AppError('invalid', `${name} cannot use these arguments. ${problems.join('; ')}`);
}

function cardLines<A extends object>(fields: CardFields<A>, args: A, profile: Profile): CardLine[] {
  const lines: CardLine[] = [];
  for (const key in fields) {
    const value = args[key];
    if (value !== undefined && value !== null) lines.push(fields[key](value, profile));
  }
  return lines;
}

/** The JSON Schema without what costs tokens and tells a model nothing. */
function toParameters(schema: z.ZodType): JsonSchema {
  const { $schema: _, additionalProperties: __, ...parameters } = z.toJSONSchema(schema, { io: 'input' });
  return parameters;
}
