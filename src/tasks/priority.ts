import { Temporal } from 'temporal-polyfill';
import { type ServedValue, type StatedValue, servedBy } from './values.ts';

/** What of a task decides its place. */
export interface Weighed {
  readonly number: number;
  readonly title: string;
  readonly notes: string;
  readonly dueAt: Temporal.Instant | null;
  /** 0 to 10; what lies outside counts as the nearer end. */
  readonly importance: number;
  readonly estimateMinutes: number | null;
  /** The stated goal it serves. */
  readonly goal: string | null;
  /** True when the person usually does this kind of task first. */
  readonly habit: boolean;
  readonly createdAt: Temporal.Instant;
}

/** From where a task is looked at. */
export interface View {
  readonly now: Temporal.Instant;
  /** What the person states as goals today: a goal that was given up weighs nothing. */
  readonly goals: readonly string[];
  /** What matters to the person, as they state it today. */
  readonly values: readonly StatedValue[];
}

/** The addends of the priority score, for the person to see. */
export interface Score {
  /** 50 due within one day or overdue, 30 within three, 10 within seven, else 0. */
  readonly urgency: number;
  /** Ten times the importance. */
  readonly importance: number;
  /** 20 when it serves a stated goal. */
  readonly goal: number;
  /** 15 when the person usually does this kind of task first. */
  readonly habit: number;
  /** What the person values and the task serves, by its own words. */
  readonly values: readonly ServedValue[];
  /** The sum of the first four, at most 100, and beyond that what its values weigh: they decide among what is all pressing. */
  readonly total: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** What a score ends at, before what the person values is added. */
export const PRIORITY_CAP = 100;

/** Whole days of 24 hours until it is due, rounded down; negative when overdue. */
function daysLeft({ dueAt }: Weighed, { now }: View): number | undefined {
  return dueAt ? Math.floor((dueAt.epochMilliseconds - now.epochMilliseconds) / DAY_MS) : undefined;
}

/** `min(100, urgency + importance x 10 + goal + habit) + values`. */
export function scoreOf(task: Weighed, view: View): Score {
  const urgency = urgencyOf(daysLeft(task, view));
  const importance = Math.min(10, Math.max(0, task.importance)) * 10;
  const goal = servesGoal(task, view) ? 20 : 0;
  const habit = task.habit ? 15 : 0;
  const values = servedBy(`${task.title} ${task.notes} ${task.goal ?? ''}`, view.values);
  const weight = values.reduce((sum, value) => sum + value.weight, 0);
  return {
    urgency,
    importance,
    goal,
    habit,
    values,
    total: Math.min(PRIORITY_CAP, urgency + importance + goal + habit) + weight,
  };
}

function urgencyOf(days: number | undefined): number {
  if (days === undefined || days > 7) return 0;
  if (days <= 1) return 50;
  return days <= 3 ? 30 : 10;
}

function servesGoal({ goal }: Weighed, { goals }: View): boolean {
  return goal !== null && goals.some((stated) => stated.toLowerCase() === goal.toLowerCase());
}

/** Highest score first; of equals the one due first, then the one made first. */
export function rank<T extends Weighed>(tasks: readonly T[], view: View): T[] {
  return tasks
    .map((task) => ({ task, score: scoreOf(task, view).total }))
    .sort((a, b) => b.score - a.score || compareEquals(a.task, b.task))
    .map(({ task }) => task);
}

function compareEquals(a: Weighed, b: Weighed): number {
  return compareDue(a.dueAt, b.dueAt) || Temporal.Instant.compare(a.createdAt, b.createdAt) || a.number - b.number;
}

/** What has no due date comes last. */
function compareDue(a: Temporal.Instant | null, b: Temporal.Instant | null): number {
  if (a && b) return Temporal.Instant.compare(a, b);
  return Number(a === null) - Number(b === null);
}

export interface Focus<T> {
  /** The first three. */
  readonly tasks: readonly T[];
  /** Sum of the estimates we know, in minutes. */
  readonly knownMinutes: number;
  /** How many of the three have no estimate. */
  readonly unknown: number;
  /** One sentence: what to begin with and why. */
  readonly recommendation: string;
}

export function focusList<T extends Weighed>(tasks: readonly T[], view: View): Focus<T> {
  const first = rank(tasks, view).slice(0, 3);
  const known = first.flatMap(({ estimateMinutes }) => estimateMinutes ?? []);
  return {
    tasks: first,
    knownMinutes: known.reduce((sum, minutes) => sum + minutes, 0),
    unknown: first.length - known.length,
    recommendation: recommend(first[0], view),
  };
}

function recommend(task: Weighed | undefined, view: View): string {
  if (!task) return 'Nothing is open.';
  return `Start with task ${task.number}: ${reason(task, view)}.`;
}

function reason(task: Weighed, view: View): string {
  const days = daysLeft(task, view);
  if (days !== undefined && days < 0) return 'it is overdue';
  if (days !== undefined && days <= 1) return 'it is due within a day';
  const [value] = scoreOf(task, view).values;
  if (value) return `it serves what you value: ${value.name}`;
  if (servesGoal(task, view)) return 'it serves one of your goals';
  return 'it has the highest score';
}

export type Quadrant = 'do' | 'plan' | 'quick' | 'later';

export const QUADRANTS: readonly Quadrant[] = ['do', 'plan', 'quick', 'later'];

/**
 * The urgent-important matrix. Urgent: overdue or due within three whole days. Important: importance 6 or more, or it serves a stated
 * goal. `do` is both, `plan` important only, `quick` urgent only, `later` neither. Within a quadrant the ranking holds.
 */
export function matrix<T extends Weighed>(tasks: readonly T[], view: View): ReadonlyMap<Quadrant, readonly T[]> {
  const ranked = rank(tasks, view);
  return new Map(QUADRANTS.map((quadrant) => [quadrant, ranked.filter((task) => quadrantOf(task, view) === quadrant)]));
}

export function quadrantOf(task: Weighed, view: View): Quadrant {
  const days = daysLeft(task, view);
  const urgent = days !== undefined && days <= 3;
  const important = task.importance >= 6 || servesGoal(task, view);
  if (urgent) return important ? 'do' : 'quick';
  return important ? 'plan' : 'later';
}
