import type { WebClient } from '@slack/web-api';
import type { Clock } from '../../src/ground/clock.ts';
import { AppError } from '../../src/ground/errors.ts';
import { describeError, type Log } from '../../src/ground/log.ts';
import { atStep } from '../../src/ground/steps.ts';
import type { ChatHandlers, IncomingMessage } from '../../src/ports/chat.ts';
import { answerPress, type Respond } from './answer-press.ts';
import { parsePress, parseSlashCommand, parseSubmission } from './interactions.ts';
import { type Bot, type ParsedEvent, parseEvent, parseHomeOpened } from './parse.ts';
import type { People } from './people.ts';

/** Slack tells the person after three seconds that a command or a form failed. */
const IN_TIME_MS = 2_000;

/** Hands what comes from Slack to the core. What brings a message rejects when it could not be stored. */
export interface Intake {
  event(body: unknown): Promise<void>;
  /** The same for what is read back: when that fails, it is read again anyway. */
  pastEvent(body: unknown): Promise<void>;
  homeOpened(body: unknown): Promise<void>;
  /** Resolves with what to tell the person at once, if anything. */
  command(body: unknown): Promise<string | undefined>;
  submission(body: unknown): Promise<void>;
  /**
   * Acknowledges it by `ack` once it counts, so that a press of which Slack shows nothing else was not lost; then answers the person in
   * every case: who reads that it failed presses again.
   */
  press(body: unknown, ack: () => Promise<unknown>, respond: Respond): Promise<void>;
  /** Resolves when every message and press in hand has settled. */
  settled(): Promise<void>;
}

interface Deps {
  readonly web: WebClient;
  readonly people: People;
  readonly bot: Bot;
  readonly handlers: ChatHandlers;
  readonly clock: Clock;
  readonly log: Log;
  /** Resolves once what was missed in this direct conversation, or without one anywhere, is stored: nothing newer may come before it. */
  readonly caughtUp: (channel: string | undefined) => Promise<void>;
  /** A message could not be stored, so it must be read back. */
  readonly onMissed: () => void;
}

export function createIntake({ web, people, bot, handlers, clock, log, caughtUp, onMissed }: Deps): Intake {
  const inHand = new Set<Promise<unknown>>();

  function track<T>(work: Promise<T>): Promise<T> {
    const settled: Promise<unknown> = work.catch(() => undefined).finally(() => inHand.delete(settled));
    inHand.add(settled);
    return work;
  }

  const store = (message: IncomingMessage) => atStep('received', () => handlers.onMessage(message));

  async function take(found: ParsedEvent): Promise<void> {
    if (found.kind === 'skip') {
      if (found.reason === 'unreadable') log.warn('slack_event_unreadable');
      return;
    }
    const { message } = found;
    const [, slackUser = ''] = message.user.id.split(':');
    await store({ ...message, user: { ...message.user, ...(await people.describe(slackUser)) } });
  }

  async function live(body: unknown): Promise<void> {
    try {
      const found = parseEvent(body, bot);
      if (found.kind === 'message') await caughtUp(directOf(found.message));
      await take(found);
    } catch (error) {
      log.warn('slack_store_failed', describeError(error));
      onMissed();
      throw error;
    }
  }

  async function command(body: unknown): Promise<string | undefined> {
    const found = parseSlashCommand(body);
    if (!found) {
      log.warn('slack_event_unreadable');
      return undefined;
    }
    const { key, channel, slackUser, user, text } = found;
    const chat = await inTime(people.directChannel(slackUser).then((own) => caughtUp(own).then(() => own)));
    const sentAt = clock.now().toString();
    await store({ key, platform: 'slack', chat, direct: true, user, text, sentAt, messageId: key, edited: false, files: [] });
    return channel === chat ? undefined : 'I answer in our direct conversation.';
  }

  async function submission(body: unknown): Promise<void> {
    const message = parseSubmission(body, clock.now().toString());
    if (!message) return log.warn('slack_event_unreadable');
    await inTime(caughtUp(directOf(message)));
    await store(message);
  }

  /** Rejects when it takes so long that the person reads that it failed: then it must not be carried out any more. */
  async function inTime<T>(work: Promise<T>): Promise<T> {
    const settled = new AbortController();
    const late = clock.sleep(IN_TIME_MS, settled.signal).then(() => {
      throw new AppError('unavailable', 'Older messages of this conversation are still being read.');
    });
    late.catch(() => undefined);
    return Promise.race([work, late]).finally(() => settled.abort());
  }

  return {
    event: (body) => track(live(body)),
    pastEvent: (body) => track(take(parseEvent(body, bot))),
    homeOpened: (body) => track(take(parseHomeOpened(body))),
    command: (body) => track(command(body)),
    submission: (body) => track(submission(body)),
    async press(body, ack, respond) {
      const found = parsePress(body);
      if (found) return track(answerPress({ web, handlers, log }, found, ack, respond));
      log.warn('slack_event_unreadable');
    },
    async settled() {
      while (inHand.size > 0) await Promise.all(inHand);
    },
  };
}

/** The direct conversation that a message belongs to; undefined for one in a channel. */
function directOf({ direct, inside, chat }: IncomingMessage): string | undefined {
  return direct ? (inside ?? chat) : undefined;
}
