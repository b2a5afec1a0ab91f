import { expect } from 'vitest';
import { labels } from '../../platforms/screen.ts';
import type { Dialogue } from './dialogue.ts';
import { doing, saying } from './model-scripts.ts';

/** What is asked for by name, and works without a model. */
export const commandDialogues: readonly Dialogue[] = [
  {
    shows: '/help names every command, /status says how things are, and no model is asked',
    async hold(talk) {
      await talk.runs('help');
      await talk.hears('/export');
      const text = talk
        .heard()
        .map((part) => part.text)
        .join('\n');
      for (const name of ['/tasks', '/remind', '/forget', '/why', '/undo', '/stop', '/settings', '/export'])
        expect(text).toContain(name);
      expect((await talk.runs('status')).text).toContain('Scripted');
      expect(talk.asked()).toBe(0);
    },
  },
  {
    shows: 'a task is added by a command, taken back by Undo, and Undo works once',
    async hold(talk) {
      const added = await talk.runs('tasks', 'add Pay the rent');
      expect(added.text).toContain('Pay the rent');
      expect((await talk.runs('tasks')).text).toContain('Pay the rent');
      expect(await talk.press(added, 'Undo')).toContain('taken off the list');
      expect((await talk.runs('tasks')).text).not.toContain('Pay the rent');
      expect(await talk.pressOld(added, 'Undo')).toBe('This is undone already.');
    },
  },
  {
    shows: 'a task is done by its number, and /undo opens it again',
    async hold(talk) {
      await talk.runs('tasks', 'add Feed the cat');
      await talk.runs('tasks', 'done 1');
      expect((await talk.runs('tasks')).text).toBe('No task is open.');
      await talk.runs('undo');
      expect((await talk.runs('tasks')).text).toContain('Feed the cat');
    },
  },
  {
    shows: 'a task is done by the button under the list, which tells the outcome',
    async hold(talk) {
      await talk.runs('tasks', 'add Feed the dog');
      const list = await talk.runs('tasks');
      expect(labels(list)).toContain('Task 1 is done');
      await talk.press(list, 'Task 1 is done');
      await talk.until(() =>
        talk.heard().some((shown) => labels(shown).includes('Undo') && /Feed the dog|Task 1/.test(shown.text)),
      );
      expect((await talk.runs('tasks')).text).toBe('No task is open.');
    },
  },
  {
    shows: 'an unknown command, and one with wrong words behind it, are told what to write',
    async hold(talk) {
      expect((await talk.runs('tasks', 'frobnicate')).text).toContain('/tasks add');
      expect((await talk.runs('forget')).text).toContain('/forget locker code');
      expect((await talk.answerTo(() => talk.person.writes(talk.on === 'slack' ? 'remind' : '/frobnicate'))).text).not.toBe('');
    },
  },
  {
    shows: 'a setting is changed by a command, shown, and taken back by Undo',
    async hold(talk) {
      const changed = await talk.runs('settings', 'brief 06:45');
      expect((await talk.runs('settings', 'brief')).text).toContain('06:45');
      await talk.press(changed, 'Undo');
      expect((await talk.runs('settings', 'brief')).text).toContain('07:30');
      expect((await talk.runs('settings')).text).toContain('settings.quietHours');
    },
  },
  {
    shows: 'a setting that cannot be is refused with what can',
    async hold(talk) {
      expect((await talk.runs('settings', 'zone Middle Earth')).text).toMatch(/zone|Europe\/Berlin/i);
      expect((await talk.runs('settings', 'zone')).text).toContain('Europe/Berlin');
    },
  },
  {
    shows: 'what is to be remembered is found, hidden by /forget, and back by Undo',
    async hold(talk) {
      await talk.runs('remember', 'my locker code is 4711');
      expect((await talk.runs('find', 'locker code')).text).toContain('4711');
      const forgotten = await talk.runs('forget', 'locker code');
      expect((await talk.runs('find', 'locker code')).text).not.toContain('4711');
      await talk.press(forgotten, 'Undo');
      expect((await talk.runs('find', 'locker code')).text).toContain('4711');
    },
  },
  {
    shows: '/why says who worded the last answer and what it rests on',
    async hold(talk) {
      talk.play(saying('Good morning.'));
      await talk.says('good morning');
      expect((await talk.runs('why')).text).toMatch(/because of your message[\s\S]*worded by the model Scripted/);
      await talk.runs('tasks', 'add Call Ana');
      expect((await talk.runs('why')).text).toContain('without a model');
    },
  },
  {
    shows: '/why task says why a task stands where it does',
    async hold(talk) {
      await talk.runs('tasks', 'add Send the report friday');
      expect((await talk.runs('why', 'task 1')).text).toMatch(/^Task 1 has a score of \d+/);
    },
  },
  {
    shows: '/undo takes back the last thing, then the one before',
    async hold(talk) {
      await talk.runs('tasks', 'add First thing');
      await talk.runs('tasks', 'add Second thing');
      await talk.runs('undo');
      expect((await talk.runs('tasks')).text).toMatch(/^(?![\s\S]*Second)[\s\S]*First thing/);
      await talk.runs('undo');
      expect((await talk.runs('tasks')).text).toBe('No task is open.');
    },
  },
  {
    shows: 'an open card is shown again by /cards, and its press is told in both places',
    async hold(talk) {
      talk.play(doing('task_add', { title: 'pay the piper' }));
      talk.person.forwards('Add a task: pay the piper');
      const card = await talk.card('Add');
      const copy = await talk.runs('cards');
      expect(copy.text).toContain('pay the piper');
      await talk.press(await talk.card('Add'), 'Add');
      await talk.becomes(card, 'added');
      await talk.until(() => talk.heard().filter(({ text }) => text.includes('added')).length === 2);
    },
  },
  {
    shows: 'an own event is entered at once with Undo; one with guests waits for its press',
    async hold(talk) {
      const { calendar } = talk.belongings;
      talk.play(doing('calendar_create', { title: 'Gym', start: '2026-11-24T18:00', end: '60 minutes' }));
      const said = await talk.says('gym on tuesday at six');
      expect(calendar.all().map(({ title }) => title)).toEqual(['Gym']);
      await talk.press(said, 'Undo');
      expect(calendar.all()).toEqual([]);
      talk.play(
        doing('calendar_create', {
          title: 'Lunch',
          start: '2026-11-24T12:00',
          end: '60 minutes',
          guests: ['ben@elsewhere.example'],
        }),
      );
      talk.person.writes('lunch with Ben on tuesday');
      const card = await talk.card('Create');
      expect(card.text).toContain('ben@elsewhere.example');
      expect(calendar.all()).toEqual([]);
      await talk.press(card, 'Create');
      await talk.until(() => calendar.all().some(({ title }) => title === 'Lunch'));
    },
  },
  {
    shows: '/stop with nothing under way says so',
    async hold(talk) {
      expect((await talk.runs('stop')).text).toBe('Nothing was running. Your reminders and the brief stay.');
    },
  },
  {
    shows: 'an account is shown with its code by /link, which works for nobody who guesses',
    async hold(talk) {
      const { text } = await talk.runs('link');
      expect(text).toMatch(/[A-Z0-9]{4}/);
      const stranger = talk.stranger();
      stranger.writes('LINK AAAA-BBBB');
      await talk.until(() => stranger.messages().some(({ from }) => from === 'bot'));
      expect(stranger.messages().find(({ from }) => from === 'bot')?.text).toMatch(/private|not/i);
    },
  },
];
