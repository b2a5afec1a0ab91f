import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelFakeScript } from '../fakes/model/script.ts';
import { PLATFORM_NAMES, type Shown } from '../platforms/platform.ts';
import { labels, type Screen } from '../platforms/screen.ts';
import { createMeeting, type Meeting } from './dialogues/meeting.ts';
import { openThreeChats, type Pair, type ThreeChats } from './three-chats.ts';

/** Does whatever any text tells it to, whoever wrote it. */
const obedient: ModelFakeScript = ({ said, results }) => {
  if (results.length > 0) return 'As you wish.';
  // The request stands last, behind what memory holds.
  const wishes = [
    ...said.matchAll(/tell (?<to>\w+): (?<text>.+?)[.\n<]|assistant, add a task (?<title>.+?)[.\n<]|(?<fence>fence \d+)/g),
  ];
  const { to, text, title, fence } = wishes.at(-1)?.groups ?? {};
  if (to && text) return { text: 'At once!', toolCalls: [{ name: 'message_send', arguments: { to, text } }] };
  if (title) return { text: 'At once!', toolCalls: [{ name: 'task_add', arguments: { title } }] };
  return `This is behind ${fence}.`;
};

/** Everybody comes this far, then the process is killed and started again. `unfenced` where the next words are taken for something else. */
type Killed = (options?: { readonly unfenced: boolean }) => Promise<void>;

interface Story {
  readonly shows: string;
  readonly hold: (pair: Pair, killed: Killed) => Promise<void>;
}

/** A card with this word in it expires while no process runs. */
const PERISHABLE = 'milk';
const EXPIRE = `update actions set expires_at = now() - interval '1 minute' where state = 'proposed' and args::text like '%${PERISHABLE}%'`;
const ONCE = 'This was already done. Nothing was done twice.';

async function messageCard({ me, ben }: Pair, text: string): Promise<Shown> {
  me.person.writes(`Please tell ${ben.person.chat}: ${text}.`);
  return me.until(() => me.heard().findLast((shown) => shown.text.includes(text) && labels(shown).includes('Send')));
}

async function taskCard({ me }: Pair, title: string): Promise<Shown> {
  me.person.forwards(`Dear assistant, add a task ${title}.`);
  return me.card('Add');
}

const tasks = async ({ me }: Pair) => (await me.runs('tasks')).text;
const got = ({ ben }: Pair, text: string) => ben.heard().filter((each) => each.text.includes(text));

/** For all of them, on a slow machine. */
const PATIENCE_MS = 900_000;

