import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { defaultProfile, type Profile } from '../../../src/people/profile.ts';
import { withField } from '../../../src/people/profile-path.ts';
import { quietUntil } from '../../../src/proactive/notify/quiet-hours.ts';
import { type Waiting, whenToSay } from '../../../src/proactive/notify/when-to-say.ts';

const berlin = defaultProfile('Europe/Berlin', 'Ann');
/** A moment by the clocks of Berlin. */
const at = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime('Europe/Berlin').toInstant();
const local = (moment: Temporal.Instant | undefined) =>
  moment?.toZonedDateTimeISO('Europe/Berlin').toPlainDateTime().toString({ smallestUnit: 'minute' });

describe('R104 quiet hours', () => {
  test.each([
    ['22:00-07:00', '2026-03-04T21:59', undefined],
    ['22:00-07:00', '2026-03-04T22:00', '2026-03-05T07:00'],
    ['22:00-07:00', '2026-03-04T23:59', '2026-03-05T07:00'],
    ['22:00-07:00', '2026-03-05T00:00', '2026-03-05T07:00'],
    ['22:00-07:00', '2026-03-05T06:59', '2026-03-05T07:00'],
    ['22:00-07:00', '2026-03-05T07:00', undefined],
    ['13:00-15:00', '2026-03-05T12:59', undefined],
    ['13:00-15:00', '2026-03-05T14:00', '2026-03-05T15:00'],
    ['13:00-15:00', '2026-03-05T15:00', undefined],
    // Both clock changes of 2026 fall into the night.
    ['22:00-07:00', '2026-03-29T01:30', '2026-03-29T07:00'],
    ['22:00-02:30', '2026-03-29T01:30', '2026-03-29T03:30'],
    ['22:00-07:00', '2026-10-25T01:30', '2026-10-25T07:00'],
    ['off', '2026-03-04T23:00', undefined],
  ])('%s at %s end at %s', (hours, now, end) => {
    expect(local(quietUntil(withField(berlin, 'settings.quietHours', hours), at(now)))).toBe(end);
  });

  test('follow the zone of the person', () => {
    const tokyo = withField(berlin, 'identity.timezone', 'Asia/Tokyo');
    expect(quietUntil(tokyo, at('2026-03-04T15:30'))?.toString()).toBe('2026-03-04T22:00:00Z');
  });
});

const news = (over: Partial<Waiting> = {}): Waiting => ({
  kind: 'mail',
  urgency: 'now',
  createdAt: at('2026-03-04T10:00'),
  staleAt: null,
  ...over,
});
const say = (waiting: Waiting, now: string, profile: Profile = berlin, focus?: { until: string; allowed: readonly 'mail'[] }) => {
  const given = focus && { until: at(focus.until), allowed: focus.allowed };
  const moment = whenToSay(waiting, { now: at(now), profile, focus: given });
  return moment.say === 'wait' ? `${local(moment.until)} over ${moment.over}` : moment.say;
};

describe('R104 R106 news', () => {
  test('that cannot wait is said at once by day, and after quiet hours by night', () => {
    expect(say(news(), '2026-03-04T10:00')).toBe('at-once');
    expect(say(news(), '2026-03-04T23:10')).toBe('2026-03-05T07:00 over quiet hours');
  });

  test('that would be of no use when quiet hours end breaks into them', () => {
    expect(say(news({ staleAt: at('2026-03-05T06:30') }), '2026-03-05T06:15')).toBe('at-once');
    expect(say(news({ staleAt: at('2026-03-05T09:00') }), '2026-03-05T06:15')).toBe('2026-03-05T07:00 over quiet hours');
  });

  test('that is said soon waits a quarter of an hour for others', () => {
    expect(say(news({ urgency: 'soon' }), '2026-03-04T10:00')).toBe('2026-03-04T10:15 over others');
    expect(say(news({ urgency: 'soon' }), '2026-03-04T10:15')).toBe('at-once');
  });

  test('that can wait comes with the brief, or at its hour where there is none', () => {
    expect(say(news({ urgency: 'digest' }), '2026-03-04T10:00')).toBe('brief');
    const without = withField(berlin, 'settings.brief', 'off');
    expect(say(news({ urgency: 'digest' }), '2026-03-04T10:00', without)).toBe('2026-03-05T07:30 over the hour of the brief');
    expect(say(news({ urgency: 'digest' }), '2026-03-05T07:30', without)).toBe('at-once');
  });

  test('comes as the person wishes for its kind', () => {
    expect(say(news(), '2026-03-04T10:00', withField(berlin, 'settings.news.mail', 'digest'))).toBe('brief');
    expect(say(news({ urgency: 'digest' }), '2026-03-04T10:00', withField(berlin, 'settings.news.mail', 'now'))).toBe('at-once');
    expect(say(news(), '2026-03-04T10:00', withField(berlin, 'settings.news.mail', 'off'))).toBe('never');
    expect(say(news({ kind: 'watch' }), '2026-03-04T10:00', withField(berlin, 'settings.news.mail', 'off'))).toBe('at-once');
  });

  test('comes a step sooner for who wants it immediately', () => {
    const immediate = withField(berlin, 'preferences.communication.notificationStyle', 'immediate');
    expect(say(news({ urgency: 'digest' }), '2026-03-04T10:00', immediate)).toBe('2026-03-04T10:15 over others');
    expect(say(news({ urgency: 'soon' }), '2026-03-04T10:00', immediate)).toBe('at-once');
  });

  test('waits for the end of a focus time, unless that allows its kind', () => {
    const focus = { until: '2026-03-04T10:50', allowed: [] };
    expect(say(news(), '2026-03-04T10:00', berlin, focus)).toBe('2026-03-04T10:50 over focus');
    expect(say(news(), '2026-03-04T10:50', berlin, focus)).toBe('at-once');
    expect(say(news(), '2026-03-04T10:00', berlin, { ...focus, allowed: ['mail'] })).toBe('at-once');
    const stale = news({ staleAt: at('2026-03-04T10:30') });
    expect(say(stale, '2026-03-04T10:00', berlin, focus)).toBe('2026-03-04T10:50 over focus');
  });
});
