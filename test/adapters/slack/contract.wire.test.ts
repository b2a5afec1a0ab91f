import { type ChatHarness, chatAdapterContract, type Trouble } from '../../contracts/chat-adapter.ts';
import type { Fault } from '../../fakes/slack/faults.ts';
import { CHAT, takeSlack, USER } from './line.ts';

const TROUBLES: Record<Trouble, Fault> = {
  'rate-limited': 429,
  'refused-for-now': { error: 'service_unavailable', status: 503 },
  'no-answer': 'drop-after-accept',
};

chatAdapterContract('Slack', async (): Promise<ChatHarness> => {
  const { slack, make, until, close } = await takeSlack();
  const queries: string[] = [];
  return {
    adapter: make(),
    restart: () => make(),
    lacks: ['typing'],
    chat: CHAT,
    person: USER,
    textLimit: 4000,
    personSends: (text) => void slack.userSends({ chat: CHAT, text }),
    personSendsFile: (bytes) => void slack.userSendsFile({ chat: CHAT, kind: 'voice', bytes }),
    personPresses: (messageId, data) => void queries.push(slack.userPresses({ chat: CHAT, messageId, data }).queryId),
    seen: () =>
      slack
        .messages(CHAT)
        .filter(({ from }) => from === 'bot')
        .map(({ messageId, text, buttons }) => ({
          messageId,
          text,
          buttons: buttons.flat().map((button) => ({ id: button.data, label: button.text })),
        })),
    pressAnswers: () => queries.map((id) => slack.answerTo(id)).filter((sentence) => sentence !== ''),
    isTypingShown: () => false,
    trouble: (kind) => slack.fail({ method: 'chat.postMessage', with: TROUBLES[kind] }),
    block: () => slack.block(CHAT),
    until,
    close,
  };
}, ['typing']);
