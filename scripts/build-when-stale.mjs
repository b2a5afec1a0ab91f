// Compiles src and adapters into dist when dist is absent or older than a source file; with --always in any case.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'dist', '.built');
const inputs = ['src', 'adapters', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function stale() {
  if (!existsSync(stamp)) return true;
  const builtMs = statSync(stamp).mtimeMs;
  return inputs.some((name) => existsSync(join(root, name)) && newest(join(root, name)) > builtMs);
}

// A shipped image has dist and no sources' compiler: what was built there stays as it is.
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
if (existsSync(stamp) && !existsSync(compiler)) process.exit(0);
if (!process.argv.includes('--always') && !stale()) process.exit(0);
if (!existsSync(compiler)) {
  process.stderr.write('The TypeScript compiler is not installed. Run `npm install` (without --omit=dev) and try again.\n');
  process.exit(1);
}
process.stderr.write('Building Adjutant (a few seconds, once) ...\n');
// Built beside and put in place whole, so that a start or a test that comes meanwhile never meets half of it.
const fresh = join(root, `dist.${process.pid}`);
const { status } = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json'), '--outDir', fresh], {
  stdio: 'inherit',
});
if (status === 0) {
  writeFileSync(join(fresh, '.built'), '');
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  renameSync(fresh, join(root, 'dist'));
}
rmSync(fresh, { recursive: true, force: true });
process.exit(status ?? 1);
