/** When a task is due there: a day, or an instant where the list knows hours. */
export type ListedDue = { readonly date: string } | { readonly at: string };

/** What a task says. */
export interface TaskContent {
  readonly title: string;
  readonly notes: string;
  readonly due: ListedDue | null;
  readonly done: boolean;
}

/** A task as a list elsewhere keeps it. */
export interface ListedTask extends TaskContent {
  /** The list's own id for it. */
  readonly id: string;
  /** ISO 8601 instant of its last change, by the clock of the list's server. */
  readonly changedAt: string;
  /** False where somebody else may have written it: assigned to the person, or made of a mail. */
  readonly own: boolean;
}

/**
 * One list of tasks in an account of the person's, which nobody else sees. Each call rejects when it was not done, and also when no answer came: then
 * the next look at the list shows what became of it.
 */
export interface TaskList {
  /** The account and what the list is: `Google Tasks of ann@example.com`. The same as long as it is the same list. */
  readonly name: string;
  /** False where a task can be due on a day only. */
  readonly knowsHours: boolean;
  /** Those that are open and those done lately. What repeats is left out. */
  all(signal: AbortSignal): Promise<readonly ListedTask[]>;
  /** Undefined when it was deleted. */
  one(id: string, signal: AbortSignal): Promise<ListedTask | undefined>;
  add(content: TaskContent, signal: AbortSignal): Promise<ListedTask>;
  /** Changes what is named and nothing else. Rejects with `not-found` when it was deleted, and with `invalid` when it has changed since it was looked at. */
  change(task: ListedTask, change: Partial<TaskContent>, signal: AbortSignal): Promise<ListedTask>;
  remove(task: ListedTask, signal: AbortSignal): Promise<void>;
  /** Absent where the service gives nothing back as it was. */
  readonly bytes?: TaskBytes;
}

/** A task as the list's server keeps it, to the byte. */
export interface TaskBytes {
  /** As it was when it was looked at, or changed from here. Rejects with `not-found` or `invalid` when it was deleted or changed before that could be kept. */
  of(task: ListedTask, signal: AbortSignal): Promise<string>;
  /** Puts these in the place of what was there then. Rejects with `not-found` when it was deleted since, and with `invalid` when it has changed. */
  giveBack(task: ListedTask, bytes: string, signal: AbortSignal): Promise<ListedTask>;
}
