import type { WebClient } from '@slack/web-api';
import type { Clock } from '../../src/ground/clock.ts';
import { describeError, type Log } from '../../src/ground/log.ts';
import { atStep } from '../../src/ground/steps.ts';
import type { ChatHandlers, IncomingMessage } from '../../src/ports/chat.ts';
import { toModal } from './form.ts';
import { type ParsedPress, parsePress, parseSlashCommand, parseSubmission } from './interactions.ts';
import { escaped } from './mrkdwn.ts';
import { describeTrouble } from './outcome.ts';
import { type Bot, type ParsedEvent, parseEvent, parseHomeOpened } from './parse.ts';
import type { People } from './people.ts';

const PRESS_FAILED = 'That did not work. Please try again.';

/** Shows a sentence to the person who pressed, and to nobody else. */
type Respond = (answer: { response_type: 'ephemeral'; replace_original: false; text: string }) => Promise<unknown>;

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
  /** A message could not be stored, so it must be read back. */
  readonly onMissed: () => void;
}

export function createIntake({ web, people, bot, handlers, clock, log, onMissed }: Deps): Intake {
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
      await take(parseEvent(body, bot));
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
    const chat = await people.directChannel(slackUser);
    const sentAt = clock.now().toString();
    await store({ key, platform: 'slack', chat, direct: true, user, text, sentAt, messageId: key, edited: false, files: [] });
    return channel === chat ? undefined : 'I answer in our direct conversation.';
  }

  async function submission(body: unknown): Promise<void> {
    const message = parseSubmission(body, clock.now().toString());
    if (message) return store(message);
    log.warn('slack_event_unreadable');
  }

  async function answer({ press, triggerId }: ParsedPress, ack: () => Promise<unknown>, respond: Respond): Promise<void> {
    const { said, form } = await handlers.onPress(press).catch((error: unknown) => {
      log.error('slack_press_failed', { key: press.key, ...describeError(error) });
      return { said: PRESS_FAILED, form: undefined };
    });
    await ack();
    try {
      if (form) return void (await web.views.open({ trigger_id: triggerId, view: toModal(form, press) }));
    } catch (error) {
      // Slack takes a form within three seconds of the press; the person's next words count as well.
      log.warn('slack_form_refused', { key: press.key, trouble: describeTrouble(error) });
    }
    try {
      await respond({ response_type: 'ephemeral', replace_original: false, text: escaped(said) });
    } catch (error) {
      log.warn('slack_press_unanswered', { key: press.key, trouble: describeTrouble(error) });
    }
  }

  return {
    event: (body) => track(live(body)),
    pastEvent: (body) => track(take(parseEvent(body, bot))),
    homeOpened: (body) => track(take(parseHomeOpened(body))),
    command: (body) => track(command(body)),
    submission: (body) => track(submission(body)),
    async press(body, ack, respond) {
      const found = parsePress(body);
      if (found) return track(answer(found, ack, respond));
      log.warn('slack_event_unreadable');
    },
    async settled() {
      while (inHand.size > 0) await Promise.all(inHand);
    },
  };
}
