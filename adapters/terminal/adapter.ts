import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../../src/ground/clock.ts';
import { AppError } from '../../src/ground/errors.ts';
import { describeError, type Log } from '../../src/ground/log.ts';
import type { Random } from '../../src/ground/random.ts';
import type { ChatAdapter, Delivery, DeliveryOutcome } from '../../src/ports/chat.ts';
import { createDisplay, type Display } from './display.ts';
import { type SavedFile, saveFile } from './files.ts';
import { createIncoming, type Incoming, TERMINAL } from './incoming.ts';
import { createPipeScreen } from './pipe-screen.ts';
import { createTtyScreen } from './tty-screen.ts';

interface TerminalDeps {
  readonly input: Readable;
  readonly output: Writable & { readonly columns?: number };
  /** True where a person sits at both ends; needs a terminal that understands ANSI sequences. */
  readonly interactive: boolean;
  /** Styles in an interactive terminal; false where NO_COLOR is set. */
  readonly colour: boolean;
  /** How the computer calls its user. */
  readonly userName: string;
  /** Where files for the person are put; made when the first one comes. */
  readonly filesFolder: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

interface TerminalAdapter extends ChatAdapter {
  /** Resolves when the person left or the input is over, and all that was typed before is handed over. */
  readonly ended: Promise<void>;
}

const RETRY_FILES_MS = 30_000;
const GONE: DeliveryOutcome = { state: 'dead', reason: 'nobody reads the output any more' };
const NO_SUCH_CHAT: DeliveryOutcome = { state: 'dead', reason: 'the terminal has no such chat' };

/** The owner's own screen as a chat: one conversation, one person, buttons pressed by typing their number. */
export function createTerminalAdapter(deps: TerminalDeps): TerminalAdapter {
  const screen = deps.interactive ? createTtyScreen(deps) : createPipeScreen(deps);
  const display = createDisplay(screen, deps.interactive && deps.colour);
  let incoming: Incoming | undefined;
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });

  return {
    platform: TERMINAL,
    ended,
    async start(handlers, menu) {
      const to = createIncoming({ ...deps, handlers, notice: display.notice });
      incoming = to;
      screen.open({
        commands: menu.map(({ name }) => `/${name}`),
        onText: (text) => takeText(text, display, to),
        onEnd(how) {
          if (how === 'left') to.giveUp();
          to.settled().then(end, end);
        },
      });
      return { handle: '' };
    },
    send: (delivery) => send(delivery, display, deps),
    async edit(chat, messageId, message) {
      if (chat !== TERMINAL) return NO_SUCH_CHAT;
      return (await display.update(messageId, message)) ? { state: 'sent' } : GONE;
    },
    async typing() {
      screen.showWorking();
    },
    async download() {
      throw new AppError('not-found', 'The terminal brings no files. Send the file in another chat.');
    },
    async stop() {
      incoming?.giveUp();
      screen.close();
      await incoming?.settled();
    },
  };
}

async function takeText(text: string, display: Display, incoming: Incoming): Promise<void> {
  const typed = display.read(text);
  if (typed.kind === 'message') await incoming.message(text);
  if (typed.kind !== 'press') return;
  // Not waited for: what is typed next must not queue behind the work of a press.
  incoming.press(typed.messageId, typed.button).then(
    (answer) => display.answer(typed.button, answer),
    () => {},
  );
}

/** A message is one part here, its files included: what arrived once arrived whole. */
async function send(delivery: Delivery, display: Display, { filesFolder, random, log }: TerminalDeps): Promise<DeliveryOutcome> {
  if (delivery.chat !== TERMINAL) return NO_SUCH_CHAT;
  if (delivery.arrived.length > 0) return { state: 'sent' };
  const saved: SavedFile[] = [];
  try {
    // What a picture shows is said in the text as well.
    for (const file of delivery.files.filter(({ alt }) => alt === undefined)) saved.push(await saveFile(filesFolder, file));
  } catch (error) {
    log.warn('terminal-file-not-saved', describeError(error));
    return { state: 'retry', afterMs: RETRY_FILES_MS, reason: 'a file could not be saved' };
  }
  const messageId = random.uuid();
  if (!(await display.show(messageId, delivery.message, saved))) return GONE;
  await delivery.onPart(messageId, true);
  return { state: 'sent' };
}
