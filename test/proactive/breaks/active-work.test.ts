import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { activeWork } from '../../../src/proactive/breaks/active-work.ts';

const at = (time: string) => Temporal.Instant.from(`2026-03-04T${time}:00Z`);
const sign = (from: string, until = from) => ({ from: at(from), until: at(until) });

test.each([
  ['nothing', [], '12:00', undefined],
  ['one message just now', [sign('11:50')], '12:00', 10],
  ['a message long ago', [sign('11:40')], '12:00', undefined],
  ['messages that follow each other', [sign('11:20'), sign('11:30'), sign('11:44'), sign('11:55')], '12:00', 40],
  ['a break in between', [sign('10:00'), sign('10:10'), sign('11:40'), sign('11:50')], '12:00', 20],
  ['a focus time that goes on', [sign('10:30', '12:30')], '12:00', 90],
  ['a focus time and messages behind it', [sign('10:00', '11:00'), sign('11:12'), sign('11:25')], '11:30', 90],
  ['a focus time that is over', [sign('10:00', '11:00')], '11:30', undefined],
  ['what is still to come', [sign('12:10')], '12:00', undefined],
])('R106 of %s only the active minutes count', (_, signs, now, minutes) => {
  expect(activeWork(signs, at(now))?.minutes).toBe(minutes);
});
