import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { projectRoot } from '../src/ground/root.ts';

const logLine = z.looseObject({ event: z.string() });
export type LogLine = z.infer<typeof logLine>;

/** The built program as a process of its own. */
export interface Product {
  /** Resolves with the milliseconds from its spawn to its `ready` line; rejects when it ends before. */
  readonly ready: Promise<number>;
  /** Everything it has logged so far. */
  readonly log: readonly LogLine[];
  /** Resident memory now, in MB (VmRSS of /proc). */
  residentMb(): Promise<number>;
  /** Processor time used so far in all its threads, in ms. */
  cpuMs(): Promise<number>;
  /** Resolves when it has ended, however. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** As kill -9 does. */
  kill(): Promise<void>;
  /** As Ctrl-C does; rejects when it ends with an error. */
  stop(): Promise<void>;
}

const PATIENCE_MS = 60_000;
/** What /proc counts processor time in: USER_HZ, 100 on every Linux that Node runs on. */
const MS_PER_TICK = 10;

/** A bench that fails leaves nobody behind. */
const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** What Node is started with, as by `npm start`: the built program, unless a proof brings its own entry. */
export const BUILT: readonly string[] = startArguments(readFileSync(join(projectRoot, 'package.json'), 'utf8'));

function startArguments(packageJson: string): string[] {
  const { scripts } = z.object({ scripts: z.object({ start: z.string() }) }).parse(JSON.parse(packageJson));
  return scripts.start.split(' ').slice(1); // its paths begin at the folder that the program is started in
}

/** Starts the program with these settings and nothing else of the environment. */
export function spawnProduct(settings: Readonly<Record<string, string>>, program = BUILT): Product {
  const startedAt = performance.now();
  const child = spawn(process.execPath, program, {
    cwd: projectRoot,
    env: { PATH: process.env.PATH, LOG_LEVEL: 'info', ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  const log: LogLine[] = [];
  const said: string[] = [];
  const ready = untilReady(child, log, said).then((at) => at - startedAt);
  ready.catch(() => undefined); // who kills it before does not wait for it
  const proc = (file: string) => readFile(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    ready,
    log,
    async residentMb() {
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(await proc('status'))?.[1]) / 1024;
    },
    async cpuMs() {
      // proc(5): the fields after the name in brackets begin with the third; utime and stime are the 14th and 15th.
      const fields = (await proc('stat')).split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
    },
    ended: exited.then(() => ({ code: child.exitCode, signal: child.signalCode })),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
      if (child.exitCode !== 0) throw new Error(`the program ended with ${child.exitCode ?? child.signalCode}; ${lastOf(said)}`);
    },
  };
}

/** The same; resolves when it is ready. */
export async function startProduct(settings: Readonly<Record<string, string>>, program = BUILT): Promise<Product> {
  const product = spawnProduct(settings, program);
  await product.ready;
  return product;
}

/** Resolves with the moment of the `ready` line. */
function untilReady(child: ChildProcess, log: LogLine[], said: string[]): Promise<number> {
  if (!child.stderr) throw new Error('the program has no stderr');
  const reader = createInterface({ input: child.stderr });
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`the program did not get ready; ${lastOf(said)}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail();
    }, PATIENCE_MS);
    reader.on('line', (line) => {
      said.push(line);
      if (!line.startsWith('{')) return;
      const parsed = logLine.parse(JSON.parse(line));
      log.push(parsed);
      if (parsed.event !== 'ready') return;
      clearTimeout(timer);
      resolve(performance.now());
    });
    reader.on('close', fail);
  });
}

function lastOf(said: readonly string[]): string {
  return `it said:\n${said.slice(-10).join('\n')}`;
}
