import { afterAll, beforeAll, describe, test } from 'vitest';
import { PLATFORM_NAMES, type PlatformName } from '../../platforms/platform.ts';
import type { Dialogue } from './dialogue.ts';
import { createMeeting } from './meeting.ts';
import { plainDialogues } from './plain.ts';
import { openStage, type Stage } from './stage.ts';
import { createTalk, type Talk } from './talk.ts';

const DIALOGUES: readonly Dialogue[] = [...plainDialogues];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const titled = (name: PlatformName, { shows }: Dialogue) => `R107 ${name}: ${shows}`;

/** Time goes by for everybody at once: whoever lets it go by waits for the others. */
function hold(dialogue: Dialogue): void {
  const meeting = createMeeting(PLATFORM_NAMES.length);
  const passes: Talk['passes'] = (time) => meeting.meet(() => stage.passes(time));
  for (const name of PLATFORM_NAMES) {
    test.concurrent(titled(name, dialogue), async ({ skip }) => {
      try {
        if (dialogue.needs && !stage.platform(name).abilities.has(dialogue.needs)) skip(`${name} has no ${dialogue.needs}`);
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
