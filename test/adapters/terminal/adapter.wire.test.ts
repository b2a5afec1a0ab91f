import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { projectRoot } from '../../../src/ground/root.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const urlOf = (path: string) => JSON.stringify(pathToFileURL(join(projectRoot, path)).href);

/** A program that answers each message with the same words, `replies` times, and ends when the conversation does. */
async function writeEcho(interactive: boolean, replies: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'terminal-'));
  folders.push(folder);
  const path = join(folder, 'echo.mts');
  await writeFile(
    path,
    `import { createTerminalAdapter } from ${urlOf('adapters/terminal/adapter.ts')};
import { systemClock } from ${urlOf('src/ground/clock.ts')};
import { systemRandom } from ${urlOf('src/ground/random.ts')};
const log = { debug() {}, info() {}, warn() {}, error() {} };
const { stdin: input, stdout: output } = process;
const adapter = createTerminalAdapter({ input, output, interactive: ${interactive}, colour: true, userName: 'ada', filesFolder: 'none', clock: systemClock, random: systemRandom, log });
const states = new Set();
await adapter.start({
  async onMessage({ text }) {
    for (let n = 0; n < ${replies}; n += 1) {
      const { state } = await adapter.send({ key: 'test', chat: 'terminal', message: { text: 'heard **' + text + '**' }, files: [], arrived: [], onPart: async () => {} });
      states.add(state);
      if (state === 'dead') break;
    }
  },
  onPress: async () => ({ said: '' }),
}, []);
await adapter.ended;
await adapter.stop();
process.stderr.write('left with ' + [...states].join());
`,
  );
  return path;
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a shell line; `whenSeen` types keys the first time that a text appears on its output. */
function runShell(line: string, input: string, whenSeen: readonly (readonly [text: string, keys: string])[] = []): Promise<Ran> {
  const child = spawn('/bin/bash', ['-c', line], { cwd: projectRoot, env: { ...process.env, TERM: 'xterm' } });
  let stdout = '';
  let stderr = '';
  let steps = [...whenSeen];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    const [next] = steps;
    if (!next || !stdout.includes(next[0])) return;
    steps = steps.slice(1);
    child.stdin.write(next[1]);
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdin.write(input);
  if (whenSeen.length === 0) child.stdin.end();
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

test('a real pipe is read to its end and answered in plain text', async () => {
  const echo = await writeEcho(false, 1);
  const { code, stdout, stderr } = await runShell(`node --import tsx ${echo}`, 'one\ntwo');
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'heard one\n\nheard two\n\n', stderr: 'left with sent' });
});

test('a real reader that takes one line and goes away makes the chat dead and the program end well', async () => {
  const echo = await writeEcho(false, 10_000);
  const { stdout, stderr } = await runShell(`set -o pipefail; node --import tsx ${echo} | head -1`, 'one\n');
  expect(stdout).toBe('heard one\n');
  expect(stderr).toBe('left with sent,dead');
});

test('a real terminal shows a prompt and styles, and is left with Ctrl-D', async () => {
  const echo = await writeEcho(true, 1);
  const { code, stdout } = await runShell(`script -qec 'node --import tsx ${echo}' /dev/null`, '', [
    ['you ›', 'hello\r'],
    ['heard', '\u0004'],
  ]);
  expect(code).toBe(0);
  expect(stdout).toContain('heard \u001b[1mhello\u001b[22m');
  expect(stdout).toContain('left with sent');
});
