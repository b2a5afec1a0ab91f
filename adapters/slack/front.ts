import { App, type Receiver } from '@slack/bolt';
import { type SlackClient, silent } from './client.ts';
import { FORM_ID } from './form.ts';
import type { Intake } from './intake.ts';
import { PRESS_ID } from './render.ts';

/** One request of Slack: an event, a slash command, a press or what was written in a form. */
export type Body = Readonly<Record<string, unknown>>;

/** What goes back with the acknowledgement. */
export type Reply = (answer?: object) => Promise<void>;

export interface Front {
  /**
   * Hands a request to the core and acknowledges it: a press once it counts, whatever brings a message once it is stored. Rejects, without
   * acknowledging, when it could not be.
   */
  take(body: Body, reply: Reply): Promise<void>;
}

/** Bolt with a receiver of ours: its own acknowledge an event before any listener has run, so that a failed insert would lose it. */
export function createFront(intake: Intake, token: string, { options }: SlackClient): Front {
  const receiver: Receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };
  const app = new App({
    receiver,
    authorize: async () => ({ botToken: token }),
    clientOptions: options,
    logger: silent,
    // Who a message is from is told apart where messages are parsed.
    ignoreSelf: false,
    convoStore: false,
    attachFunctionToken: false,
  });
  app.event('message', ({ body }) => intake.event(body));
  app.event('app_mention', ({ body }) => intake.event(body));
  app.event('app_home_opened', ({ body }) => intake.homeOpened(body));
  app.command(/./, async ({ ack, body }) => {
    const said = await intake.command(body);
    await (said === undefined ? ack() : ack({ response_type: 'ephemeral', text: said }));
  });
  app.action(new RegExp(`^${PRESS_ID}`), ({ ack, body, respond }) => intake.press(body, ack, respond));
  app.view(FORM_ID, async ({ ack, body }) => {
    await intake.submission(body);
    await ack();
  });

  return {
    async take(body, reply) {
      let acknowledged = false;
      const ack: Reply = async (answer) => {
        acknowledged = true;
        await reply(answer);
      };
      // Bolt calls this for an event before it has looked at it.
      const isEvent = 'event' in body;
      await app.processEvent({ body, ack: isEvent ? async () => undefined : ack });
      if (!acknowledged) await reply();
    },
  };
}
