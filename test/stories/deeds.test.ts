import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelFakeScript } from '../fakes/model/script.ts';
import { ME, openClaimedScene, type Scene } from './scene.ts';

/** Adds what stands behind "rent", once, and says so. */
const obliging: ModelFakeScript = ({ said, results }) => {
  const due = /rent is due (\w+)/.exec(said)?.[1];
  if (!due) return 'Hello.';
  if (results.length > 0) return 'I noted it.';
  return { toolCalls: [{ name: 'task_add', arguments: { title: 'Pay the rent', due } }] };
};

let scene: Scene;
beforeAll(async () => {
  scene = await openClaimedScene(obliging);
});
afterAll(() => scene.close());

test('a task made by a tool of the model can be undone by the button, once, and is gone', async () => {
  const said = await scene.say('The rent is due friday, keep that for me');
  expect(said.text).toMatch(/^I noted it\.\n\n✓ .*Pay the rent/);
  expect((await scene.say('/tasks')).text).toContain('Pay the rent');

  expect(await scene.press(said, 'Undo')).toMatch(/not on your list|gone|taken|removed|undone|not .* any more/i);
  expect((await scene.say('/tasks')).text).not.toContain('Pay the rent');
  expect(await scene.press(said, 'Undo')).toMatch(/undone already/);
});

/** The weekday so many days from now: one that is called by its name, whatever day it is. */
const dayIn = (days: number) => Temporal.Now.plainDateISO('UTC').add({ days }).toLocaleString('en', { weekday: 'long' });

test('an edit of a message takes its task back and puts the corrected one in its place', async () => {
  const [first, second] = [dayIn(3), dayIn(5)];
  const before = scene.heard().length;
  const sent = scene.telegram.userSends({ chat: ME, text: `The rent is due ${first}, keep that for me` });
  await scene.until(() => scene.heard()[before]);
  expect((await scene.say('/tasks')).text).toMatch(new RegExp(`Pay the rent.*${first.slice(0, 3)}`));

  const replied = scene.heard().length;
  scene.telegram.userEdits({ chat: ME, messageId: sent.messageId, text: `The rent is due ${second}, keep that for me` });
  await scene.until(() => scene.heard()[replied]);
  const { text } = await scene.say('/tasks');
  expect(text).toMatch(new RegExp(`Pay the rent.*${second.slice(0, 3)}`));
  expect(text.match(/Pay the rent/g)).toHaveLength(1);
});

test('STOP answers at once while a model hangs, ends the turn, and nothing of it arrives later', async () => {
  const asked = scene.model.requests.length;
  const day = dayIn(4);
  const release = scene.model.hold();
  scene.telegram.userSends({ chat: ME, text: `The rent is due ${day}, keep that for me` });
  await scene.model.arrived(asked + 1);

  expect((await scene.say('stop')).text).toBe('Stopped: 1 running request. Your reminders and the brief stay.');
  const after = scene.heard().length;
  release();
  expect((await scene.say('/tasks')).text).not.toContain(day.slice(0, 3));
  await scene.say('Good morning');
  expect(
    scene
      .heard()
      .slice(after)
      .map(({ text }) => text),
  ).toHaveLength(2);
  expect(scene.heard().at(-1)?.text).toBe('Hello.');
});

test('R14 of a list of actions in plain text, what is known is done once, and the rest does not hide it', async () => {
  const list = [
    { action: 'create_task', arguments: { title: 'Book the hall' }, reasoning: 'it was asked for' },
    { action: 'launch_rocket', arguments: {}, reasoning: 'why not' },
  ];
  scene.model.play(() => `\`\`\`json\n${JSON.stringify(list)}\n\`\`\``);
  const said = await scene.say('Please book the hall');
  scene.model.play(obliging);
  expect(said.text.match(/Book the hall/g)).toHaveLength(1);
  expect(said.text).not.toContain('I did nothing');
  expect((await scene.say('/tasks')).text.match(/Book the hall/g)).toHaveLength(1);
});
