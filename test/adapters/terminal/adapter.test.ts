import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createTerminalAdapter } from '../../../adapters/terminal/adapter.ts';
import { createLog } from '../../../src/ground/log.ts';
import { systemRandom } from '../../../src/ground/random.ts';
import type { Button, Delivery, IncomingMessage, IncomingPress, OutgoingMessage } from '../../../src/ports/chat.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createFakeTerminal } from '../../fakes/terminal.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const button = (id: string, style: Button['style'] = 'plain') => ({ id: `id-${id}`, label: id, style }) as const;

interface Setting {
  /** A TTY of so many columns; else a pipe. */
  readonly columns?: number;
  readonly colour?: boolean;
  readonly store?: (message: IncomingMessage) => Promise<void>;
  readonly press?: (press: IncomingPress) => Promise<string>;
}

async function setUp({ columns, colour = false, store, press }: Setting = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'terminal-'));
  folders.push(folder);
  const terminal = createFakeTerminal(columns);
  const clock = createFakeClock('2026-03-02T08:00:00Z');
  const messages: IncomingMessage[] = [];
  const presses: IncomingPress[] = [];
  let watchers: (() => void)[] = [];
  const changed = () => {
    for (const look of watchers) look();
  };
  const logged: string[] = [];
  const adapter = createTerminalAdapter({
    input: terminal.input,
    output: terminal.output,
    interactive: columns !== undefined,
    colour,
    userName: 'ada',
    filesFolder: join(folder, 'files'),
    clock,
    random: systemRandom,
    log: createLog({ level: 'debug', secrets: [], write: (line) => logged.push(line) }),
  });
  const start = () =>
    adapter.start(
      {
        async onMessage(message) {
          await store?.(message);
          messages.push(message);
          changed();
        },
        async onPress(received) {
          presses.push(received);
          changed();
          return { said: press ? await press(received) : 'Done.' };
        },
        lastSeen: async () => [],
      },
      [
        { name: 'agenda', description: 'Your day' },
        { name: 'stop', description: 'Stop' },
      ],
    );
  const arrived = (count: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (messages.length + presses.length < count) return;
        watchers = watchers.filter((other) => other !== look);
        resolve();
      };
      watchers.push(look);
      look();
    });
  const parts: string[] = [];
  const deliver = (message: OutgoingMessage, more: Partial<Delivery> = {}) =>
    adapter.send({
      key: 'test',
      chat: 'terminal',
      message,
      files: [],
      arrived: [],
      onPart: async (id) => {
        parts.push(id);
      },
      ...more,
    });
  const shows = (text: string) => terminal.until(() => terminal.screen().includes(text));
  return { adapter, terminal, clock, messages, presses, logged, folder, parts, start, arrived, deliver, shows };
}

