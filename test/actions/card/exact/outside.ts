import fc from 'fast-check';
import type { Exact } from './own-data.ts';
import { filled, handle, line, text } from './values.ts';

/** Stands for what lies there now: the card says whether anything does, and how much. */
const PRINT = 'a'.repeat(64);

/** Web, files and messages to others. */
export const OUTSIDE: Readonly<Record<string, Exact>> = {
  web_read: {
    args: fc.record({ url: line.map((path) => `https://a.example/${path}`) }),
    read: (of) => ({ url: of('Web address, all of which its host is told') }),
  },
  web_search: {
    args: fc.record({ query: line.map((query) => query.slice(0, 300)) }),
    read: (of) => ({ query: of('Search the web for') }),
  },
  file_write: {
    args: fc.record({
      path: filled.map((path) => path.slice(-200)),
      text,
      before: fc.oneof(
        fc.constant({ sha256: null, size: 0 }),
        fc.nat().map((size) => ({ sha256: PRINT, size })),
      ),
    }),
    read(of) {
      const [, size] = /^the (\d+) bytes? that stand there/.exec(of('Replaces')) ?? [];
      const before = size === undefined ? { sha256: null, size: 0 } : { sha256: PRINT, size: Number(size) };
      return { path: of('File'), text: of('Text'), before };
    },
  },
  message_send: {
    // Which row the receiver is follows from platform and chat, and who reads along stands in a warning.
    args: fc.record({
      to: fc.record({
        knownChat: fc.constant('00000000-0000-4000-8000-000000000001'),
        platform: fc.constantFrom('telegram', 'terminal'),
        chat: handle,
        name: line,
        shared: fc.constant(false),
      }),
      text,
    }),
    read(of) {
      const [, name, platform, chat] = /^(.*) on (\w+) \((\S+)\)$/.exec(of('To')) ?? [];
      return {
        to: { knownChat: '00000000-0000-4000-8000-000000000001', platform, chat, name, shared: false },
        text: of('Message'),
      };
    },
  },
};
