import type { PlatformName } from '../platforms/platform.ts';
import type { Answer } from './answers.ts';

const OUTCOMES = '%j makes the outcome %s';
const CONTRACT = 'contracts/chat-adapter.ts';
/** Held on each platform, by the whole assistant. */
const ON_ALL = [
  'stories/dialogues/times.ts',
  'an answer that is put off, failed, cut off and swallowed on its way comes all the same, and what is behind it stays there',
] as const;
const SAME_KEY = ['chat/inbox.db.test.ts', 'stores the same key once, also of two deliveries at the same time'] as const;
const telegram = (title: string) => ['adapters/telegram/adapter.wire.test.ts', title] as const;
const slack = (title: string) => ['adapters/slack/adapter.wire.test.ts', title] as const;
const discord = (title: string) => ['adapters/discord/faults.wire.test.ts', title] as const;
const interaction = (title: string) => ['adapters/discord/interactions.wire.test.ts', title] as const;
const asksToWait = [[CONTRACT, 'being asked to wait is a retry, with the time to wait'], ON_ALL] as const;
const admitted = [[CONTRACT, 'a failure that the platform admits is a retry'], ON_ALL] as const;

/** What each platform does to us, and the tests that inject it there. */
export const platformFaults: Readonly<Record<string, Readonly<Record<PlatformName, Answer>>>> = {
  '429 with its header': {
    telegram: {
      shown: [
        ...asksToWait,
        ['stories/telegram-outage.test.ts', 'Telegram that asks for a pause gets it, and the answer arrives once'],
      ],
    },
    slack: { shown: asksToWait },
    discord: {
      shown: [...asksToWait, discord('an empty bucket makes the next message wait, without asking Discord')],
    },
  },
  '5xx, and a page of a gateway': {
    telegram: {
      shown: [
        ...admitted,
        telegram(OUTCOMES),
        [
          'stories/telegram-outage.test.ts',
          'an answer outlives an outage of Telegram, unmarked, and what comes after it stays behind it',
        ],
      ],
    },
    slack: { shown: [...admitted, slack(OUTCOMES), slack('it is tried again and again while Slack is out')] },
    discord: { shown: [...admitted, discord(OUTCOMES), discord('when the gateway lets nobody in for a while')] },
  },
  'a line that is cut': {
    telegram: {
      shown: [ON_ALL, ['stories/telegram-outage.test.ts', 'an answer that met %s arrives, marked as what may be a repeat']],
      but: 'Telegram cannot tell what arrived: a repeat is marked.',
    },
    slack: {
      shown: [
        ON_ALL,
        slack('finds every part that arrived, and sends none of them twice'),
        slack('after %s it is opened anew, and what came meanwhile is read back'),
      ],
    },
    discord: {
      shown: [
        ON_ALL,
        discord('when the line drops: the session is resumed, and what was said meanwhile comes'),
        discord('when Discord %s: the gap is read back, in order, before what comes live'),
        discord('when the nonce is forgotten, the history tells what arrived, also of several parts'),
      ],
    },
  },
  'what comes twice': {
    telegram: { shown: [SAME_KEY, [CONTRACT, 'a message that could not be stored comes again under the same key']] },
    slack: { shown: [SAME_KEY, slack('the same message, brought again and by another event, has the same key')] },
    discord: { shown: [SAME_KEY, discord('when events come twice and out of order: the same keys, and each message')] },
  },
  'what comes out of order': {
    telegram: {
      shown: [[CONTRACT, 'messages arrive in the order they were written']],
      but: 'Telegram keeps the order of its updates.',
    },
    slack: {
      shown: [
        slack('what comes out of order is taken as it comes, each with its own time'),
        slack('while what was missed is still being read, nothing newer comes in; then it comes behind it'),
      ],
    },
    discord: { shown: [discord('when events come twice and out of order: the same keys, and each message')] },
  },
  'an interaction whose time is over': {
    telegram: {
      shown: [['chat/presses.db.test.ts', 'answers at once while a turn runs']],
      but: 'A press waits for its answer as long as it takes.',
    },
    slack: {
      shown: [
        slack('a form that Slack does not open any more is told in the sentence'),
        slack('a press whose sentence Slack does not take any more counts all the same'),
        slack('a command that could not be stored is not acknowledged, so that its giver sees it'),
      ],
    },
    discord: {
      shown: [
        interaction('is answered by a message when %s'),
        interaction('whose first answer came too late is answered by a message'),
        interaction('whose time is over is answered by a message; in a server by nothing that others could read'),
      ],
    },
  },
  'a token that is taken back': {
    telegram: {
      shown: [telegram(OUTCOMES), telegram('a refused token is a config error that names the setting')],
    },
    slack: {
      shown: [
        slack('a revoked token makes every chat dead, and a new one makes it live again'),
        slack('knows its name; a refused token is a config error that names the setting'),
        ['outbox/failover.db.test.ts', 'is noted, and the message comes on the other channel with the reason'],
      ],
    },
    discord: { shown: [discord('is told with what to do, and messages wait')] },
  },
};
