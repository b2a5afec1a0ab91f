import type { Readable, Writable } from 'node:stream';
import { createPrinter } from './printer.ts';
import type { Screen, ScreenEvents } from './screen.ts';

interface PipeScreenDeps {
  readonly input: Readable;
  readonly output: Writable;
}

/** Characters. A longer line is handed over in pieces, so that input without newlines cannot fill the memory. */
const LONGEST_LINE = 1_000_000;

/** A conversation between programs: every line read is one message, nothing is echoed. */
export function createPipeScreen({ input, output }: PipeScreenDeps): Screen {
  const print = createPrinter(output);
  let closed = false;

  async function read({ onText, onEnd }: ScreenEvents): Promise<void> {
    try {
      for await (const line of lines(input)) {
        if (closed) break;
        if (line.trim() !== '') await onText(line);
      }
    } catch {
      // A broken input is an ended input.
    }
    onEnd('ended');
  }

  return {
    width: () => Number.POSITIVE_INFINITY,
    open(events) {
      read(events).catch(() => {});
    },
    print,
    isHalfTyped: () => false,
    showWorking() {},
    close() {
      closed = true;
      input.destroy();
    },
  };
}

async function* lines(input: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of input) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const parts = rest.split(/\r?\n/u);
    rest = parts.pop() ?? '';
    yield* parts;
    if (rest.length <= LONGEST_LINE) continue;
    yield rest;
    rest = '';
  }
  yield rest + decoder.decode();
}
