import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../src/ground/errors.ts';
import { type Answer, answerSchema, type Task } from './messages.ts';

export interface Child {
  /** Resolves once it can be asked; rejects with `unavailable` when it cannot be started. */
  readonly ready: Promise<unknown>;
  /** What it makes of one thing; one at a time. Rejects with `died` when it dies of it. */
  ask(task: Task, died: AppError): Promise<Answer>;
  isAlive(): boolean;
  kill(): void;
}

interface ChildOptions {
  /** Resident memory, in bytes. */
  readonly mostMemory: number;
  readonly program: URL;
}

const MOST_HEAP_MB = 256;

/** A process without any of our settings and secrets, and without a voice but its answers. It holds up no exit of ours. */
export function startChild({ mostMemory, program }: ChildOptions): Child {
  const child = fork(fileURLToPath(program), [`${mostMemory}`], {
    env: {},
    execArgv: [`--max-old-space-size=${MOST_HEAP_MB}`, ...loaderFor(program)],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.unref();
  child.channel?.unref();
  let alive = true;
  let heard = (_answer: Answer) => {};
  let failed = () => {};
  const next = (error: AppError) =>
    new Promise<Answer>((resolve, reject) => {
      heard = resolve;
      failed = () => reject(error);
      if (!alive) failed();
    });
  const died = () => {
    alive = false;
    failed();
  };
  child.on('error', died).on('exit', died);
  child.on('message', (message) => {
    const answer = answerSchema.safeParse(message);
    // It may have been taken over by what it read.
    if (answer.success) heard(answer.data);
    else child.kill('SIGKILL');
  });
  return {
    ready: next(notStarted()),
    ask(task, error) {
      const answer = next(error);
      if (alive) child.send(task);
      return answer;
    },
    isAlive: () => alive,
    kill: () => void child.kill('SIGKILL'),
  };
}

export function notStarted(): AppError {
  return new AppError(
    'unavailable',
    'The part of me that reads what others have written could not be started. Please try again.',
  );
}

/** From source the program is TypeScript, which Node 20 takes only through tsx. */
function loaderFor(program: URL): string[] {
  return program.href.endsWith('.ts') ? ['--import', createRequire(import.meta.url).resolve('tsx')] : [];
}
