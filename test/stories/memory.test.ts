import { afterAll, beforeAll, expect, test } from 'vitest';
import { ME, openClaimedScene, type Scene } from './scene.ts';

const BEN = 8080;

let scene: Scene;
beforeAll(async () => {
  scene = await openClaimedScene(({ said }) => `I heard: ${said.split('\n').at(-1)}`);
});
afterAll(() => scene.close());

/** What the model was last shown under `<memory>`. */
function memoryShown(): string {
  const said = scene.model.requests.at(-1)?.said ?? '';
  return /<memory>\n([\s\S]*?)\n<\/memory>/.exec(said)?.[1] ?? '';
}

test('R3 R107 a DM is answered from the memory of an earlier DM, which the prompt holds with its source', async () => {
  await scene.say('/remember my locker code is 4711-blue');
  await scene.say('My sister is Ana, her birthday is 3 May');
  // More talk than the conversation so far holds: what comes back later comes from memory.
  for (const word of ['one', 'two', 'three', 'four', 'five', 'six']) await scene.say(`Let us count: ${word}`);

  await scene.say("When is Ana's birthday?");
  const request = scene.model.requests.at(-1);
  expect(memoryShown()).toMatch(/^\[episode:[0-9a-f]{8}\] \d{4}-\d\d-\d\d person: My sister is Ana, her birthday is 3 May$/m);
  expect(
    request?.messages
      .slice(0, -1)
      .map(({ content }) => content)
      .join('\n'),
  ).not.toContain('3 May');

  await scene.say('What is the code of my locker?');
  expect(memoryShown()).toMatch(/^\[fact:[0-9a-f]{8}\] \S+ person: my locker code is 4711-blue$/m);

  const answer = scene.heard().at(-1);
  const why = scene.telegram.userSends({
    chat: ME,
    text: '/why',
    more: {
      reply_to_message: {
        message_id: answer?.messageId,
        from: { id: 4242, is_bot: true, first_name: 'Adjutant' },
        chat: { id: ME, type: 'private', first_name: 'Ann' },
        date: 0,
        text: answer?.text ?? '',
      } as never,
    },
  });
  const said = await scene.until(() => scene.heard().find(({ messageId }) => messageId > why.messageId));
  expect(said.text).toMatch(/fact:[0-9a-f]{8}/);
});

test('R3 memory outlives a restart', async () => {
  expect(await scene.product.stop()).toBe(0);
  await scene.start();
  await scene.say('Tell me the birthday of my sister Ana again');
  expect(memoryShown()).toContain('her birthday is 3 May');
});

test("whoever is let in has an assistant of their own and sees nothing of the first one's", async () => {
  scene.telegram.userSends({ chat: BEN, text: 'hello', from: { first_name: 'Ben' } });
  await scene.press(await scene.hears('Somebody unknown wrote'), 'Let them in');
  await scene.hears('You are in.', BEN);

  await scene.say("When is Ana's birthday, and what is the locker code?", BEN);
  const request = JSON.stringify(scene.model.requests.at(-1)?.body);
  expect(request).toContain("When is Ana's birthday");
  expect(request).not.toContain('3 May');
  expect(request).not.toContain('4711-blue');
  expect((await scene.say('/find locker code', BEN)).text).not.toContain('4711-blue');
  expect((await scene.say('/tasks', BEN)).text).not.toContain('Ann');

  await scene.say('/tasks add A task of Ben', BEN);
  expect((await scene.say('/tasks')).text).not.toContain('A task of Ben');

  const ours = scene.telegram.calls('sendMessage').filter(({ payload }) => Number(payload.chat_id) === BEN);
  expect(JSON.stringify(ours)).not.toContain('3 May');
});

test('buttons of one person do nothing in the hands of another', async () => {
  const added = await scene.say('/tasks add Water the plants');
  const undo = added.buttons.flat().find(({ text }) => text === 'Undo');
  const { queryId } = scene.telegram.userPresses({ chat: BEN, messageId: added.messageId, data: undo?.data ?? '' });
  expect(await scene.until(() => scene.telegram.answerTo(queryId))).toContain('not for you');
  expect((await scene.say('/tasks')).text).toContain('Water the plants');
});
