import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../src/ground/root.ts';
import { type Figure, figure } from '../figure.ts';

const run = promisify(execFile);
/** What an installation to run, not to develop, consists of; the same as in the Dockerfile. */
const SHIPPED = ['package.json', 'package-lock.json', 'dist', 'migrations', 'scripts', 'adapters/models/static'];

/** A copy of the program with its production packages, from the registry or npm's cache; without googleapis, whose 335 APIs take 209 MB. */
export async function* measureInstall(): AsyncGenerator<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'adjutant-install-'));
  try {
    for (const name of SHIPPED) await cp(join(projectRoot, name), join(folder, name), { recursive: true });
    await run('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder });
    await rm(join(folder, 'node_modules', 'googleapis'), { recursive: true });
    const { stdout } = await run('du', ['-sm', folder]);
    yield figure('install_mb', Number.parseInt(stdout, 10), 'MB', 200);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
