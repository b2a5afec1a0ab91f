import type { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import type { Tx } from '../db/client.ts';
import type { Profile } from '../people/profile.ts';
import type { Eyes, Hands } from '../ports/connections.ts';
import type { JsonSchema } from '../ports/model.ts';
import { inputReader, toParameters } from './kind-input.ts';

/** What an action can do to the world (docs/architecture.md, "The safety rule"). */
export type Effect = 'read' | 'private' | 'outbound' | 'destructive';

/** For whom, when and because of what an action runs. */
export interface Scene {
  readonly personId: string;
  readonly profile: Profile;
  readonly now: Temporal.Instant;
  /** The key of what wished for it: an inbox key, or a schedule's. */
  readonly source: string;
  /** True when text from outside stands in this turn: what is stored now keeps that taint. */
  readonly tainted: boolean;
  /** What the person typed for this turn, without forwards, quotations and files; empty when nobody wrote. */
  readonly ownWords: string;
  /** True where the person's own command is the wish, and no model has made it of their words. */
  readonly commanded?: boolean;
}

/** Where a kind of our own data runs: in the transaction of its ledger row, so that deed and record are one. */
export interface ActionContext extends Scene {
  readonly tx: Tx;
  /** The action that is run; absent while it is only prepared. */
  readonly actionId?: string;
}

/** Where a kind that reaches a server or a disk prepares: no transaction is open while it waits. */
export interface OutsideContext extends Scene {
  readonly eyes: Eyes;
  /** A short transaction of the person's; nothing outside may be waited for in it. */
  readonly inDb: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Aborts when the person says stop, at a shutdown, and after the deadline. */
  readonly signal: AbortSignal;
}

/** Where it runs. Only the executor makes one. */
export interface HandsContext extends OutsideContext {
  readonly hands: Hands;
  /** Our name for this very action: servers that take a client's id are given it, so that it is found again. */
  readonly actionId: string;
}

export interface ActionResult<U> {
  /** What was done or found, for the person: plain sentences, Markdown. */
  readonly said: string;
  /** What `undo` needs to restore the state before; absent when nothing changed or nothing can be restored. */
  readonly undo?: U;
  /** True when `said` holds text from outside: the turn that reads it is tainted from here on. */
  readonly tainted?: boolean;
}

/** No answer came: it may have happened, so it is never repeated by itself. */
export interface Unanswered {
  readonly unknown: string;
}

/** One line of a card: what the field is called, and its whole value in the person's words. */
export interface CardLine {
  readonly label: string;
  readonly value: string;
  /** Ids of stored files that belong to the value and are shown with the card. */
  readonly files?: readonly string[];
}

/** A rendering for each argument: a field without one is a compile error, so nothing can run that the card did not show. */
export type CardFields<A extends object> = {
  readonly [K in keyof Required<A>]: (value: NonNullable<A[K]>, profile: Profile) => CardLine;
};

/** One of several exact wishes that the same words can mean. */
export interface Option<A = object> {
  readonly label: string;
  readonly args: A;
}

interface Spec<I, A extends object, U, C extends Scene> {
  /** The tool's name for the model and the ledger. */
  readonly name: string;
  /** For the model: one sentence on when to use it. */
  readonly description: string;
  /** Fixed, or decided from the exact arguments. */
  readonly effect: Effect | ((args: A, scene: Scene) => Effect);
  /** What it is told as before there are exact arguments, where they decide; `outbound` without. */
  readonly usualEffect?: Effect;
  /** The label of the card's first button, the one that acts. */
  readonly verb: string;
  /** What kind of data it touches, for the audit. */
  readonly area: string;
  /** What must be connected for it; without that the model is not offered it. */
  readonly needs?: keyof Eyes;
  /** What a model or a command may write: phrases, numbers, short names. Members it does not know are refused. */
  readonly input: z.ZodObject;
  /** What runs: exact, absolute, canonical. Stored, shown on the card and executed as it stands. */
  readonly args: z.ZodType<A>;
  /** Makes exact arguments of the input. Rejects with `invalid` or `not-found` and a sentence that says what to write instead. */
  readonly resolve: (context: C, input: I) => Promise<A>;
  readonly fields: CardFields<A>;
  /** Two of which only the person can tell which is meant: the card asks, with a button for each. Their labels are short. */
  readonly options?: (args: A) => readonly Option<A>[];
  /** What the person should look at twice, such as a first mail to somebody: sentences that stand on the card. */
  readonly warn?: (context: C, args: A) => Promise<readonly string[]>;
  /** The label of the button that closes its card without doing it; "Cancel" without. */
  readonly decline?: (args: A) => string;
  /** The input that plain words after Edit replace: the body of a mail. Others are written as `subject: ...`. */
  readonly mainInput?: keyof I & string;
  /** True for a plan: the person sees it on a card before it is carried out, whatever its effect. */
  readonly asksFirst?: boolean;
  /** True for a look that had to be asked for: once it is pressed and done, the conversation goes on with what it found. */
  readonly continues?: boolean;
  /** What `run` leaves for `undo`, as it is stored. */
  readonly undoData: z.ZodType<U>;
  /** Ids of stored files that it made and the person gets with the outcome. */
  readonly files?: (data: U) => readonly string[];
}

interface InsideSpec<I, A extends object, U> extends Spec<I, A, U, ActionContext> {
  readonly run: (context: ActionContext, args: A) => Promise<ActionResult<U>>;
  /** Restores exactly and says what it restored; rejects with `invalid` when what it changed has changed since. */
  readonly undo: (context: ActionContext, data: U) => Promise<string>;
}

interface OutsideSpec<I, A extends object, U> extends Spec<I, A, U, OutsideContext> {
  /** Milliseconds between the press and the deed in which it can be cancelled; 0 without. */
  readonly holdMs?: number;
  /** A rejection means that surely nothing happened. Between two of many items it looks at the signal, and says how many were done. */
  readonly run: (context: HandsContext, args: A) => Promise<ActionResult<U> | Unanswered>;
  /**
   * After a death in the middle of `run`: what it has done by the outside's own account, or `nothing`, or that nobody can tell.
   * Without it nobody can tell.
   */
  readonly find?: (context: HandsContext, args: A) => Promise<ActionResult<U> | 'nothing' | Unanswered>;
  /** As inside; it may have run before and been cut off, so what stands as it should already counts as restored. */
  readonly undo: (context: HandsContext, data: U) => Promise<string>;
}

interface Face {
  readonly name: string;
  readonly description: string;
  readonly verb: string;
  readonly area: string;
  readonly needs: keyof Eyes | undefined;
  readonly mainInput: string | undefined;
  readonly continues: boolean;
  readonly asksFirst: boolean;
  readonly parameters: JsonSchema;
  /** The effect before there are exact arguments: where they decide, the most it can be without destroying. */
  readonly usualEffect: Effect;
  effect(args: unknown, scene: Scene): Effect;
  card(args: unknown, profile: Profile): readonly CardLine[];
  /** The label of the button that closes its card. */
  decline(args: unknown): string;
  /** Empty, or what the person must choose among. */
  options(args: unknown): readonly Option[];
  /** Ids of stored files that come with the outcome; `undo` is what the run left for it, null for nothing. */
  files(undo: unknown): readonly string[];
}

interface Preparing<C extends Scene> {
  resolve(context: C, input: unknown): Promise<object>;
  warn(context: C, args: unknown): Promise<readonly string[]>;
}

/** A kind that works on our own data. Its types are folded away: whatever comes in is parsed again before it is used. */
export interface InsideKind extends Face, Preparing<ActionContext> {
  readonly where: 'inside';
  run(context: ActionContext, args: unknown): Promise<ActionResult<unknown>>;
  undo(context: ActionContext, data: unknown): Promise<string>;
}

/** A kind that reaches a server or a disk. */
export interface OutsideKind extends Face, Preparing<OutsideContext> {
  readonly where: 'outside';
  readonly holdMs: number;
  run(context: HandsContext, args: unknown): Promise<ActionResult<unknown> | Unanswered>;
  find(context: HandsContext, args: unknown): Promise<ActionResult<unknown> | 'nothing' | Unanswered>;
  undo(context: HandsContext, data: unknown): Promise<string>;
}

export type Kind = InsideKind | OutsideKind;

/** Makes a kind of our own data of its spec. */
export function defineKind<I extends object, A extends object, U>(
  spec: InsideSpec<I, A, U> & { readonly input: z.ZodType<I> },
): InsideKind {
  return {
    ...faceOf(spec),
    where: 'inside',
    ...preparing(spec),
    run: (context, args) => spec.run(context, spec.args.parse(args)),
    undo: (context, data) => spec.undo(context, spec.undoData.parse(data)),
  };
}

const NOBODY_KNOWS: Unanswered = { unknown: 'I was cut off in the middle of it' };

/** Makes a kind that reaches outside of its spec. */
export function defineOutsideKind<I extends object, A extends object, U>(
  spec: OutsideSpec<I, A, U> & { readonly input: z.ZodType<I> },
): OutsideKind {
  return {
    ...faceOf(spec),
    where: 'outside',
    holdMs: spec.holdMs ?? 0,
    ...preparing(spec),
    run: (context, args) => spec.run(context, spec.args.parse(args)),
    find: async (context, args) => (await spec.find?.(context, spec.args.parse(args))) ?? NOBODY_KNOWS,
    undo: (context, data) => spec.undo(context, spec.undoData.parse(data)),
  };
}

/** What comes before the deed: the same for both, but for what each is given. */
function preparing<I extends object, A extends object, U, C extends Scene>(
  spec: Spec<I, A, U, C> & { readonly input: z.ZodType<I> },
): Preparing<C> {
  const read = inputReader(spec.input, spec.name);
  return {
    resolve: async (context, input) => spec.args.parse(await spec.resolve(context, read(input))),
    warn: async (context, args) => (await spec.warn?.(context, spec.args.parse(args))) ?? [],
  };
}

function faceOf<I, A extends object, U, C extends Scene>(spec: Spec<I, A, U, C>): Face {
  const { name, description, verb, area, needs, mainInput, continues = false, asksFirst = false, effect } = spec;
  const { usualEffect = typeof effect === 'function' ? 'outbound' : effect } = spec;
  const plain = { name, description, verb, area, needs, mainInput, continues, asksFirst };
  return {
    ...plain,
    parameters: toParameters(spec.input),
    usualEffect,
    effect: (args, scene) => (typeof effect === 'function' ? effect(spec.args.parse(args), scene) : effect),
    card: (args, profile) => cardLines(spec.fields, spec.args.parse(args), profile),
    decline: (args) => spec.decline?.(spec.args.parse(args)) ?? 'Cancel',
    options: (args) => spec.options?.(spec.args.parse(args)) ?? [],
    files: (undo) => (undo === null ? [] : (spec.files?.(spec.undoData.parse(undo)) ?? [])),
  };
}

function cardLines<A extends object>(fields: CardFields<A>, args: A, profile: Profile): CardLine[] {
  const lines: CardLine[] = [];
  for (const key in fields) {
    const value = args[key];
    if (value !== undefined && value !== null) lines.push(fields[key](value, profile));
  }
  return lines;
}
