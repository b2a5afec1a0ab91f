import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ModelFakeScript } from '../fakes/model/script.ts';
import { ME, openClaimedScene, type Scene } from './scene.ts';

/** Adds a task at first, then says so. */
const obliging: ModelFakeScript = ({ results }) =>
  results.length > 0 ? 'Noted, with the rent.' : { toolCalls: [{ name: 'task_add', arguments: { title: 'Pay the rent' } }] };

let scene: Scene;
beforeEach(async () => {
  scene = await openClaimedScene(obliging);
});
afterEach(() => scene.close());

const asked = () => scene.model.requests.map(({ results }) => results.length);
const answers = (text: string) => scene.heard().filter((message) => message.text.includes(text));

test('after kill -9 between two steps, stored answers are not asked for again and a tool does not run twice', async () => {
  scene.model.play((request) => {
    if (request.results.length > 0 && asked().length === 2) return 'hang';
    return obliging(request);
  });
  scene.telegram.userSends({ chat: ME, text: 'Please keep the rent for me' });
  await scene.model.arrived(2);
  await scene.product.kill();
  expect(asked()).toEqual([0, 1]);

  await scene.start();
  const said = await scene.hears('Noted, with the rent.');
  expect(asked()).toEqual([0, 1, 1]);
  expect((await scene.say('/tasks')).text.match(/Pay the rent/g)).toHaveLength(1);
  expect(answers('Noted')).toHaveLength(1);
  await scene.press(said, 'Undo');
  expect((await scene.say('/tasks')).text).not.toContain('Pay the rent');
});
