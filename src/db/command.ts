import { AppError } from '../ground/errors.ts';

/** Runs a small program to its end: an expected failure is one sentence and exit code 1. */
export async function runCommand(work: (say: (sentence: string) => void) => Promise<void>): Promise<void> {
  const say = (sentence: string) => process.stderr.write(`${sentence}\n`);
  try {
    await work(say);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
