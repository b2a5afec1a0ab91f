import { AppError } from '../ground/errors.ts';

/** Rejects with `invalid` what Postgres would not take: U+0000 or half a surrogate pair. What cannot be stored exactly must not run. */
export function refuseUnstorable(input: unknown): void {
  JSON.stringify(input, (_, value) => {
    if (typeof value !== 'string' || !/[\0\p{Cs}]/u.test(value)) return value;
    throw new AppError(
      'invalid',
      'The text holds a character that cannot be stored (U+0000 or half an emoji). Write it without.',
    );
  });
}
