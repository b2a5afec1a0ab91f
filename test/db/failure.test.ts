import { describe, expect, test } from 'vitest';
import { failureOf, sqlStateOf } from '../../src/db/failure.ts';
import { AppError } from '../../src/ground/errors.ts';

const driverError = (code: string | undefined, message = 'x') =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('what a caller sees of an error in the database', () => {
  test.each([
    ['57P01', 'unavailable'],
    ['08006', 'unavailable'],
    ['53300', 'unavailable'],
    ['25P03', 'unavailable'],
    ['ECONNRESET', 'unavailable'],
    ['28P01', 'config'],
    ['3D000', 'config'],
  ])('%s is %s, also when drizzle has wrapped it', (code, expected) => {
    expect(failureOf(driverError(code), 'query')).toMatchObject({ code: expected });
    expect(failureOf(new Error('Failed query', { cause: driverError(code) }), 'query')).toMatchObject({ code: expected });
  });

  test.each(['Connection terminated unexpectedly', 'Client has encountered a connection error and is not queryable'])(
    'the driver that says %j means unavailable',
    (message) => {
      expect(failureOf(driverError(undefined, message), 'query')).toMatchObject({ code: 'unavailable' });
    },
  );

  test('a broken rule of a table, a bug and an error of ours stay what they are', () => {
    for (const error of [driverError('23505'), new TypeError('bug'), new AppError('invalid', 'no')]) {
      expect(failureOf(error, 'query')).toBe(error);
    }
  });
});

test('the SQLSTATE is found below the wrapping, and nowhere else', () => {
  expect(sqlStateOf(new Error('Failed query', { cause: driverError('23505') }))).toBe('23505');
  expect([sqlStateOf(driverError('ECONNRESET')), sqlStateOf('23505')]).toEqual([undefined, undefined]);
});
