import { expect, test } from 'vitest';
import { z } from 'zod';
import { measurePhrases, readCases } from '../../bench/measures/phrases.ts';
import { sharedData } from '../fixtures/shared-data.ts';

sharedData('language/english-datetime-half.json', z.unknown(), (file) => {
  const { summary } = measurePhrases(readCases(file));

  test('R38 of the plain cases of Recognizers-Text, every value is right in at least 220 of 226', () => {
    expect(summary.counted).toEqual({ right: expect.toSatisfy((right: number) => right >= 220), of: 226 });
  });

  test.each([
    ['date', 84],
    ['time', 14],
    ['datetime', 37],
    ['datetimerange', 48],
    ['duration', 17],
    ['set', 20],
    ['daterange', 156],
    ['timerange', 24],
    ['several', 46],
    ['none', 29],
  ])('of the cases of type %s at least %i are right', (type, least) => {
    expect(summary.byType[type]?.right).toBeGreaterThanOrEqual(least);
  });
});
