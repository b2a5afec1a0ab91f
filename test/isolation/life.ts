import { calls, words } from '../agent/answers.ts';
import type { House } from '../wiring/house.ts';

/** Words that a life is full of: `common` anybody may search for, `secret` stands beside it in every row and in nothing else. */
export interface Traces {
  readonly common: string;
  readonly secret: string;
}

const ids = { ref: 'r1', kind: 'document', mime: 'text/plain', size: 20 } as const;

/** A person's days with the assistant, by every way there is to leave something in the database. Resolves when nothing is left to do. */
export async function live(house: House, user: string, { common, secret }: Traces): Promise<void> {
  const text = `${common} ${secret}`;
  const say = async (said: string, over = {}) => {
    await house.say(user, said, over);
    await house.texts(user);
  };
  const latest = () => house.shown(user).at(-1);
  house.adapter.serve(async () => new TextEncoder().encode(`${text} in a file`));
  house.play(({ messages }) => words(`I heard: ${messages.at(-1)?.content.slice(-80)}`));

  for (const said of [
    `/remember the ${text} code`,
    `/remember the forgettable ${text}`,
    '/forget forgettable',
    ...['one', 'two', 'three', 'four', 'five'].map((each) => `/tasks add ${text} ${each} tomorrow`),
    '/tasks done 5',
    ...['nine', 'ten', 'eleven'].map((hour) => `/remind tomorrow at 10 ${text} at ${hour}`),
    '/remind every day at 11 drink water',
    '/remind cancel 2',
    `/settings goals.shortTerm ${text}`,
    `/find ${common}`,
    '/tasks',
    `/workflow new ${text}: now; project ${common}; document ${text}; task ${text} by workflow; tell me`,
    `/watch https://news.example/ about ${text}`,
    '/today',
    '/brief',
    '/export',
  ])
    await say(said);
  await say('/rate up', { replyTo: latest()?.messageId });

  await say(`I work at Acme ${secret}`);
  await say(`what do you make of the ${text}?`);
  await say('read this', { files: [{ ...ids, name: `${text}.txt` }] });
  house.play(({ messages }) =>
    messages.at(-1)?.role === 'tool'
      ? words(`Done with ${text}.`)
      : calls(['task_add', { title: `${text} by card` }], ['memory_save', { text: `${text} by card` }]),
  );
  await say('deal with this', { foreignText: text });
  const card = latest();
  await house.press(user, card?.message.buttons?.[0]?.[0]?.id ?? '', { messageId: card?.messageId ?? '' });
  await house.texts(user);
  // A second pair of cards stays open.
  await say('and with this', { foreignText: `more ${text}` });
}
