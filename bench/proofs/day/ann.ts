import type { PlatformName, Shown } from '../../../test/platforms/platform.ts';
import { createScreen, type Fit } from '../../../test/platforms/screen.ts';
import type { Diary } from './diary.ts';
import type { Ann } from './script.ts';
import { atHour, type Stage } from './stage.ts';

interface AnnDeps {
  readonly on: PlatformName;
  readonly stage: Stage;
  readonly diary: Diary;
  /** Called before each move. */
  readonly onMove: () => void;
  /** Whatever she writes comes twice. */
  readonly twice: boolean;
}

/** Longer than a start on a machine with nothing else to do. */
const PATIENCE_MS = 20_000;
/** What could not be done at once is tried again when so much time has passed; so often at most. */
const A_WHILE = { seconds: 5 };
const MOST_WHILES = 5;
const MOST_PRESSES = 5;

/** Ann in front of her screen, who knows nothing of the lives of the program: what died with one of them she presses again. */
export function createAnn({ on, stage, diary, onMove, twice }: AnnDeps): Ann {
  const { platform, me, lives } = stage;
  /** What stood there before the hour that it is now. */
  let earlier = new Set<string>();

  async function waitFor<T>(look: () => T): Promise<NonNullable<T>> {
    const looking = () => {
      diary.look();
      return look();
    };
    for (let whiles = 0; whiles < MOST_WHILES; whiles += 1) {
      const seen = await platform.waitFor(looking, PATIENCE_MS).catch(() => undefined);
      if (seen) return seen;
      await stage.passTo(stage.now().add(A_WHILE));
    }
    return platform.waitFor(looking, PATIENCE_MS);
  }

  const { heard, until } = createScreen(on, me, waitFor);

  async function press(shown: Shown, label: RegExp, becomes: Fit): Promise<void> {
    const button = shown.buttons.flat().find(({ text }) => label.test(text));
    if (button) me.presses(shown.messageId, button.data);
    const before = lives.reborn;
    await until(() => fits(diary.latest(shown).text, becomes) || lives.reborn > before);
  }

  return {
    async until(hour) {
      onMove();
      earlier = new Set(heard().map(({ messageId }) => messageId));
      await stage.passTo(atHour(hour));
    },
    async says(text, answer) {
      onMove();
      const before = new Set(heard().map(({ messageId }) => messageId));
      for (const said of twice ? [text, text] : [text]) me.writes(said);
      return until(() => heard().find((shown) => !before.has(shown.messageId) && fits(shown.text, answer)));
    },
    reads: (fit) => until(() => heard().findLast((shown) => !earlier.has(shown.messageId) && fits(shown.text, fit))),
    async presses(shown, label, becomes) {
      onMove();
      for (let tries = 0; tries < MOST_PRESSES && !fits(diary.latest(shown).text, becomes); tries += 1) {
        await press(diary.latest(shown), label, becomes);
      }
    },
    sees: async (shown, becomes) => void (await until(() => fits(diary.latest(shown).text, becomes))),
  };
}

function fits(text: string, fit: Fit): boolean {
  return typeof fit === 'string' ? text.includes(fit) : fit.test(text);
}
