import { createTerminalAdapter } from '../../../adapters/terminal/adapter.ts';
import { createLog } from '../../../src/ground/log.ts';
import { systemRandom } from '../../../src/ground/random.ts';
import type { Button } from '../../../src/ports/chat.ts';
import { type ChatHarness, chatAdapterContract, type SeenMessage } from '../../contracts/chat-adapter.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createFakeTerminal } from '../../fakes/terminal.ts';

/**
 * A screen scrolls: an edit stands below the old text, nothing is split or fetched, and what was typed is gone with the program.
 * The tests of the adapter hold what it does instead.
 */
const TTY_LACKS = ['edit', 'download', 'redelivery', 'outcomes', 'split'] as const;
const PIPE_LACKS = [...TTY_LACKS, 'typing'] as const;

chatAdapterContract('an interactive terminal', () => makeHarness(TTY_LACKS, 120), TTY_LACKS);
chatAdapterContract('a terminal behind pipes', () => makeHarness(PIPE_LACKS), PIPE_LACKS);

async function makeHarness(lacks: ChatHarness['lacks'], columns?: number): Promise<ChatHarness> {
  const terminal = createFakeTerminal(columns);
  const clock = createFakeClock('2026-03-02T08:00:00Z');
  const sent: { readonly messageId: string; readonly buttons: readonly Button[] }[] = [];
  const make = () => {
    const adapter = createTerminalAdapter({
      input: terminal.input,
      output: terminal.output,
      interactive: columns !== undefined,
      colour: false,
      userName: 'ada',
      filesFolder: 'unused',
      clock,
      random: systemRandom,
      log: createLog({ level: 'error', secrets: [], write() {} }),
    });
    return {
      ...adapter,
      send: (delivery) =>
        adapter.send({
          ...delivery,
          onPart(messageId) {
            sent.push({ messageId, buttons: (delivery.message.buttons ?? []).flat() });
            return delivery.onPart(messageId);
          },
        }),
    } satisfies ChatHarness['adapter'];
  };
  const blocks = () =>
    terminal
      .screen()
      .split('\n\n')
      .filter((block) => block.trim() !== '');
  const answers = () => [...terminal.screen().matchAll(/^› [^:]+: (.*)$/gmu)].map(([, answer]) => answer ?? '');
  const absent = () => {
    throw new Error('a terminal lacks this');
  };
  return {
    adapter: make(),
    restart: make,
    lacks,
    chat: 'terminal',
    person: 'terminal',
    textLimit: Number.POSITIVE_INFINITY,
    personSends: (text) => terminal.type(`${text}\n`),
    personSendsFile: absent,
    personPresses(messageId, id) {
      const number =
        sent.find((message) => message.messageId === messageId)?.buttons.findIndex((button) => button.id === id) ?? -1;
      terminal.type(`${number + 1}\n`);
    },
    seen: () =>
      blocks()
        .filter((block) => !/^(?:you ›|› )/u.test(block))
        .map((block, index) => toSeen(block, sent[index])),
    pressAnswers: answers,
    isTypingShown: () => terminal.screen().includes('…'),
    trouble: absent,
    block: () => void terminal.output.destroy(),
    async until(look) {
      for (let round = 0; !look(); round += 1) {
        if (round > 1000) throw new Error('it never became so');
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async close() {
      terminal.input.destroy();
    },
  };
}

/** Text and labels are read off the screen; ids never stand there. */
function toSeen(
  block: string,
  sent: { readonly messageId: string; readonly buttons: readonly Button[] } | undefined,
): SeenMessage {
  const lines = block.split('\n');
  const labels = [...(lines.at(-1) ?? '').matchAll(/\[\d+\] (\S+)/gu)].map(([, label]) => label ?? '');
  return {
    messageId: sent?.messageId ?? '',
    text: (labels.length > 0 ? lines.slice(0, -1) : lines).join('\n'),
    buttons: labels.map((label, index) => ({ id: sent?.buttons[index]?.id ?? '', label })),
  };
}
