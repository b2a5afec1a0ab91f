import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import type { Profile } from '../../people/profile.ts';

/** One line of a brief, worded by code from one thing we know. */
export interface Fact {
  /** The heading it stands under. */
  readonly section: string;
  /** Where it comes from, once in a brief: `task:12`, `reminder:3`. */
  readonly source: string;
  /** What it tells beside that: erased, it is told nowhere any more. */
  readonly restsOn?: readonly string[];
  /** One line of plain text. */
  readonly text: string;
  /** True when words from outside stand in it: then no model is given it to word. */
  readonly tainted: boolean;
  /** The piece of news that it is: told with the brief, it is not told again. */
  readonly notice?: number;
  /** What it is on the picture of the day. */
  readonly onDay?: OnDay;
  /** A button that belongs to it, under the brief. */
  readonly press?: { readonly verb: string; readonly id: string; readonly label: string };
}

/** All that these tell of. */
export function sourcesOf(facts: readonly Fact[]): string[] {
  return [...new Set(facts.flatMap(({ source, restsOn = [] }) => [source, ...restsOn]))];
}

export type OnDay =
  | { readonly kind: 'event'; readonly title: string; readonly from: Temporal.Instant; readonly until: Temporal.Instant }
  | { readonly kind: 'whole day'; readonly title: string }
  /** Due today, or overdue; `at` where it is due at an hour of today. */
  | { readonly kind: 'due'; readonly title: string; readonly at?: Temporal.Instant };

export interface Occasion {
  readonly personId: string;
  readonly profile: Profile;
  readonly now: Temporal.Instant;
}

/** A transaction of the person's; nothing outside may be waited for in it. */
export type InDb = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** Something a brief, or what else is gathered for an occasion, looks at. */
export interface FactSource<O extends Occasion = Occasion> {
  /** As the person calls it: `tasks`. */
  readonly name: string;
  /** For the audit. */
  readonly area: string;
  read(occasion: O, inDb: InDb): Promise<readonly Fact[]>;
  /** False while the person has connected nothing that could be read; absent for what needs no connection. */
  isConnected?(occasion: O): Promise<boolean>;
  /** When it was read last, where something keeps that: the person is told since when it is not. */
  lastRead?(occasion: O, inDb: InDb): Promise<Temporal.Instant | undefined>;
}
