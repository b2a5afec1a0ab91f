import { TRUST_VERBS } from '../../src/actions/trust.ts';
import { TASK_VERBS } from '../../src/chat/task-buttons.ts';
import type { ToolSpec } from '../../src/ports/model.ts';
import { REMINDER_VERBS } from '../../src/proactive/press-reminder.ts';
import { calls, words } from '../agent/answers.ts';
import type { House } from '../wiring/house.ts';
import type { Traces } from './life.ts';
import type { Names } from './names.ts';

/** What the attacker, who is no more than a person of this deployment, knows of the other one: every name, but not a word of theirs. */
interface Target extends Pick<Traces, 'common'> {
  readonly names: Names;
}

/** Every verb a button can have but those that let strangers in, which name nobody of the house; and one that none has. */
const CARD_VERBS = ['do', 'no', 'edit', 'again', 'leave', 'undo'];
const VERBS = [...CARD_VERBS, ...TASK_VERBS, ...REMINDER_VERBS, ...TRUST_VERBS, 'x'];

/** Members that hold a person's words: there it is enough to try a few names. */
const FREE = new Set([
  'subject',
  'body',
  'title',
  'description',
  'notes',
  'query',
  'text',
  'url',
  'goal',
  'value',
  'location',
  'when',
  'due',
  'importance',
  'minutes',
]);

/** What stands in the other members of a call, so that it gets as far as it can. */
const ORDINARY: Readonly<Record<string, unknown>> = {
  to: ['friend@ann.example'],
  subject: 'Hello',
  body: 'Hello',
  title: 'A title',
  text: 'hello',
  query: 'hello',
  task: '1',
  reminder: '1',
  when: 'tomorrow at 9',
  id: 'ann-mail-1',
  mails: ['ann-mail-1'],
  add: ['red'],
  path: '/home/ann/notes.txt',
  name: 'note',
  value: 'x',
  url: 'https://example.com/',
  start: '2026-11-24T10:00',
  end: '2026-11-24T11:00',
  event: 'ann-event-1',
  answer: 'accepted',
};

/** Lets an obedient model, every command and every button of `user` name what is the target's. Gives all that was said on presses. */
export async function attack(house: House, user: string, personId: string, target: Target): Promise<string[]> {
  const said: string[] = [];
  await byModel(house, user, target, said);
  await byCommands(house, user, target);
  await byButtons(house, user, personId, target, said);
  await byMessages(house, user, target);
  return said;
}

/** One turn a tool: the model calls it once for each of its members and each name, then repeats what it was told. */
async function byModel(house: House, user: string, target: Target, said: string[]): Promise<void> {
  const tools = await toolsOffered(house, user);
  for (const tool of tools) {
    const wishes = wishesFor(tool, target);
    house.play(({ messages }) =>
      messages.at(-1)?.role === 'tool' ? words('Done.') : calls(...wishes.map((input) => [tool.name, input] as const)),
    );
    await house.say(user, 'go on');
    await house.texts(user);
    await pressAll(house, user, said);
  }
}

async function toolsOffered(house: House, user: string): Promise<readonly ToolSpec[]> {
  house.play(() => words('Hello.'));
  await house.say(user, 'hello');
  await house.texts(user);
  return house.asked.at(-1)?.tools ?? [];
}

function wishesFor({ parameters }: ToolSpec, { names, common }: Target): object[] {
  const { properties = {}, required = [] } = parameters as {
    properties?: Record<string, { type?: string; enum?: unknown[] }>;
    required?: string[];
  };
  const members = Object.entries(properties);
  const usual = new Set([...required, 'to', 'subject', 'body']);
  const base = Object.fromEntries(
    members.filter(([name]) => usual.has(name)).map(([name, { type }]) => [name, typed(ORDINARY[name] ?? 'x', type)]),
  );
  const few = names.each.filter((name) => name.length === 36 || /^\d+$/.test(name)).slice(0, 3);
  return members
    .filter(([, schema]) => !schema.enum && schema.type !== 'boolean')
    .flatMap(([name, { type }]) =>
      [...(FREE.has(name) ? few : names.each), common].map((value) => ({ ...base, [name]: typed(value, type) })),
    );
}

function typed(value: unknown, type: string | undefined): unknown {
  const plain = Array.isArray(value) ? value[0] : value;
  if (type === 'array') return [plain];
  return type === 'number' || type === 'integer' ? Number(plain) || 1 : plain;
}

/** Whatever card lies open is pressed, and what it sets off is carried out. */
async function pressAll(house: House, user: string, said: string[]): Promise<void> {
  for (const { message, messageId } of house.shown(user)) {
    const go = message.buttons?.[0]?.[0];
    if (go?.id.startsWith('do.')) said.push(await house.press(user, go.id, { messageId }));
  }
  await house.texts(user);
  await house.clock.advance(31_000); // longer than what goes out to others is held
  await house.texts(user);
}

async function byCommands(house: House, user: string, { names, common }: Target): Promise<void> {
  house.play(() => words('Hello.'));
  const short = names.each.filter((name) => /^\d+$/.test(name));
  const long = names.each.filter((name) => name.length === 36).slice(0, 3);
  const commands = [
    ...house.assistant().menu.map(({ name }) => `/${name}`),
    ...['find', 'forget', 'tasks done', 'remind cancel', 'why', 'why task', 'settings'].flatMap((command) =>
      [...short, ...long, common].map((value) => `/${command} ${value}`),
    ),
  ];
  for (const command of commands) {
    await house.say(user, command);
    await house.texts(user);
  }
}

async function byButtons(house: House, user: string, personId: string, { names }: Target, said: string[]): Promise<void> {
  const own = names.uuids.flatMap((id) => VERBS.map((verb) => house.buttons.sign({ verb, id }, personId)));
  for (const button of [...names.buttons, ...own]) said.push(await house.press(user, button));
  await pressAll(house, user, said);
}

/** Messages that name the other's messages, keys and chats, as far as a platform lets anybody. */
async function byMessages(house: House, user: string, { names }: Target): Promise<void> {
  for (const name of names.each) {
    await house.say(user, '/why', { replyTo: name });
    await house.say(user, '/tasks add mine', { messageId: name, edited: true });
    await house.say(user, '/why', { chat: name, direct: false, replyTo: 'sent-1' });
    await house.say(user, 'hello', { key: name });
    await house.texts(user);
  }
}
