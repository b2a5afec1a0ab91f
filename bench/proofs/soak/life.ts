import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a life is told. */
export type Turn = { readonly do: 'pass'; readonly ms: number; readonly look: boolean } | { readonly do: 'stop' };

/** What it tells. */
export type Told =
  | { readonly state: 'ready'; readonly claim: string | undefined }
  | { readonly state: 'passed'; readonly rssMb: number | undefined };

/** One process of the program between two kills. */
export interface Life {
  /** Resolves with the claim token once it is ready. */
  readonly ready: Promise<string | undefined>;
  /** Lets the time of this life go on; resolves once all that was due is done, asked to look with its resident memory in MB. */
  pass(ms: number, look?: boolean): Promise<number | undefined>;
  kill(): Promise<void>;
  /** As Ctrl-C does. */
  stop(): Promise<void>;
}

const CHILD = join(import.meta.dirname, 'child.ts');

export function startLife(settings: Readonly<Record<string, string>>): Life {
  const child = fork(CHILD, {
    execArgv: ['--import', 'tsx', '--expose-gc'],
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const orphaned = () => child.kill('SIGKILL');
  process.once('exit', orphaned);
  child.once('exit', () => process.off('exit', orphaned));
  const hear = <S extends Told['state']>(state: S) =>
    new Promise<Extract<Told, { state: S }>>((resolve, reject) => {
      const listen = (told: Told) => {
        if (!isOf(told, state)) return;
        child.off('message', listen).off('exit', end);
        resolve(told);
      };
      const end = () => reject(new Error('the life ended'));
      child.on('message', listen).once('exit', end);
    });
  const ready = hear('ready').then(({ claim }) => claim);
  ready.catch(() => undefined); // who kills it before does not wait for it
  const tell = (turn: Turn) => child.connected && child.send(turn);
  return {
    ready,
    async pass(ms, look = false) {
      const passed = hear('passed');
      tell({ do: 'pass', ms, look });
      return (await passed).rssMb;
    },
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