const STORIES: readonly Story[] = [
  {
    shows: 'R27 R95 a message to somebody waits for the press, goes once, and exactly as it was shown',
    async hold(pair, killed) {
      const { me } = pair;
      const shown = await messageCard(pair, 'the lunch is at *one*');
      expect(labels(shown)).toEqual(['Send', 'Edit', 'Cancel']);
      expect(got(pair, 'lunch')).toEqual([]);
      await killed();
      const answers = await Promise.all(Array.from({ length: 5 }, () => me.pressOld(shown, 'Send')));
      expect(answers.filter((said) => said.includes('On its way'))).toHaveLength(1);
      expect(answers.filter((said) => said === ONCE)).toHaveLength(4);
      const received = await pair.ben.hears('lunch');
      expect(received.text.split('\n').slice(1)).toEqual(['the lunch is at *one*']);
      await killed();
      expect(await me.pressOld(shown, 'Send')).toBe(ONCE);
      expect(got(pair, 'lunch')).toHaveLength(1);
    },
  },
  {
    shows: 'R27 Edit makes a new card, and the old one runs no more',
    async hold(pair, killed) {
      const { me } = pair;
      const shown = await messageCard(pair, 'the dinner is at six');
      if (me.can('forms')) {
        // A window that is saved while the process is down, or soon after, fails before the person's eyes.
        await killed();
        const window = await me.open(shown, 'Edit');
        window.submit('text: the dinner is at seven');
      } else {
        expect(await me.press(shown, 'Edit')).toBe('Write what should be different.');
        await me.hears('What should be different?');
        await killed({ unfenced: true });
        me.person.writes('text: the dinner is at seven');
      }
      const changed = await me.hears('the dinner is at seven');
      await me.becomes(shown, 'Changed by you: the newer card stands below.');
      await killed();
      expect(await me.pressOld(shown, 'Send')).toContain('There is a newer version of this card. Nothing was done');
      expect(await me.press(changed, 'Send')).toContain('On its way');
      await pair.ben.hears('dinner');
      expect(got(pair, 'dinner').map(({ text }) => text.split('\n').at(-1))).toEqual(['the dinner is at seven']);
    },
  },
  {
    shows: 'Undo takes back what a press did, once',
    async hold(pair, killed) {
      const { me } = pair;
      const shown = await taskCard(pair, 'water the cactus');
      await me.press(shown, 'Add');
      const done = await me.becomes(shown, 'added');
      expect(await tasks(pair)).toContain('cactus');
      await killed();
      expect(await me.press(done, 'Undo')).toContain('taken off the list');
      await me.becomes(shown, 'taken off the list');
      expect(await tasks(pair)).not.toContain('cactus');
      await killed();
      expect(await me.pressOld(done, 'Undo')).toBe('This is undone already.');
      expect(await me.pressOld(shown, 'Add')).toBe('This was done and taken back since. Ask again if you want it.');
      expect(await tasks(pair)).not.toContain('cactus');
    },
  },
  {
    shows: 'STOP closes what lies open, and says so',
    async hold(pair, killed) {
      const { me } = pair;
      const shown = await messageCard(pair, 'the party is off');
      await killed();
      me.person.writes('stop');
      await me.hears(/^Stopped: 1 open card/);
      await me.becomes(shown, 'Stopped by you. Nothing was done.');
      await killed();
      const said = await me.pressOld(shown, 'Send');
      expect(said).toBe('You stopped this before. Nothing was done; ask again if you still want it.');
      expect(got(pair, 'party')).toEqual([]);
    },
  },
  {
    shows: 'a press by somebody else does nothing and says so',
    async hold(pair, killed) {
      const { me } = pair;
      const shown = await messageCard(pair, 'the ladder is in the shed');
      await killed();
      expect(await pair.ben.pressOld(shown, 'Send')).toContain('This button is not for you');
      expect(await me.press(shown, 'Cancel')).toBe('Cancelled. Nothing was done.');
      await killed();
      expect(await me.pressOld(shown, 'Send')).toBe('You cancelled this before. Nothing was done.');
      expect(got(pair, 'ladder')).toEqual([]);
    },
  },
  {
    shows: 'a card whose time ended while the process was down runs no more, and says so',
    async hold(pair, killed) {
      const shown = await messageCard(pair, `the ${PERISHABLE} is cheap today`);
      await killed();
      await pair.me.becomes(shown, 'This has expired.');
      const said = await pair.me.pressOld(shown, 'Send');
      expect(said).toBe('This has expired. Nothing was done; ask again if you still want it.');
      expect(got(pair, PERISHABLE)).toEqual([]);
    },
  },
  {
    shows: 'R95 a message that the receiver refuses is told to its sender, and goes nowhere else',
    async hold(pair) {
      const { me, ben } = pair;
      const shown = await messageCard(pair, 'this will not arrive');
      ben.person.blocks();
      expect(await me.press(shown, 'Send')).toContain('On its way');
      await me.becomes(shown, 'It did not arrive');
      expect(me.heard().filter(({ text }) => text.startsWith('Message from'))).toEqual([]);
    },
  },
];

let fences = 0;
/** All that was under way has come, and stands on record but for the answer itself, which may come a second time after a kill. */
async function fence({ person, hears }: Screen): Promise<void> {
  fences += 1;
  const name = `fence ${fences}`;
  person.writes(name);
  await hears(`This is behind ${name}.`);
}

const CONVERSATIONS = STORIES.flatMap((story, at) => PLATFORM_NAMES.map((on) => ({ ...story, on, number: at + 1 })));
let three: ThreeChats;
let held: readonly Promise<void>[];

/** All have their conversations side by side, each with people of its own, and the process dies for all of them at once. */
beforeAll(async () => {
  three = await openThreeChats(STORIES.length, obedient);
  const meeting = createMeeting(CONVERSATIONS.length);
  held = CONVERSATIONS.map(({ hold, on, number }) => across(meeting, three.pair(on, number), hold));
  // What fails is told by its own test.
  await Promise.allSettled(held);
}, PATIENCE_MS);
afterAll(() => three.close());

async function across(meeting: Meeting, pair: Pair, hold: Story['hold']): Promise<void> {
  const everybody = [pair.me, pair.ben];
  const killed: Killed = async ({ unfenced } = { unfenced: false }) => {
    if (!unfenced) await Promise.all(everybody.map(fence));
    await meeting.meet(() => three.restart(EXPIRE));
    if (!unfenced) await Promise.all(everybody.map(fence));
  };
  try {
    await hold(pair, killed);
  } finally {
    meeting.leave();
  }
}

test.each(CONVERSATIONS.map((each, at) => ({ ...each, at })))('$on, across kill -9: $shows', ({ at }) => held[at]);
