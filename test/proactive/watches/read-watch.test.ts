import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { readWatch } from '../../../src/proactive/watches/read-watch.ts';

const setting = { now: Temporal.Instant.from('2026-11-21T08:00:00Z'), zone: 'Europe/Berlin' };
const read = (said: string) => readWatch(said, setting);

test('R17 a watch has sources, what it is about, how often, its end, and how often a model may be asked', () => {
  const said =
    'https://a.example/rss and https://b.example/ about product launches every 2 hours until 31 December, at most 20 questions';
  expect(read(said)).toEqual({
    urls: ['https://a.example/rss', 'https://b.example/'],
    about: 'product launches',
    everyMinutes: 120,
    until: '2026-12-31T22:59:00Z',
    modelCalls: 20,
  });
});

test('in another order it is the same, and what is not said is as usual', () => {
  expect(read('for offers https://a.example/rss until friday daily')).toMatchObject({
    about: 'offers',
    everyMinutes: 1440,
    until: '2026-11-27T22:59:00Z',
  });
  expect(read('launches, at https://a.example/rss.')).toMatchObject({ urls: ['https://a.example/rss'] });
  expect(read('https://a.example/rss, and please notify me of major launches')).toMatchObject({
    urls: ['https://a.example/rss'],
    about: 'major launches',
  });
  expect(read('https://a.example/rss every launch of Acme')).toEqual({
    urls: ['https://a.example/rss'],
    about: 'every launch of Acme',
    everyMinutes: 60,
    until: '2026-12-21T08:00:00Z',
    modelCalls: 100,
  });
});

test.each([
  ['about nothing', 'Name one to 5 addresses'],
  ['https://a.example/', 'Say in up to 200 characters'],
  ['https://a.example/ about x every minute', 'every 15 minutes to every 7 days'],
  ['https://a.example/ about x every 3 weeks', 'every 15 minutes to every 7 days'],
  ['https://a.example/ about x at most 5000 calls', 'at most 1000 times'],
  ['https://a.example/ about x until every monday', 'A watch ends at one moment'],
  ['https://a.example/ about x until yesterday', 'Write it like'],
  ['https://a.example/ about x until 3 March 2029', 'A watch ends at one moment'],
])('%s is refused', (text, problem) => {
  expect(() => read(text)).toThrow(problem);
});

test.each([
  ['every day', 1440],
  ['every 2 days', 2880],
  ['every 30 minutes', 30],
  ['weekly', 10_080],
])('%s', (every, minutes) => {
  expect(read(`https://a.example/ about x ${every}`).everyMinutes).toBe(minutes);
});
