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
