import { afterEach, beforeEach } from 'vitest';
import { type ChatHarness, chatAdapterContract, type Trouble } from '../../contracts/chat-adapter.ts';
import type { Fault } from '../../fakes/discord/faults.ts';
import { CHAT, close, discord, makeAdapter, open, PERSON, until } from './set-up.ts';

beforeEach(open);
afterEach(close);

const TROUBLES: Record<Trouble, Fault> = { 'rate-limited': 429, 'refused-for-now': 503, 'no-answer': 'drop-after-accept' };

chatAdapterContract('Discord', async (): Promise<ChatHarness> => {
  const interactions: string[] = [];
  const dc = discord();
  return {
    adapter: makeAdapter(),
    restart: () => makeAdapter(),
    lacks: [],
    chat: CHAT,
    person: PERSON,
    textLimit: 2000,
    personSends: (text) => void dc.userSends({ chat: CHAT, text }),
    personSendsFile: (bytes) => void dc.userSendsFile({ chat: CHAT, kind: 'voice', bytes }),
    personPresses: (messageId, data) => void interactions.push(dc.userPresses({ chat: CHAT, messageId, data }).interactionId),
    seen: () =>
      dc
        .messages(CHAT)
        .filter((message) => message.from === 'bot')
        .map(({ messageId, text, buttons }) => ({
          messageId,
          text,
          buttons: buttons.flat().map((button) => ({ id: button.data, label: button.text })),
        })),
    pressAnswers: () => interactions.map((id) => dc.answerTo(id)).filter((sentence) => sentence !== ''),
    isTypingShown: () => dc.calls('POST /channels/:id/typing').length > 0,
    trouble: (kind) => dc.fail({ route: 'POST /channels/:id/messages', with: TROUBLES[kind] }),
    block: () => dc.block(CHAT),
    until,
    close: async () => undefined,
  };
});
