import { afterAll, beforeAll, describe, test } from 'vitest';
import { ABILITIES, PLATFORM_NAMES, type PlatformName } from '../../platforms/platform.ts';
import { cardDialogues } from './cards.ts';
import { commandDialogues } from './commands.ts';
import type { Dialogue } from './dialogue.ts';
import { fileDialogues } from './files.ts';
import { createMeeting } from './meeting.ts';
import { plainDialogues } from './plain.ts';
import { renderingDialogues } from './rendering.ts';
import { openStage, type Stage } from './stage.ts';
import { createTalk, type Talk } from './talk.ts';
import { timeDialogues } from './times.ts';

const DIALOGUES: readonly Dialogue[] = [
  ...plainDialogues,
  ...renderingDialogues,
  ...commandDialogues,
  ...cardDialogues,
  ...fileDialogues,
  ...timeDialogues,
];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const titled = (name: PlatformName, { shows }: Dialogue) => `R107 ${name}: ${shows}`;

/** Time goes by for everybody at once: whoever lets it go by waits for the others. */
function hold(dialogue: Dialogue): void {
  const { needs } = dialogue;
  const able = PLATFORM_NAMES.filter((name) => needs === undefined || ABILITIES[name].includes(needs));
  const meeting = createMeeting(able.length);
  for (const name of PLATFORM_NAMES) if (!able.includes(name)) test.skip(`${titled(name, dialogue)} (${name} has no ${needs})`);
  const passes: Talk['passes'] = (time) => meeting.meet(() => stage.passes(time));
  for (const name of able) {
    test.concurrent(titled(name, dialogue), async () => {
      try {
        await dialogue.hold(await createTalk(stage, name, passes));
      } finally {
        meeting.leave();
      }
    });
  }
}

describe('at one moment', () => {
  for (const dialogue of DIALOGUES) if (!dialogue.takesTime) hold(dialogue);
});

describe.each(DIALOGUES.filter(({ takesTime }) => takesTime))('while time goes by: $shows', hold);
