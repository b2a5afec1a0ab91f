import type { Temporal } from 'temporal-polyfill';
import type { Person, PlatformName } from '../../platforms/platform.ts';
import { createScreen, type Screen } from '../../platforms/screen.ts';
import type { Guest, Stage } from './stage.ts';

/** Long enough for a slow machine; no test rests on it. */
const PATIENCE_MS = 10_000;

/** One of the stage's guests in front of their screen. */
export interface Talk extends Guest, Screen {
  /** Time goes by, for everybody on the stage. */
  passes(time: Temporal.DurationLike): Promise<void>;
  /** Somebody else on the same platform, to whom messages may be sent. */
  other(): Promise<Talk>;
  stranger(): Person;
}

export async function createTalk(stage: Stage, on: PlatformName, passes: Talk['passes'], of?: Guest): Promise<Talk> {
  const guest = await stage.guest(on, of);
  const platform = stage.platform(on);

  /** A slow machine may have let a request time out: what is tried again later waits for the clock. */
  async function waitFor<T>(look: () => T): Promise<NonNullable<T>> {
    try {
      return await platform.waitFor(look, PATIENCE_MS);
    } catch {
      await stage.passes({ seconds: 2 });
      return platform.waitFor(look, PATIENCE_MS);
    }
  }

  return {
    ...guest,
    ...createScreen(on, guest.person, waitFor),
    passes,
    other: () => createTalk(stage, on, passes, guest),
    stranger: () => stage.stranger(on),
  };
}
