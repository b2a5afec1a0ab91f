import type { WebClient } from '@slack/web-api';
import { describeError, type Log } from '../../src/ground/log.ts';
import type { ChatHandlers } from '../../src/ports/chat.ts';
import { toModal } from './form.ts';
import type { ParsedPress } from './interactions.ts';
import { escaped } from './mrkdwn.ts';
import { describeTrouble } from './outcome.ts';

const PRESS_FAILED = 'That did not work. Please try again.';

/** Shows a sentence to the person who pressed, and to nobody else. */
export type Respond = (answer: { response_type: 'ephemeral'; replace_original: false; text: string }) => Promise<unknown>;

interface Deps {
  readonly web: WebClient;
  readonly handlers: Pick<ChatHandlers, 'onPress'>;
  readonly log: Log;
}

/** Has the press carried out, acknowledges it by `ack`, and opens its form or says its sentence; whatever fails of that is only logged. */
export async function answerPress(
  { web, handlers, log }: Deps,
  { press, triggerId }: ParsedPress,
  ack: () => Promise<unknown>,
  respond: Respond,
): Promise<void> {
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
