import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Accounts, answerCall } from './accounts.ts';
import type { Told, Turn } from './turn.ts';

/** One process of the program between two kills. */
export interface Life {
  /** Resolves with the claim token once it is ready. */
  readonly ready: Promise<string | undefined>;
  /** Resolves when it is over, however it ended. */
  readonly over: Promise<void>;
  /** Lets the time of this life go on; resolves once all that was due is done, asked to look with its resident memory in MB. */
  pass(ms: number, look?: boolean): Promise<number | undefined>;
  /** It dies by itself at the so-many-th transaction from now on, before or after its commit. */
  dieAt(at: number, committed: boolean): void;
  kill(): Promise<void>;
  /** As Ctrl-C does. */
  stop(): Promise<void>;
}

interface LifeOptions {
  /** The product's own, and `LIFE_NOW`: the moment at which its clock stands at first. */
  readonly settings: Readonly<Record<string, string>>;
  /** What is connected for everybody; nothing without. */
  readonly accounts?: Accounts;
}

const CHILD = join(import.meta.dirname, 'child.ts');

export function startLife({ settings, accounts }: LifeOptions): Life {
  const child = fork(CHILD, {
    execArgv: ['--import', 'tsx', '--expose-gc'],
    env: { PATH: process.env.PATH, ...settings, ...(accounts && { LIFE_ACCOUNT: accounts.address }) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const exited = once(child, 'exit');
  const orphaned = () => child.kill('SIGKILL');
  process.once('exit', orphaned);
  child.once('exit', () => process.off('exit', orphaned));
  const tell = (turn: Turn) => {
    // Who has just died hears nothing any more.
    if (child.connected) child.send(turn, () => undefined);
  };
  if (accounts) {
    child.on('message', (told: Told) => {
      if (isOf(told, 'calls')) void answerCall(accounts, told).then(tell);
    });
  }
  const hear = <S extends Told['state']>(state: S) =>
    new Promise<Extract<Told, { state: S }>>((resolve, reject) => {
      const listen = (told: Told) => {
        if (!isOf(told, state)) return;
        child.off('message', listen);
        resolve(told);
      };
      child.on('message', listen);
      void exited.then(() => reject(new Error('the life ended')));
    });
  const ready = hear('ready').then(({ claim }) => claim);
  ready.catch(() => undefined); // who kills it before does not wait for it
  return {
    ready,
    over: exited.then(() => undefined),
    async pass(ms, look = false) {
      const passed = hear('passed');
      tell({ do: 'pass', ms, look });
      return (await passed).rssMb;
    },
    dieAt: (at, committed) => tell({ do: 'die', at, committed }),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      tell({ do: 'stop' });
      await exited;
    },
  };
}

function isOf<S extends Told['state']>(told: Told, state: S): told is Extract<Told, { state: S }> {
  return told.state === state;
}
