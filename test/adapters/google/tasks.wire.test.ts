import { expect, test } from 'vitest';
import { createGoogleTasks } from '../../../adapters/google/tasks.ts';
import { taskListContract } from '../../contracts/task-list.ts';
import { startFakeGoogle } from '../../fakes/google/server.ts';
import { signedIn } from './account.ts';

const { signal } = new AbortController();
const now = () => new Date('2026-11-21T09:00:00Z');

taskListContract('Google Tasks', async () => {
  const google = await startFakeGoogle();
  return { list: createGoogleTasks(signedIn(google), now), close: google.close };
});

test('what was assigned or made of a mail counts as worded by others, and what was done long ago is left out', async () => {
  const google = await startFakeGoogle();
  const { tasks } = google.tasks;
  tasks.set('a', { id: 'a', title: 'From a document', assignmentInfo: { linkToTask: 'https://docs.example' } });
  tasks.set('b', { id: 'b', title: 'From a mail', links: [{ type: 'email' }] });
  tasks.set('c', { id: 'c', title: 'Done long ago', status: 'completed', completed: '2026-09-01T00:00:00.000Z' });
  for (let count = 0; count < 150; count += 1) tasks.set(`n${count}`, { id: `n${count}`, title: `Own ${count}` });
  const all = await createGoogleTasks(signedIn(google), now).all(signal);
  expect(all.filter(({ own }) => !own).map(({ title }) => title)).toEqual(['From a document', 'From a mail']);
  expect(all).toHaveLength(152);
  await google.close();
});

test('R63 a second look without a change brings over 0 tasks, a third what was made, changed, done or deleted, and all comes anew once a day', async () => {
  const google = await startFakeGoogle();
  let at = '2026-11-21T09:00:00Z';
  const here = createGoogleTasks(signedIn(google), () => new Date(at));
  const there = createGoogleTasks(signedIn(google), now);
  const made = [];
  for (const title of ['Keep', 'Change', 'Finish', 'Delete'])
    made.push(await there.add({ title, notes: '', due: null, done: false }, signal));
  const [, change, finish, gone] = made;
  if (!change || !finish || !gone) throw new Error('nothing was added');
  const look = async () => {
    const before = google.tasks.sent;
    const said = (await here.all(signal)).map(({ title, done }) => `${title}${done ? ' done' : ''}`).sort();
    return { said, items: google.tasks.sent - before };
  };
  const first = ['Change', 'Delete', 'Finish', 'Keep'];
  expect(await look()).toEqual({ said: first, items: 4 });
  expect(await look()).toEqual({ said: first, items: 0 });
  await there.change(change, { title: 'Changed' }, signal);
  await there.change(finish, { done: true }, signal);
  await there.remove(gone, signal);
  await there.add({ title: 'New', notes: '', due: null, done: false }, signal);
  const then = ['Changed', 'Finish done', 'Keep', 'New'];
  expect(await look()).toEqual({ said: then, items: 4 });
  expect(await look()).toEqual({ said: then, items: 0 });
  at = '2026-11-22T09:00:01Z';
  expect(await look()).toEqual({ said: then, items: 4 });
  await google.close();
});
