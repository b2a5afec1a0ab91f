import { expect } from 'vitest';
import { words } from '../../agent/answers.ts';
import { labels } from '../../platforms/screen.ts';
import { createGate } from '../../wiring/house.ts';
import type { Dialogue } from './dialogue.ts';
import { doing } from './model-scripts.ts';

const TROUBLES = ['asks to wait', 'fails', 'cuts off', 'swallows'] as const;

/** What has a time; it is 9:00 on Saturday 21 November 2026 in Berlin. */
export const timeDialogues: readonly Dialogue[] = [
  {
    shows: 'a time that can mean two is asked with a button for each, and the pressed one is set, once',
    async hold(talk) {
      talk.person.runs('remind', 'at 7 call Ana');
      const card = await talk.until(() => talk.heard().find((shown) => labels(shown).length > 1));
      const [first = '', second = ''] = labels(card);
      expect([first, second].join(' ')).toMatch(/7|19/);
      const said = await talk.press(card, second);
      expect(said).toContain('call Ana');
      expect(await talk.pressOld(card, first)).toBe('This was already done. Nothing was done twice.');
      expect((await talk.runs('remind')).text.match(/call Ana/g)).toHaveLength(1);
    },
  },
  {
    shows: 'a reminder is cancelled by its number, and Undo sets it again',
    async hold(talk) {
      await talk.runs('remind', 'tomorrow at 9:30 water the plants');
      expect((await talk.runs('remind')).text).toContain('water the plants');
      const gone = await talk.runs('remind', 'cancel 1');
      expect((await talk.runs('remind')).text).not.toContain('water the plants');
      await talk.press(gone, 'Undo');
      expect((await talk.runs('remind')).text).toContain('water the plants');
    },
  },
  {
    shows: 'the agenda and the day name what has a time',
    async hold(talk) {
      await talk.runs('remind', 'today at 23:00 stretch');
      talk.belongings.calendar.put({ title: 'Budget', start: '2026-11-21T14:00:00Z', end: '2026-11-21T15:00:00Z' });
      expect((await talk.runs('today')).text).toMatch(/15:00-16:00 Budget[\s\S]*23:00 stretch/);
      expect((await talk.runs('agenda')).text).toContain('Budget');
      expect((await talk.runs('brief')).text).toContain('Budget');
    },
  },
  {
    shows: 'a reminder rings at its time, is put off by a button, rings again, and is done',
    takesTime: true,
    async hold(talk) {
      const set = await talk.runs('remind', 'in 20 minutes check the oven');
      expect(set.text).toContain('check the oven');
      await talk.passes({ minutes: 16 });
      expect(talk.heard().filter(({ text }) => text.startsWith('⏰'))).toEqual([]);
      await talk.passes({ minutes: 6 });
      const rings = await talk.hears('⏰ check the oven');
      expect(labels(rings)).toEqual(['Done', 'Snooze 10 min', 'Snooze 1 h']);
      expect(await talk.press(rings, 'Snooze 10 min')).toContain('I remind you again');
      expect(labels(await talk.becomes(rings, 'Again'))).toEqual([]);
      await talk.passes({ minutes: 11 });
      const again = await talk.until(() =>
        talk.heard().find(({ messageId, text }) => messageId !== rings.messageId && text.includes('⏰ check the oven')),
      );
      expect(await talk.press(again, 'Done')).toBe('Done.');
      await talk.becomes(again, '✓ check the oven');
    },
  },
  {
    shows:
      'an answer that is put off, failed, cut off and swallowed on its way comes all the same, and what is behind it stays there',
    takesTime: true,
    async hold(talk) {
      const gate = createGate();
      talk.play(async ({ messages }, signal) => {
        const word = messages.at(-1)?.content.match(/one|two/)?.[0];
        if (word === 'two') await gate.pass(signal);
        return words(`You said ${word}.`);
      });
      talk.person.meets(TROUBLES);
      talk.person.writes('one');
      await talk.until(() => talk.person.tries() > 0);
      talk.person.writes('two');
      await gate.arrived;
      gate.open();
      const answers = () => talk.heard().filter(({ text }) => text.startsWith('You said'));
      // A platform may refuse for some moments of its own clock after it has asked to wait.
      const isOver = () => answers().some(({ text }) => text.startsWith('You said two.'));
      for (let round = 0; round < 100 && !isOver(); round += 1) await talk.passes({ minutes: 1 });
      const [last, ...ones] = answers()
        .map(({ text }) => text)
        .reverse();
      expect(last).toMatch(/^You said two/);
      // Where the platform cannot tell what it has taken, what it swallowed comes again, and each try behind the cut says so.
      if (talk.on === 'telegram') for (const one of ones) expect(one).toMatch(/^You said one\.\n+This may be a repeat/);
      else expect(ones).toEqual(['You said one.']);
    },
  },
  {
    shows: 'a model that says nothing is told of after five seconds',
    takesTime: true,
    async hold(talk) {
      const gate = createGate();
      talk.play(async (_, signal) => {
        await gate.pass(signal);
        return words('At last.');
      });
      talk.person.writes('think');
      await gate.arrived;
      await talk.passes({ seconds: 5 });
      await talk.hears('Still working on it');
      gate.open();
      await talk.hears('At last.');
    },
  },
  {
    shows: 'a mail waits half a minute after its press, and Cancel takes it back',
    takesTime: true,
    async hold(talk) {
      talk.play(doing('mail_send', { to: ['ben@elsewhere.example'], subject: 'Lunch', body: 'One o’clock?' }));
      talk.person.writes('mail Ben about lunch');
      const card = await talk.card('Send');
      expect(card.text).toContain('ben@elsewhere.example');
      expect(card.text).toContain('One o’clock?');
      await talk.press(card, 'Send');
      const held = await talk.until(() =>
        labels(talk.now(card)).includes('Cancel') && !labels(talk.now(card)).includes('Send') ? talk.now(card) : undefined,
      );
      await talk.press(held, 'Cancel');
      await talk.passes({ seconds: 30 });
      expect(talk.belongings.mail.journal).toEqual([]);
    },
  },
  {
    shows: 'R27 a mail goes out after half a minute, to the last byte as its card showed it',
    takesTime: true,
    async hold(talk) {
      const mail = { to: ['ben@elsewhere.example'], subject: 'Lunch', body: 'One o’clock?\n\n*Bring* nothing.' };
      talk.play(doing('mail_send', mail));
      talk.person.writes('mail Ben about lunch');
      const card = await talk.card('Send');
      await talk.press(card, 'Send');
      expect(talk.belongings.mail.journal).toEqual([]);
      await talk.passes({ seconds: 30 });
      await talk.becomes(card, /^Sent/m);
      expect(talk.belongings.mail.journal).toMatchObject([{ did: 'send', mail: { subject: 'Lunch', text: mail.body } }]);
    },
  },
];
