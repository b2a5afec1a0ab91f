import type { Temporal } from 'temporal-polyfill';

/** A conversation over several sessions, with questions whose evidence is known. */
export interface Talk {
  readonly sample: string;
  readonly sessions: readonly Session[];
  readonly questions: readonly Question[];
}

export interface Session {
  readonly chat: string;
  readonly at: Temporal.Instant;
  readonly turns: readonly Turn[];
}

export interface Turn {
  readonly id: string;
  /** `me` and `assistant` are the person and the assistant; any other name is said before the text. */
  readonly speaker: string;
  readonly text: string;
}

export interface Question {
  readonly question: string;
  readonly category: number;
  /** Ids of the turns that answer it; none where nothing does. */
  readonly evidence: readonly string[];
}
