import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import type { ModelFakeScript } from '../fakes/model/script.ts';
import { type Days, openDays } from './days.ts';

/** Rewords every line of the brief, marks and numbers kept. */
const wording: ModelFakeScript = ({ said }) =>
  said
    .split('\n')
    .filter((line) => line.startsWith('['))
    .map((line) => line.replace(/^(\[\S+\]) /, '$1 Kindly, '))
    .join('\n');

/** The day before clocks change, that day, and the day after; Germany by EU directive 2000/84/EC, California by 15 U.S.C. 260a. */
const CHANGES = [
  ['Europe/Berlin', 'spring', '2026-03-28'],
  ['Europe/Berlin', 'autumn', '2026-10-24'],
  ['America/Los_Angeles', 'spring', '2026-03-07'],
  ['America/Los_Angeles', 'autumn', '2026-10-31'],
] as const;

/** Hours around the brief at which nothing must come, an hour off in either direction among them. */
const QUIET_BEFORE = ['01:30', '03:30', '06:30:01', '07:29:59'];
const QUIET_AFTER = ['08:30:01', '12:01', '20:00'];

async function liveThrough(days: Days, first: string, onBrief?: (days: Days) => Promise<void>): Promise<readonly string[]> {
  const briefs: string[] = [];
  for (let day = Temporal.PlainDate.from(first), at = 0; at < 3; at += 1, day = day.add({ days: 1 })) {
    const pass = async (time: string) => {
      const before = days.heard().length;
      await days.passUntil(day.toPlainDateTime(Temporal.PlainTime.from(time)));
      return before;
    };
    for (const time of QUIET_BEFORE) await pass(time);
    const before = await pass('07:30:00.001');
    const [message] = (await days.hears(before + 1)).slice(before);
    briefs.push(message?.text ?? '');
    await onBrief?.(days);
    for (const time of QUIET_AFTER) await pass(time);
    expect(days.heard()).toHaveLength(before + 1);
  }
  return briefs;
}

const heading = (first: string, at: number) =>
  `Your brief for ${Temporal.PlainDate.from(first).add({ days: at }).toLocaleString('en', { weekday: 'long' })}`;

test.each(CHANGES)(
  'R60 R105 in %s, in %s, one brief a day arrives at 07:30 by the wall clock, in the words of the template',
  async (zone, _season, first) => {
    const days = await openDays({ zone, from: `${Temporal.PlainDate.from(first).subtract({ days: 1 })}T20:00` });
    await days.say('/tasks add Pay the rent');
    const briefs = await liveThrough(days, first, async () => days.restart());
    expect(briefs).toHaveLength(3);
    for (const [at, text] of briefs.entries()) {
      expect(text).toContain(heading(first, at));
      expect(text).toMatch(/Pay the rent.*\(task 1\)/);
      expect(text).not.toContain('Late');
      expect(text).toMatch(/That is all\.$/);
    }
    await days.close();
  },
);

test('R105 with a model the brief comes in its words, its lines and their sources by the rules', async () => {
  const days = await openDays({ zone: 'Europe/Berlin', from: '2026-03-27T20:00', script: wording });
  await days.say('/tasks add Pay the rent');
  const briefs = await liveThrough(days, '2026-03-28');
  for (const text of briefs) expect(text).toMatch(/^• Kindly, Pay the rent.*\(task 1\)$/m);
  expect(days.model.requests).toHaveLength(3);

  days.model.play(() => 401);
  await days.passUntil(Temporal.PlainDateTime.from('2026-03-31T07:29:59'));
  const before = days.heard().length;
  await days.passUntil(Temporal.PlainDateTime.from('2026-03-31T07:30:00.001'));
  expect((await days.hears(before + 1))[before]?.text).toMatch(/^• Pay the rent.*\(task 1\)$/m);
  expect(days.model.requests).toHaveLength(4);
  await days.close();
});

test('R32 a daily reminder follows the wall clock over both clock changes', async () => {
  for (const [zone, , first] of CHANGES.slice(0, 2)) {
    const days = await openDays({ zone, from: `${Temporal.PlainDate.from(first).subtract({ days: 1 })}T20:00` });
    await days.say('/settings brief off');
    await days.say('/remind every day at 9 stretch');
    for (let day = Temporal.PlainDate.from(first), at = 0; at < 3; at += 1, day = day.add({ days: 1 })) {
      const before = days.heard().length;
      for (const time of ['08:00:01', '08:59:59']) await days.passUntil(day.toPlainDateTime(Temporal.PlainTime.from(time)));
      expect(days.heard()).toHaveLength(before);
      await days.passUntil(day.toPlainDateTime(Temporal.PlainTime.from('09:00:00.001')));
      expect((await days.hears(before + 1)).slice(before).map(({ text }) => text)).toEqual(['⏰ stretch']);
      await days.passUntil(day.toPlainDateTime(Temporal.PlainTime.from('10:00:01')));
      expect(days.heard()).toHaveLength(before + 1);
    }
    await days.close();
  }
});

test('R12 an idle day asks no model', async () => {
  const days = await openDays({ zone: 'Europe/Berlin', from: '2026-05-04T20:00', script: wording });
  const before = days.heard().length;
  const start = Temporal.PlainDateTime.from('2026-05-04T20:00');
  for (let minutes = 15; minutes <= 24 * 60; minutes += 15) {
    await days.passUntil(start.add({ minutes }));
    if (minutes !== 11.5 * 60) continue;
    // The clock waits for the brief, or it would come late.
    await days.passUntil(start.add({ minutes, seconds: 1 }));
    await days.hears(before + 1);
  }
  expect(
    days
      .heard()
      .slice(before)
      .map(({ text }) => text.split('\n').at(-1)),
  ).toEqual(['That is all.']);
  expect(days.model.requests).toHaveLength(0);
  await days.close();
});