describe('through a pipe', () => {
  test('every line is one message of the same direct conversation, under a key of its own', async () => {
    const { adapter, terminal, messages, start } = await setUp();
    await start();
    terminal.input.end('hello\r\n\n  \nhello\nlast without newline');
    await adapter.ended;
    expect(messages.map(({ text }) => text)).toEqual(['hello', 'hello', 'last without newline']);
    expect(new Set(messages.map(({ key }) => key)).size).toBe(3);
    expect(messages[0]).toMatchObject({
      platform: 'terminal',
      chat: 'terminal',
      direct: true,
      user: { id: 'terminal', name: 'ada' },
      sentAt: '2026-03-02T08:00:00Z',
      edited: false,
      files: [],
    });
    expect(messages[0]?.key).toMatch(/^terminal:[0-9a-f-]{36}$/u);
  });

  test('nothing is printed by itself: no prompt, no echo, no indicator', async () => {
    const { adapter, terminal, start } = await setUp();
    await start();
    terminal.input.end('hello\n');
    await adapter.typing('terminal');
    await adapter.ended;
    expect(terminal.written()).toBe('');
  });

  test('replies are plain text without escape sequences, their buttons numbered through the rows', async () => {
    const { terminal, start, deliver, parts } = await setUp({ colour: true });
    await start();
    const outcome = await deliver({
      text: '**Done:** see `x`',
      buttons: [[button('Undo'), button('Why')], [button('Off', 'danger')]],
    });
    expect(terminal.written()).toBe('Done: see `x`\n[1] Undo  [2] Why\n[3] Off\n\n');
    expect(outcome).toEqual({ state: 'sent' });
    expect(parts).toHaveLength(1);
  });

  test('a number alone presses, its answer is shown, and what follows does not wait for it', async () => {
    let answer: (text: string) => void = () => {};
    const { adapter, terminal, messages, presses, parts, start, arrived, deliver, shows } = await setUp({
      press: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    await start();
    await deliver({ text: 'Send?', buttons: [[button('Send'), button('Cancel')]] });
    terminal.type('2\nand then\n');
    await arrived(2);
    expect(presses).toMatchObject([{ button: 'id-Cancel', messageId: parts[0], chat: 'terminal', user: { id: 'terminal' } }]);
    expect(messages.map(({ text }) => text)).toEqual(['and then']);
    answer('Cancelled.');
    await shows('› Cancel: Cancelled.');
    terminal.input.end();
    await adapter.ended;
  });

  test('a press that fails is answered with a plain sentence', async () => {
    const { terminal, start, deliver, shows, logged } = await setUp({
      press: () => Promise.reject(new Error('secret words')),
    });
    await start();
    await deliver({ text: 'Send?', buttons: [[button('Send')]] });
    terminal.type('1\n');
    await shows('› Send: That did not work. Please try again.');
    expect(logged.join('')).not.toContain('secret words');
  });

  test('a number is asked for again when another message came in between', async () => {
    const { terminal, presses, messages, start, arrived, deliver, shows } = await setUp();
    await start();
    await deliver({ text: 'Mail to Bob', buttons: [[button('Send')]] });
    await deliver({ text: 'Type 1 for more news.' });
    terminal.type('1\n');
    await shows('“Mail to Bob”');
    expect([presses, messages]).toEqual([[], []]);
    terminal.type('1\n');
    await arrived(1);
    expect(presses).toHaveLength(1);
  });

  test('an edited message is an update line whose buttons replace the open ones; without a change nothing is printed', async () => {
    const { adapter, terminal, presses, parts, start, arrived, deliver } = await setUp();
    await start();
    await deliver({ text: 'Send?', buttons: [[button('Send')]] });
    const id = parts[0] ?? '';
    const sent = { text: 'Sent.\nTo Bob.', buttons: [[button('Undo')]] };
    expect(await adapter.edit('terminal', id, sent)).toEqual({ state: 'sent' });
    const before = terminal.written();
    expect(before).toContain('↻ Sent.\n  To Bob.\n[1] Undo\n');
    expect(await adapter.edit('terminal', id, sent)).toEqual({ state: 'sent' });
    expect(terminal.written()).toBe(before);
    terminal.type('1\n');
    await arrived(1);
    expect(presses).toMatchObject([{ button: 'id-Undo', messageId: id }]);
  });

  test('a message that cannot be stored is tried again under the same key, before any later one', async () => {
    let failures = 2;
    const keys: string[] = [];
    const { adapter, terminal, messages, clock, start } = await setUp({
      async store({ key }) {
        keys.push(key);
        failures -= 1;
        if (failures >= 0) throw new Error('disk full');
      },
    });
    await start();
    terminal.input.end('first\nsecond\n');
    await clock.untilAsleep(1);
    expect(terminal.written()).toContain('could not be stored yet');
    await clock.advance(1_000);
    await clock.advance(2_000);
    await adapter.ended;
    expect(messages.map(({ text }) => text)).toEqual(['first', 'second']);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
  });

  test('stopping gives up on a message that cannot be stored, says so, and takes no more', async () => {
    const { adapter, terminal, clock, messages, start } = await setUp({ store: () => Promise.reject(new Error('disk full')) });
    await start();
    terminal.type('first\nsecond\n');
    await clock.untilAsleep(1);
    await adapter.stop();
    await adapter.ended;
    expect(messages).toEqual([]);
    expect(terminal.written()).toContain('is lost');
  });

  test('a reader that goes away makes the chat dead and crashes nothing', async () => {
    const { terminal, start, deliver, parts } = await setUp();
    await start();
    terminal.output.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(await deliver({ text: 'hello' })).toMatchObject({ state: 'dead' });
    expect(parts).toEqual([]);
  });

  test('a reader that goes away in the middle of a message ends the wait', async () => {
    const { terminal, start, deliver } = await setUp();
    await start();
    terminal.output.pause();
    const outcome = deliver({ text: 'word '.repeat(40_000) });
    terminal.output.destroy();
    expect(await outcome).toMatchObject({ state: 'dead' });
  });

  test('a delivery that arrived before is not shown again, and another chat does not exist', async () => {
    const { adapter, terminal, start, deliver } = await setUp();
    await start();
    expect(await deliver({ text: 'again' }, { arrived: ['m1'] })).toEqual({ state: 'sent' });
    expect(await deliver({ text: 'elsewhere' }, { chat: '4711' })).toMatchObject({ state: 'dead' });
    expect(await adapter.edit('4711', 'm1', { text: 'x' })).toMatchObject({ state: 'dead' });
    expect(terminal.written()).toBe('');
  });

  test('files are saved inside the folder under harmless, free names, and their place is shown', async () => {
    const { terminal, start, deliver, folder } = await setUp();
    await start();
    const file = (name: string) => ({ name, mime: 'text/plain', bytes: new TextEncoder().encode(name) });
    await deliver(
      { text: 'Here.' },
      { files: [file('../../up.txt'), file('up.txt'), file('.\u001b[2Jx\u202etxt.sh'), file('..')] },
    );
    const saved = await readdir(join(folder, 'files'));
    expect(saved.toSorted()).toEqual(['_[2Jx_txt.sh', 'file', 'up (2).txt', 'up.txt']);
    expect(await readFile(join(folder, 'files', 'up (2).txt'), 'utf8')).toBe('up.txt');
    expect(terminal.written()).toContain(`up.txt (6 B), saved as ${join(folder, 'files', 'up (2).txt')}`);
    expect(terminal.written()).not.toMatch(/\p{Cc}(?<!\n)/u);
  });

  test('a file that cannot be saved holds the message back for another try', async () => {
    const { terminal, start, deliver, folder } = await setUp();
    await start();
    await writeFile(join(folder, 'files'), 'in the way');
    const files = [{ name: 'a.txt', mime: 'text/plain', bytes: new Uint8Array(1) }];
    expect(await deliver({ text: 'Here.' }, { files })).toMatchObject({ state: 'retry' });
    expect(terminal.written()).toBe('');
  });

  test('there is nothing to download', async () => {
    const { adapter } = await setUp();
    await expect(adapter.download('x', new AbortController().signal)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('in a terminal', () => {
  test('a prompt stands ready, and a reply leaves a half-typed line of several rows as it was', async () => {
    const { adapter, terminal, messages, start, arrived, deliver, shows } = await setUp({ columns: 30 });
    await start();
    const half = 'a thought that takes more than one row';
    terminal.type(half);
    await shows('one row');
    await deliver({ text: 'Reminder: **tea**, and a long line that is wrapped' });
    expect(terminal.screen()).toBe(
      `Reminder: tea, and a long line\nthat is wrapped\n\nyou › ${half.slice(0, 24)}\n${half.slice(24)}`,
    );
    await deliver({ text: 'Another' });
    expect(terminal.screen()).toBe(
      `Reminder: tea, and a long line\nthat is wrapped\n\nAnother\n\nyou › ${half.slice(0, 24)}\n${half.slice(24)}`,
    );
    terminal.type('!\r');
    await arrived(1);
    expect(messages[0]?.text).toBe(`${half}!`);
    await adapter.stop();
  });

  test('a pasted line of several rows stays whole when the cursor goes back to its start', async () => {
    const { terminal, start, shows } = await setUp({ columns: 30 });
    await start();
    const pasted = 'these words were quickly copied from somewhere else';
    terminal.type(pasted);
    await shows('here else');
    terminal.type('\u0001');
    terminal.type('+');
    await shows('› +');
    expect(terminal.screen()).toBe(`you › +${pasted.slice(0, 23)}\n${pasted.slice(23)}`);
  });

  test('the lines of one paste are one message, an unfinished last line included', async () => {
    const { terminal, messages, presses, start, arrived, deliver } = await setUp({ columns: 60 });
    await start();
    await deliver({ text: 'Send?', buttons: [[button('Send')]] });
    terminal.type('1\r2\r');
    await arrived(1);
    terminal.type('three\rfour');
    await terminal.until(() => terminal.screen().endsWith('four'));
    terminal.type(' and five\r');
    await arrived(2);
    expect(messages.map(({ text }) => text)).toEqual(['1\n2', 'three\nfour and five']);
    expect(presses).toEqual([]);
  });

  test('buttons that come while a number is being typed are not pressed by it', async () => {
    const { terminal, presses, start, deliver, shows } = await setUp({ columns: 80 });
    await start();
    terminal.type('1');
    await shows('you › 1');
    await deliver({ text: 'Send the mail?', buttons: [[button('Send')]] });
    terminal.type('\r');
    await shows('Did you mean a button of an earlier message');
    expect(presses).toEqual([]);
  });

  test('the indicator shows work, and goes with the reply or after a few seconds', async () => {
    const { adapter, terminal, clock, start, deliver } = await setUp({ columns: 60 });
    await start();
    await adapter.typing('terminal');
    expect(terminal.screen()).toBe('… you ›');
    await clock.advance(5_000);
    expect(terminal.screen()).toBe('you ›');
    await adapter.typing('terminal');
    await deliver({ text: 'Here.' });
    expect(terminal.screen()).toBe('Here.\n\nyou ›');
  });

  test('Ctrl-D leaves and everything typed before is handed over', async () => {
    const { adapter, terminal, messages, start } = await setUp({ columns: 60 });
    await start();
    terminal.type('bye\r');
    terminal.type('\u0004');
    await adapter.ended;
    expect(messages.map(({ text }) => text)).toEqual(['bye']);
  });

  test('Ctrl-C asks first; a message in between takes the question back; twice in a row leaves', async () => {
    const { adapter, terminal, messages, start, arrived, deliver, shows } = await setUp({ columns: 60 });
    await start();
    terminal.type('\u0003');
    await shows('Press Ctrl-C again to leave.');
    terminal.type('still here\r');
    await arrived(1);
    terminal.type('\u0003');
    await terminal.until(() => terminal.screen().split('Press Ctrl-C again').length === 3);
    terminal.type('\u0003');
    await adapter.ended;
    expect(messages).toHaveLength(1);
    expect(await deliver({ text: 'The last reply.' })).toEqual({ state: 'sent' });
    expect(terminal.screen()).toContain('The last reply.');
  });

  test('leaving does not wait for a store that fails', async () => {
    const { adapter, terminal, clock, start } = await setUp({ columns: 80, store: () => Promise.reject(new Error('disk full')) });
    await start();
    terminal.type('hello\r');
    await clock.untilAsleep(1);
    terminal.type('\u0003');
    terminal.type('\u0003');
    await adapter.ended;
    expect(terminal.screen()).toContain('is lost');
  });

  test('earlier lines come back with the arrow key, and commands are completed with Tab', async () => {
    const { terminal, messages, start, arrived } = await setUp({ columns: 60 });
    await start();
    terminal.type('hello\r');
    await arrived(1);
    terminal.type('\u001b[A\r');
    await arrived(2);
    terminal.type('/ag');
    terminal.type('\t');
    await terminal.until(() => terminal.screen().endsWith('/agenda'));
    terminal.type('\r');
    await arrived(3);
    expect(messages.map(({ text }) => text.trim())).toEqual(['hello', 'hello', '/agenda']);
  });

  test('styles come from us alone, and only where colour is wanted', async () => {
    const coloured = await setUp({ columns: 60, colour: true });
    await coloured.deliver({ text: '**bold** \u001b[31mred', buttons: [[button('Delete', 'danger')]] });
    expect(coloured.terminal.written()).toBe('\u001b[1mbold\u001b[22m ␛[31mred\n\u001b[31m[1] Delete\u001b[39m\n\n');
    const without = await setUp({ columns: 60 });
    await without.deliver({ text: '**bold**', buttons: [[button('\u001b]52;c;x\u0007')]] });
    expect(without.terminal.written()).toBe('bold\n[1] ␛]52;c;x␇\n\n');
  });

  test('a terminal that is closed ends the conversation and makes the chat dead', async () => {
    const { adapter, terminal, start, deliver } = await setUp({ columns: 60 });
    await start();
    terminal.output.destroy(new Error('EIO'));
    terminal.input.destroy(new Error('EIO'));
    await adapter.ended;
    expect(await deliver({ text: 'x' })).toMatchObject({ state: 'dead' });
  });
});
