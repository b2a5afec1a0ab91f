import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../../src/ground/clock.ts';
import { createPrinter } from './printer.ts';
import type { Screen, ScreenEvents } from './screen.ts';

interface TtyScreenDeps {
  readonly input: Readable;
  readonly output: Writable & { readonly columns?: number };
  readonly colour: boolean;
  readonly clock: Clock;
}

const HISTORY_LINES = 500;
const WORKING_MS = 5_000;
const USUAL_WIDTH = 80;

/** A conversation with a person: a prompt with line editing and history, which messages never disturb. */
export function createTtyScreen({ input, output, colour, clock }: TtyScreenDeps): Screen {
  const write = createPrinter(output);
  const prompt = colour ? '\u001b[1myou ›\u001b[22m ' : 'you › ';
  let editor: Interface | undefined;
  let working = new AbortController();
  /** Lines of one paste, until the last of them is finished. */
  let lines: string[] = [];

  /** Puts `text` in place of the half-typed line, which is drawn again below it. */
  function draw(text: string, below: string): Promise<boolean> {
    if (!editor) return write(text);
    const printed = write(`${eraseLine(editor.getCursorPos().rows)}${text}`);
    // Node's own note of how far the cursor stands below the prompt: after a paste it is wrong, and here it is 0.
    Reflect.set(editor, 'prevRows', 0);
    editor.setPrompt(below);
    editor.prompt(true);
    return printed;
  }

  function redraw(below: string): void {
    if (editor) draw('', below).catch(() => {});
  }

  function print(text: string): Promise<boolean> {
    working.abort();
    return draw(text, prompt);
  }

  function open(events: ScreenEvents): void {
    const own = createEditor({ input, output, prompt, commands: events.commands });
    const handOver = () => {
      const text = lines.join('\n');
      lines = [];
      if (text.trim() !== '') events.onText(text).catch(() => {});
    };
    const settle = () => {
      if (!editor || lines.length === 0 || own.line !== '') return;
      handOver();
      own.prompt();
    };
    editor = own;
    own.on('line', (line) => lines.push(line));
    // Heard after the editor has read the chunk: its lines are one message, and so is the unfinished one behind them.
    input.on('data', (chunk: string | Uint8Array) => {
      settle();
      // Node writes a paste without counting the rows it fills.
      if (chunk.length > 1 && own.line !== '') redraw(own.getPrompt());
    });
    const wasLeft = leaveOnSecondInterrupt(own, () => print('Press Ctrl-C again to leave.\n').catch(() => {}));
    own.on('close', () => {
      editor = undefined;
      working.abort();
      handOver();
      write('\n').catch(() => {});
      events.onEnd(wasLeft() ? 'left' : 'ended');
    });
    own.prompt();
  }

  function showWorking(): void {
    if (!editor) return;
    working.abort();
    working = new AbortController();
    redraw(`… ${prompt}`);
    clock.sleep(WORKING_MS, working.signal).then(
      () => redraw(prompt),
      () => {},
    );
  }

  return {
    // A terminal that does not know its size says 0.
    width: () => output.columns || USUAL_WIDTH,
    open,
    print,
    isHalfTyped: () => lines.length > 0 || (editor?.line ?? '') !== '',
    showWorking,
    close: () => editor?.close(),
  };
}

interface EditorOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly prompt: string;
  readonly commands: readonly string[];
}

function createEditor({ input, output, prompt, commands }: EditorOptions): Interface {
  const editor = createInterface({
    input,
    output,
    prompt,
    terminal: true,
    historySize: HISTORY_LINES,
    removeHistoryDuplicates: true,
    completer: (line: string) => [line.startsWith('/') ? commands.filter((name) => name.startsWith(line)) : [], line],
  });
  // A terminal that was closed is an input that ended.
  for (const source of [input, editor]) source.on('error', () => editor.close());
  input.on('close', () => editor.close());
  return editor;
}

/** One Ctrl-C warns, a second one without a line between them closes the editor. The answer tells whether that has happened. */
function leaveOnSecondInterrupt(editor: Interface, warn: () => void): () => boolean {
  let warned = false;
  let left = false;
  editor.on('line', () => {
    warned = false;
  });
  editor.on('SIGINT', () => {
    left = warned;
    warned = true;
    if (left) editor.close();
    else warn();
  });
  return () => left;
}

/** Moves from the cursor's row within the half-typed line to its start, and clears from there (ECMA-48 CUU, ED). */
function eraseLine(rows: number): string {
  return `${rows > 0 ? `\u001b[${rows}A` : ''}\r\u001b[J`;
}
