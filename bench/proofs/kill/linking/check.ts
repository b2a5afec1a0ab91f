import type { Planned } from '../accounts.ts';
import { type Findings, sortRepeats } from '../check.ts';
import { type LinkDiary, OVERLAP, PARTED } from './person.ts';

/** What is left when accounts have come and gone. */
export interface LinkTraces extends LinkDiary {
  /** True where nothing may be said a second time, not even marked. */
  readonly exactlyOnce: boolean;
  /** The events in the calendar, two of which overlap. */
  readonly before: readonly Planned[];
  readonly after: readonly Planned[];
  /** How often the service was told that it is left; undefined for one that need not know. */
  readonly farewells: number | undefined;
  /** What still opens an account. */
  readonly sealed: readonly string[];
  /** Rows that still wait for something. */
  readonly waiting: readonly string[];
}

/** Nothing lost, nothing done twice by itself, nothing said twice without saying so; nothing is left that opens an account. */
export function checkLinks(traces: LinkTraces): Findings {
  const { came, asked, filled, parted, openEnds, exactlyOnce, before, after, farewells, sealed, waiting } = traces;
  const { unmarked, marked, ...repeats } = sortRepeats(came);
  const moved = before.filter((event) => !after.some(({ title, start }) => title === event.title && start === event.start));
  const saidTooOften = (beginning: string, most: number) => {
    const times = unmarked.filter((text) => text.startsWith(beginning)).length;
    return times > most ? [`"${beginning}" came ${times} times in place of ${most}`] : [];
  };
  return {
    lost: [
      ...openEnds.map((end) => `waited in vain for ${end}`),
      ...waiting,
      ...sealed.map((service) => `the vault keeps ${service}`),
      ...(farewells === 0 ? ['the service was never told that it is left'] : []),
      ...(moved.length === 0 ? ['no event was moved'] : []),
      ...before.filter(({ title }) => !after.some((event) => event.title === title)).map(({ title }) => `${title} is gone`),
    ],
    doubleActions: [
      ...(moved.length > 1 ? ['both events were moved'] : []),
      ...(after.length > before.length ? [`${after.length} events stand in place of ${before.length}`] : []),
    ],
    doubleReplies: [
      ...saidTooOften('http', asked),
      ...saidTooOften('Connect this', filled),
      ...saidTooOften(OVERLAP, 1),
      ...saidTooOften(PARTED, parted),
      ...(exactlyOnce ? marked.map((text) => `"${text}" says without need that it may be a repeat`) : []),
    ],
    disorder: [],
    ...repeats,
  };
}
