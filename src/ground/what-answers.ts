import { type AppError, isAppError } from './errors.ts';

/** What was asked and did not answer. */
export interface Silent {
  /** As the person knows it: the address of an account. */
  readonly name: string;
  readonly error: AppError;
}

export interface Answered<T> {
  /** In the order in which they were asked. */
  readonly answers: readonly T[];
  readonly missing: readonly Silent[];
}

/** One that does not answer keeps nobody from the others; where none does, that is the error. Rejects when the signal stops it, and for a bug. */
export async function whatAnswers<P, T>(
  asked: readonly P[],
  ask: (one: P) => Promise<T>,
  nameOf: (one: P) => string,
  signal: AbortSignal,
): Promise<Answered<T>> {
  const missing: Silent[] = [];
  const looks = asked.map(async (one) => {
    try {
      return [await ask(one)];
    } catch (error) {
      if (signal.aborted || !isAppError(error)) throw error;
      missing.push({ name: nameOf(one), error });
      return [];
    }
  });
  const answers = (await Promise.all(looks)).flat();
  const [first] = missing;
  if (first && answers.length === 0) throw first.error;
  return { answers, missing };
}

/** For the person: who did not answer, and what can be done. */
export function silenceText({ name, error }: Silent): string {
  return error.tainted ? `${name} was not read.` : `${name} was not read: ${error.message}`;
}
