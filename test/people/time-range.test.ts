import { describe, expect, it } from 'vitest';
import { parseTime, parseTimeRange, timeRangeText, timeText } from '../../src/people/time-range.ts';

describe('a time of day', () => {
  it.each([
    ['7:30', '07:30'],
    ['07.30', '07:30'],
    ['19', '19:00'],
    ['7 AM', '07:00'],
    ['7pm', '19:00'],
    ['7:15 p.m.', '19:15'],
    ['12 AM', '00:00'],
    ['12 PM', '12:00'],
    ['0:00', '00:00'],
  ])('reads %s as %s', (text, time) => {
    expect(timeText(parseTime(text))).toBe(time);
  });

  it.each(['', '24', '25:00', '9:60', '13 PM', '0 AM', 'noonish', '-1', '9:5'])('refuses "%s" with an example', (text) => {
    expect(() => parseTime(text)).toThrow('Write it like 07:30');
  });
});

describe('a range of time', () => {
  it.each([
    ['9 AM - 6 PM', '09:00-18:00'],
    ['9-18', '09:00-18:00'],
    ['09:00-18:00', '09:00-18:00'],
    ['9:30 to 17', '09:30-17:00'],
    ['9–18', '09:00-18:00'],
    ['2-4 PM', '14:00-16:00'],
    ['9-6 PM', '09:00-18:00'],
    ['10-12 PM', '10:00-12:00'],
    ['8-11 am', '08:00-11:00'],
  ])('reads %s as %s', (text, range) => {
    expect(timeRangeText(parseTimeRange(text))).toBe(range);
  });

  it.each(['18-9', '9-9', '22:00-07:00'])('refuses "%s", which ends before it starts', (text) => {
    expect(() => parseTimeRange(text)).toThrow('ends before it starts. Write it like 09:00-18:00 or 9 AM - 6 PM.');
  });

  it.each(['', '9', '9-10-11', 'nine to five', '9-25', 'x'.repeat(10_000)])(
    'refuses what is no range with an example',
    (text) => {
      expect(() => parseTimeRange(text)).toThrow('Write it like 09:00-18:00 or 9 AM - 6 PM.');
    },
  );
});
