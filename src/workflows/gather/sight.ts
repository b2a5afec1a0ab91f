import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import type { Recall } from '../../memory/recall.ts';
import type { Profile } from '../../people/profile.ts';
import type { Eyes } from '../../ports/connections.ts';
import type { Prepare } from '../../proactive/meetings/preparation.ts';
import type { Deed } from '../plan.ts';
import type { MailRef, Meeting } from '../store.ts';

export type GatherDeed = Extract<Deed, { do: 'gather' }>;

/** For whom, when, and about what. */
export interface Occasion {
  readonly personId: string;
  readonly profile: Profile;
  readonly now: Temporal.Instant;
  /** The meeting that the run is about, where it is about one. */
  readonly meeting: Meeting | undefined;
  /** The same of a mail. */
  readonly mail: MailRef | undefined;
  readonly signal: AbortSignal;
}

/** What a source may look at. */
export interface Sight extends Occasion {
  readonly eyes: Eyes;
  readonly recall: Recall;
  readonly prepare: Prepare;
  /** A transaction of the person's; nothing outside may be waited for in it. */
  readonly inDb: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
}

export interface Found {
  /** A heading and its lines, Markdown. */
  readonly text: string;
  /** True when words from outside stand inside. */
  readonly tainted: boolean;
}
