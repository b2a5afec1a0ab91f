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

test('after kill -9 while the model thinks, the message is answered exactly once', async () => {
  const release = scene.model.hold();
  scene.telegram.userSends({ chat: ME, text: 'Please keep the rent for me' });
  await scene.model.arrived(1);
  await scene.product.kill();
  release();
  expect(answers('Noted')).toHaveLength(0);

  await scene.start();
  await scene.hears('Noted, with the rent.');
  await scene.say('/help');
  expect(answers('Noted')).toHaveLength(1);
  expect((await scene.say('/tasks')).text.match(/Pay the rent/g)).toHaveLength(1);
});

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

test('an answer that Telegram took but never confirmed before kill -9 is repeated once, and says so', async () => {
  scene.model.play(() => 'The garage opens at nine.');
  scene.telegram.fail({ method: 'sendMessage', chat: ME, with: 'drop-after-accept' });
  scene.telegram.userSends({ chat: ME, text: 'When does the garage open?' });
  await scene.until(() => answers('The garage opens')[0]);
  await scene.product.kill();

  await scene.start();
  const repeat = await scene.until(() => answers('The garage opens')[1]);
  expect(repeat.text).toBe('The garage opens at nine.\n\nThis may be a repeat: the connection broke while it was being sent.');
  await scene.say('/help');
  expect(answers('The garage opens')).toHaveLength(2);
  expect(asked()).toHaveLength(1);
});

test('messages that wait behind a killed turn are answered after it', async () => {
  const release = scene.model.hold();
  scene.model.play(({ said }) => `You said: ${said.split('\n').at(-1)}`);
  scene.telegram.userSends({ chat: ME, text: 'first' });
  await scene.model.arrived(1);
  const waiting = scene.telegram.userSends({ chat: ME, text: 'second' });
  await scene.until(() => scene.telegram.pending().every((update) => update.update_id !== waiting.updateId));
  await scene.product.kill();
  release();

  await scene.start();
  await scene.hears('You said: second');
  expect(answers('You said').map(({ text }) => text)).toEqual(['You said: first', 'You said: second']);
});
