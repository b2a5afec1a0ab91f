import { expect } from 'vitest';
import { AppError } from '../../../src/ground/errors.ts';
import { words } from '../../agent/answers.ts';
import { labels } from '../../platforms/screen.ts';
import { createGate } from '../../wiring/house.ts';
import type { Dialogue } from './dialogue.ts';
import { addsLastWord, doing, saying } from './model-scripts.ts';

/** Words, what is done at once, and what is changed afterwards. */
export const plainDialogues: readonly Dialogue[] = [
  {
    shows: 'a message is answered by the model, once',
    async hold(talk) {
      talk.play(saying('Good morning to you.'));
      expect((await talk.says('Good morning')).text).toBe('Good morning to you.');
      expect(talk.asked()).toBe(1);
      expect(talk.heard()).toHaveLength(1);
    },
  },
  {
    shows: 'what is written while the model thinks is answered afterwards, once and in order',
    async hold(talk) {
      const gate = createGate();
      talk.play(async ({ messages }, signal) => {
        const { content = '' } = messages.at(-1) ?? {};
        if (content.includes('one')) await gate.pass(signal);
        return words(`You said ${content.match(/one|two|three/g)?.join(' and ')}.`);
      });
      talk.person.writes('one');
      await gate.arrived;
      talk.person.writes('two');
      talk.person.writes('three');
      gate.open();
      await talk.hears(/three/);
      const said = talk.heard().map(({ text }) => text);
      expect(said.join(' ').match(/one|two|three/g)).toEqual(['one', 'two', 'three']);
    },
  },
  {
    shows: 'a wish is done by the model at once, with Undo under it',
    async hold(talk) {
      talk.play(doing('task_add', { title: 'Call Ana' }, 'It is on the list.'));
      const said = await talk.says('I must call Ana');
      expect(said.text).toMatch(/^It is on the list\.\n+✓ .*Call Ana/);
      expect(labels(said)).toEqual(['Undo']);
      expect(await talk.press(said, 'Undo')).toContain('taken off the list');
      expect((await talk.runs('tasks')).text).toBe('No task is open.');
    },
  },
  {
    shows: 'an edited message takes back what it did, and is worked on anew',
    async hold(talk) {
      talk.play(addsLastWord);
      let messageId = '';
      await talk.answerTo(() => {
        messageId = talk.person.writes('please add milk');
      });
      expect((await talk.runs('tasks')).text).toContain('milk');
      await talk.answerTo(() => talk.person.edits(messageId, 'please add bread'));
      const { text } = await talk.runs('tasks');
      expect(text).toContain('bread');
      expect(text).not.toContain('milk');
    },
  },
  {
    shows: 'a question that is edited is answered anew',
    async hold(talk) {
      talk.play(({ messages }) => words(`About ${messages.at(-1)?.content.split(' ').at(-1)}`));
      let messageId = '';
      expect((await talk.answerTo(() => (messageId = talk.person.writes('tell me about Rome')))).text).toBe('About Rome');
      expect((await talk.answerTo(() => talk.person.edits(messageId, 'tell me about Oslo'))).text).toBe('About Oslo');
    },
  },
  {
    shows: 'STOP ends what the model is at, and nothing of it comes later',
    async hold(talk) {
      const gate = createGate();
      talk.play(async (_, signal) => {
        await gate.pass(signal);
        return words('Too late.');
      });
      talk.person.writes('think long');
      await gate.arrived;
      expect((await talk.says('stop')).text).toMatch(/^Stopped: 1 running request\./);
      gate.open();
      talk.play(saying('Here I am.'));
      expect((await talk.says('are you there?')).text).toBe('Here I am.');
      expect(talk.heard().map(({ text }) => text)).not.toContain('Too late.');
    },
  },
  {
    shows: 'a model that fails is told of in one sentence, and commands go on',
    async hold(talk) {
      talk.play(async () => {
        throw new AppError('denied', 'The key was refused.');
      });
      const { text } = await talk.says('hello?');
      expect(text).toMatch(/^The key was refused\. Your message is /);
      expect(talk.heard()).toHaveLength(1);
      expect((await talk.runs('tasks', 'add Water the plants')).text).toContain('Water the plants');
    },
  },
  {
    shows: 'what is said in a group is answered in the direct conversation alone',
    async hold(talk) {
      talk.play(saying('Your secret is safe.'));
      expect((await talk.answerTo(() => talk.person.asksInGroup('what is my secret?'))).text).toBe('Your secret is safe.');
      expect(talk.person.readInGroup()).toEqual([]);
    },
  },
  {
    shows: 'somebody unknown gets one neutral line, and no second one',
    async hold(talk) {
      const stranger = talk.stranger();
      const said = () => stranger.messages().filter(({ from }) => from === 'bot');
      stranger.writes('hello?');
      await talk.until(() => said()[0]);
      stranger.writes('hello??');
      // Behind it, in another chat, so that a second line would have come before.
      await talk.says('still here');
      expect(said().map(({ text }) => text)).toEqual([expect.stringMatching(/private/)]);
    },
  },
  {
    shows: 'a message in a thread is answered in its thread',
    needs: 'threads',
    async hold(talk) {
      talk.play(saying('Here.'));
      const thread = talk.person.writes('start a topic');
      expect((await talk.hears('Here.')).thread).toBeUndefined();
      const answer = await talk.answerTo(() => talk.person.writes('and in it?', { thread }));
      expect(answer.thread).toBe(thread);
    },
  },
  {
    shows: 'the page shows the day, open cards and settings, and is no message',
    needs: 'page',
    async hold(talk) {
      await talk.runs('remind', 'today at 23:00 stretch');
      const before = talk.heard().length;
      talk.person.opensPage();
      await talk.until(() => talk.person.pageText().includes('stretch'));
      expect(talk.person.pageText()).toContain('Linked accounts');
      expect(talk.heard()).toHaveLength(before);
    },
  },
];
