import type { Clock } from '../../src/ground/clock.ts';
import { describeError, type Log } from '../../src/ground/log.ts';
import { atStep } from '../../src/ground/steps.ts';
import type { ChatHandlers, IncomingMessage, IncomingPress, PressAnswer } from '../../src/ports/chat.ts';
import { type Answers, formAnswer, lineAnswer, PUT_OFF, PUT_OFF_PRIVATELY, TAKEN } from './answers.ts';
import type { Intake } from './intake.ts';
import type { ParsedInteraction, Reply } from './parse-interaction.ts';
import type { Replies } from './replies.ts';

const PRESS_FAILED = 'That did not work. Please try again.';
const IN_PRIVATE = 'I answer in our direct conversation.';
/** Discord shows that an interaction failed when nothing answers it within 3 s; a form can only be that first answer. */
const ANSWER_MS = 2_000;

interface Deps {
  readonly answers: Answers;
  readonly intake: Intake;
  readonly replies: Replies;
  readonly handlers: Pick<ChatHandlers, 'onPress'>;
  readonly clock: Clock;
  readonly log: Log;
}

type Found = Exclude<ParsedInteraction, { kind: 'skip' }>;

export interface Interactions {
  /** Answers in time whatever becomes of it; never rejects. */
  handle(found: Found): void;
  /** Resolves when every one in hand has settled. */
  settled(): Promise<void>;
}

export function createInteractions({ answers, intake, replies, handlers, clock, log }: Deps): Interactions {
  const { fill, say } = answers;
  const respond: Answers['respond'] = (reply, body) => atStep('acked', () => answers.respond(reply, body));
  const inHand = new Set<Promise<void>>();

  /** Resolves with what the work gives in time for the first answer, else with undefined. */
  async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
    const over = new AbortController();
    const late = clock.sleep(ANSWER_MS, over.signal).then(
      () => undefined,
      () => undefined,
    );
    return Promise.race([work, late]).finally(() => over.abort());
  }

  async function press(reply: Reply, pressed: IncomingPress): Promise<void> {
    const decided = handlers.onPress(pressed).catch((error: unknown): PressAnswer => {
      log.error('discord_press_failed', { key: pressed.key, ...describeError(error) });
      return { said: PRESS_FAILED };
    });
    const early = await inTime(decided);
    if (early) {
      if (!(await respond(reply, early.form ? formAnswer(early.form) : lineAnswer(early.said)))) await say(reply, early);
      return;
    }
    const opened = await respond(reply, PUT_OFF_PRIVATELY);
    const answer = await decided;
    const filled = opened && (await fill(reply, answer));
    if (!filled) await say(reply, answer);
  }

  /** Stored first, then answered; but answered in time also when storing takes long. */
  async function message(kind: 'command' | 'form', reply: Reply, incoming: IncomingMessage): Promise<void> {
    let tell: (opened: boolean) => void = () => undefined;
    const opened = new Promise<boolean>((resolve) => {
      tell = resolve;
    });
    if (kind === 'command' && reply.direct) replies.open(incoming.key, reply, opened);
    const stored = intake.take(incoming).catch(() => undefined);
    await inTime(stored);
    if (kind === 'form') await respond(reply, TAKEN);
    else tell(await respond(reply, reply.direct ? PUT_OFF : lineAnswer(IN_PRIVATE)));
    await stored;
  }

  return {
    handle(found) {
      const work = found.kind === 'press' ? press(found.reply, found.press) : message(found.kind, found.reply, found.message);
      const settled = work
        .catch((error: unknown) => log.error('discord_interaction_failed', describeError(error)))
        .finally(() => inHand.delete(settled));
      inHand.add(settled);
    },
    async settled() {
      while (inHand.size > 0) await Promise.all(inHand);
    },
  };
}
