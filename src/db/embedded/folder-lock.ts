import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { link, readdir, rename, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../../ground/clock.ts';
import { AppError } from '../../ground/errors.ts';
import { askHolder } from './lock-holder.ts';

export interface FolderLock {
  release(): Promise<void>;
}

interface LockOptions {
  readonly home: string;
  readonly clock: Clock;
}

/** Room for a socket's path in the kernel (unix(7): 108 bytes on Linux, 104 on macOS), less the ending of a claim. */
const LONGEST_PATH = 104 - 20;
const POLL_MS = 50;
/** Others that start at the same moment are done long before; after that somebody hangs. */
const PATIENCE_MS = 10_000;

/**
 * Makes this process the only one that may open the database of `home`, until `release` or its end. Rejects with `config`
 * when another one runs there. Throws the lock away of a process that was killed.
 *
 * The lock is a listening socket: who can connect to it knows that the holder lives, wherever it runs. Everybody who wants it
 * first shows a claim (a second name of its own socket), then looks at the lock, takes it when nobody answers there, and looks
 * for the claims of others. Whoever could have seen a free lock at the same time has its claim up by then, so with no other
 * claim in sight the lock is ours at once; else all wait until the claims are settled, and the last who took it has it.
 */
export async function lockFolder({ home, clock }: LockOptions): Promise<FolderLock> {
  const lock = lockPath(home);
  const claim = `${lock}.claim-${randomBytes(4).toString('hex')}`;
  const server = await listen(claim);
  try {
    await refuseWhenHeld(lock, home);
    await rename(await secondName(claim), lock);
    await outlastOthers({ lock, claim, home, clock });
  } catch (error) {
    await rm(claim, { force: true });
    await close(server);
    throw error;
  }
  await rm(claim, { force: true });
  return {
    async release() {
      await rm(lock, { force: true });
      await close(server);
    },
  };
}

/** Rejects with `config` when a process has the database of `home` open. */
export async function refuseWhenRunning(home: string): Promise<void> {
  await refuseWhenHeld(lockPath(home), home);
}

/** A home whose path is too long for a socket has its lock in the folder for temporary files. */
function lockPath(home: string): string {
  const beside = join(home, 'db.lock');
  if (Buffer.byteLength(beside) <= LONGEST_PATH) return beside;
  const folder = join(tmpdir(), `adjutant-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, 'db.lock');
}

async function refuseWhenHeld(lock: string, home: string): Promise<void> {
  const holder = await askHolder(lock);
  if (holder.alive) throw alreadyRunning(home, holder.pid);
}

function alreadyRunning(home: string, pid: string | undefined): AppError {
  const who = pid === undefined ? '' : ` (process ${pid})`;
  return new AppError(
    'config',
    `Adjutant is already running on ${home}${who}. Stop it first, or set ADJUTANT_HOME to another folder.`,
  );
}

interface Contest extends LockOptions {
  readonly lock: string;
  readonly claim: string;
}

/** Resolves once nobody else can take the lock any more; rejects when somebody did. */
async function outlastOthers({ lock, claim, home, clock }: Contest): Promise<void> {
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    const others = await otherClaims(lock, claim);
    if (!(await sameFile(lock, claim))) throw alreadyRunning(home, (await askHolder(lock)).pid);
    if (!others) return;
    await clock.sleep(POLL_MS);
  }
  throw alreadyRunning(home, undefined);
}

/** True when another living process claims the lock. Claims of the dead are removed. */
async function otherClaims(lock: string, own: string): Promise<boolean> {
  const prefix = `${basename(lock)}.claim-`;
  const names = (await readdir(dirname(lock))).filter((name) => name.startsWith(prefix) && name !== basename(own));
  for (const name of names) {
    const path = join(dirname(lock), name);
    if ((await askHolder(path)).alive) return true;
    await rm(path, { force: true });
  }
  return false;
}

async function sameFile(one: string, other: string): Promise<boolean> {
  const inode = (path: string) =>
    stat(path).then(
      (found) => found.ino,
      () => undefined,
    );
  return (await inode(one)) === (await inode(other));
}

/** The claim stays where it is while its second name becomes the lock. */
async function secondName(claim: string): Promise<string> {
  const name = `${claim}+`;
  await link(claim, name);
  return name;
}

/** Listens under a name that nobody looks at, then shows it: a socket between bind and listen would pass for a dead one. */
async function listen(path: string): Promise<Server> {
  const hidden = path.replace('.claim-', '.next-');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(`${process.pid}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(hidden, resolve);
  });
  server.unref();
  await rename(hidden, path);
  return server;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
