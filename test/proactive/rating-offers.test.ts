import { expect, test } from 'vitest';
import { RATING_REASONS } from '../../src/db/schema/news.ts';
import { defaultProfile } from '../../src/people/profile.ts';
import { withField } from '../../src/people/profile-path.ts';
import { adviceFor, offersFor, type Rateable } from '../../src/proactive/rating-offers.ts';

const profile = defaultProfile('Europe/Berlin', 'Ann');
const MAIL: Rateable = { is: 'news', kinds: ['mail'] };
const changes = (rated: Rateable, given = profile) =>
  Object.fromEntries(
    RATING_REASONS.map((reason) => [reason, offersFor(rated, reason, given).map(({ path, value }) => `${path} ${value}`)]),
  );

test('R82 news of one kind can come with the brief instead, and what is of no interest not at all', () => {
  expect(changes(MAIL)).toEqual({
    'too long': ['settings.news.mail digest'],
    'of no interest': ['settings.news.mail digest', 'settings.news.mail off'],
    wrong: [],
    'at a bad time': ['settings.news.mail digest'],
  });
});

test('R82 what is so already is not offered', () => {
  expect(changes(MAIL, withField(profile, 'settings.news.mail', 'digest'))).toMatchObject({
    'of no interest': ['settings.news.mail off'],
    'at a bad time': [],
  });
  expect(Object.values(changes(MAIL, withField(profile, 'settings.news.mail', 'off'))).flat()).toEqual([]);
  expect(Object.values(changes({ is: 'review' })).flat()).toEqual([]);
});

test('R82 news of several kinds offers none of them', () => {
  expect(Object.values(changes({ is: 'news', kinds: ['mail', 'break'] })).flat()).toEqual([]);
});

test('R82 a brief or a review at a bad time can come an hour earlier or later, over midnight too', () => {
  expect(changes({ is: 'brief' })).toMatchObject({
    'too long': [],
    'at a bad time': ['settings.brief.at 06:30', 'settings.brief.at 08:30'],
  });
  const late = withField(profile, 'settings.review', '23:30');
  expect(changes({ is: 'review' }, late)['at a bad time']).toEqual(['settings.review.at 22:30', 'settings.review.at 00:30']);
});

test('R82 whatever it offers is a value that the setting takes, under a label that every platform shows whole', () => {
  const all = [MAIL, { is: 'brief' } as const].flatMap((rated) =>
    RATING_REASONS.flatMap((reason) => offersFor(rated, reason, profile)),
  );
  for (const { path, value, label } of all) {
    expect(withField(profile, path, value)).not.toEqual(profile);
    expect(label.length).toBeLessThanOrEqual(40);
  }
});

test('R82 what no setting mends says what does', () => {
  expect(adviceFor(MAIL, 'wrong')).toContain('/memory');
  expect(adviceFor({ is: 'brief' }, 'of no interest')).toContain('Less of this');
  expect(adviceFor(MAIL, 'of no interest')).toBeUndefined();
});
