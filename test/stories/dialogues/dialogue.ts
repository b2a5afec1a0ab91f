import type { Ability } from '../../platforms/platform.ts';
import type { Talk } from './talk.ts';

/** A conversation that is held on each platform. */
export interface Dialogue {
  /** Ends the title `R107 <platform>: `. */
  readonly shows: string;
  /** Without it the platform cannot have this conversation. */
  readonly needs?: Ability;
  /** The clock is turned in it, so nothing else is held meanwhile. */
  readonly takesTime?: true;
  readonly hold: (talk: Talk) => Promise<void>;
}
