import { expect } from 'vitest';
import { calls, words } from '../../agent/answers.ts';
import type { Dialogue } from './dialogue.ts';
import { labels } from './talk.ts';

/** Words, and what is done at once. */
export const plainDialogues: readonly Dialogue[] = [
  {
    shows: 'a message is answered by the model, once',
    async hold(talk) {
      talk.play(() => words('Good morning to you.'));
      expect((await talk.says('Good morning')).text).toBe('Good morning to you.');
      expect(talk.asked()).toBe(1);
      expect(talk.heard()).toHaveLength(1);
    },
  },
  {
    shows: 'a task is added by a command, taken back by Undo, and Undo works once',
    async hold(talk) {
      const added = await talk.runs('tasks', 'add Pay the rent');
      expect(added.text).toContain('Pay the rent');
      expect(labels(added)).toContain('Undo');
      expect((await talk.runs('tasks')).text).toContain('Pay the rent');
      expect(await talk.press(added, 'Undo')).toContain('taken off the list');
      expect((await talk.runs('tasks')).text).not.toContain('Pay the rent');
      expect(await talk.pressOld(added, 'Undo')).toBe('This is undone already.');
    },
  },
  {
    shows: 'a wish of the person is done by the model at once, with Undo under it',
    async hold(talk) {
      talk.play(({ messages }) =>
        messages.at(-1)?.role === 'tool' ? words('It is on the list.') : calls(['task_add', { title: 'Call Ana' }]),
      );
      const said = await talk.says('I must call Ana');
      expect(said.text).toMatch(/It is on the list\.[\s\S]*Call Ana/);
      expect(labels(said)).toContain('Undo');
    },
  },
];
