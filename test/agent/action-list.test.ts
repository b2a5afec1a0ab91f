import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTION_LIST_PROMPT, ACTION_TO_TOOL, type ListedAction, parseActionList } from '../../src/agent/action-list.ts';

const task = { action: 'create_task', reasoning: 'You asked.', arguments: { title: 'Call Anna', due: 'Friday' } };
const remind = { action: 'remind', reasoning: 'Soon due.', arguments: { text: 'Pay rent', when: 'tomorrow at 9' } };
const list = JSON.stringify([task, remind], null, 2);

function read(text: string): { readonly actions: readonly ListedAction[]; readonly problems: readonly string[] } {
  const parsed = parseActionList(text);
  if (parsed.state === 'none') throw new Error('taken for words');
  return parsed;
}

function problemsOf(...elements: unknown[]): readonly string[] {
  return read(JSON.stringify(elements)).problems;
}

describe('a list of actions from a model without tools', () => {
  it.each([
    ['bare', list],
    ['in a fence', `\`\`\`json\n${list}\n\`\`\``],
    ['in a fence without a language', `\`\`\`\n${list}\n\`\`\``],
    ['after and before sentences', `Sure [as you wish], here it is:\n${list}\nI hope {that} helps [1].`],
    ['in a wrapper', JSON.stringify({ actions: [task, remind] })],
    ['in a wrapper with other fields', JSON.stringify({ reasoning: 'Two things.', actions: [task, remind] })],
    ['with a comma at its end', `[${JSON.stringify(task)}, ${JSON.stringify(remind)}, ]`],
    [
      'with arguments beside the name',
      JSON.stringify([task, remind].map(({ arguments: args, ...rest }) => ({ ...rest, ...args }))),
    ],
    ['as two lists', `${JSON.stringify([task])} and ${JSON.stringify([remind])}`],
    ['after a bracket that is never closed', `Done [sic, here: ${list}`],
  ])('R14 is read when it stands %s', (_, text) => {
    expect(read(text)).toEqual({ state: 'actions', actions: [task, remind], problems: [] });
  });

  it('is one action when the object stands alone', () => {
    expect(read(JSON.stringify(task)).actions).toEqual([task]);
  });

  it('may be empty', () => {
    for (const text of ['[]', ' [ ]\n', '```json\n[]\n```']) expect(read(text)).toMatchObject({ actions: [], problems: [] });
  });

  it.each([
    'You have two meetings [see the calendar] and {one} task.',
    'Options: [a] tea, [b] coffee. Which one?',
    'The list is ["milk", "eggs"].',
    '[{"name":"Anna","mail":"anna@example.com"}]',
    'A webhook sends {"action":"opened","number":3}.',
    '[1, 2, 3]',
    'Use `arr[0]` and `{ "title": "x" }`.',
    '[',
    '{',
    '"[{',
    '',
  ])('R14 is not seen in %j', (text) => {
    expect(parseActionList(text)).toEqual({ state: 'none' });
  });

  it('R14 has a problem, and nothing of the cut element, wherever the text is cut', () => {
    const text = JSON.stringify([task, remind]);
    const first = JSON.stringify(task).length + 1;
    const named = text.indexOf('"action":') + '"action":'.length;
    for (let length = named; length < text.length; length++) {
      const { actions, problems } = read(text.slice(0, length));
      expect(actions, text.slice(0, length)).toEqual(
        length >= first ? [task, remind].slice(0, length === text.length - 1 ? 2 : 1) : [],
      );
      expect(problems).toHaveLength(1);
    }
  });

  it('R14 has a problem when a wrapped or a lone action is cut', () => {
    for (const text of [`{"actions":[${JSON.stringify(task).slice(0, -4)}`, JSON.stringify(task).slice(0, -1)]) {
      expect(read(text)).toMatchObject({ actions: [], problems: [expect.stringContaining('breaks off')] });
    }
  });

  it('R14 names an unknown action and the six known ones, and keeps the others', () => {
    const { actions, problems } = read(JSON.stringify([{ action: 'wire_money', arguments: {} }, task]));
    expect(actions).toEqual([task]);
    expect(problems).toEqual([
      'Action 1: no such action as wire_money. The actions are send_email, schedule_meeting, create_task, summarize, remind, research.',
    ]);
  });

  it.each([
    [{ action: 'create_task', arguments: { title: 42 } }, 'title'],
    [{ action: 'create_task' }, 'title'],
    [{ action: 'create_task', title: '   ' }, 'title'],
    [{ action: 'create_task', title: 'x', importance: 'enormous' }, 'importance'],
    [{ action: 'create_task', title: 'x', importance: 11 }, 'importance'],
    [{ action: 'remind', text: 'x' }, 'when'],
    [{ action: 'remind', text: 'x', when: ['tomorrow'] }, 'when'],
    [{ action: 'send_email', to: [], subject: 'x', body: 'y' }, 'to'],
    [{ action: 'send_email', to: 5, subject: 'x', body: 'y' }, 'to'],
    [{ action: 'send_email', to: 'a@example.com', body: 'y' }, 'subject'],
    [{ action: 'schedule_meeting', title: 'x', start: 'noon', durationMinutes: 'long' }, 'durationMinutes'],
    [{ action: 'research', question: '' }, 'question'],
    [{ action: 'summarize', what: { a: 1 } }, 'what'],
    [{ action: 'create_task', arguments: 'title' }, 'an object'],
    [{ action: 7 }, 'as text'],
    ['create_task', 'an object'],
    [null, 'an object'],
  ])('R14 refuses wrong types: %j', (element, word) => {
    const { actions, problems } = read(JSON.stringify([remind, element]));
    expect(actions).toEqual([remind]);
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^Action 2: .*${word}`))]);
  });

  it('tells of an element that is no JSON', () => {
    expect(read(`[${JSON.stringify(task)}, {action: 'remind'}]`)).toMatchObject({
      actions: [task],
      problems: ['Action 2: not valid JSON.'],
    });
  });

  it('R14 reads the first 20 of 500 actions and says so', () => {
    const many = Array.from({ length: 500 }, (_, at) => ({ action: 'create_task', arguments: { title: `Task ${at}` } }));
    const { actions, problems } = read(JSON.stringify(many));
    expect(actions.map((action) => action.arguments)).toEqual(many.slice(0, 20).map((action) => action.arguments));
    expect(problems).toEqual(['Only the first 20 of 500 actions were read: at most 20 at once.']);
  });

  it('R14 takes the same action once, whatever its reasons and its order of fields', () => {
    const again = { reasoning: 'Again.', arguments: { due: 'Friday', title: ' Call Anna ' }, action: 'create_task' };
    const { actions, problems } = read(JSON.stringify([task, again, remind]));
    expect(actions.map((action) => action.action)).toEqual(['create_task', 'remind']);
    expect(problems).toEqual([]);
  });

  it('keeps brackets and quotes inside of texts', () => {
    const tricky = { action: 'create_task', arguments: { title: 'Say "]}" and [{ \\ to "them"' } };
    expect(read(`x ${JSON.stringify([tricky])} y`).actions).toEqual([tricky]);
  });

  it('is read in one pass of reasonable length, whatever the text', () => {
    expect(parseActionList('['.repeat(100_000))).toEqual({ state: 'none' });
    expect(parseActionList('[{"a":['.repeat(20_000))).toEqual({ state: 'none' });
    fc.assert(fc.property(fc.string(), fc.string(), (before, after) => void parseActionList(`${before}${list}${after}`)));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('[', ']', '{', '}', '"', ',', '"action":', 'x', '\\')),
        (parts) => void parseActionList(parts.join('')),
      ),
    );
  });
});

describe('the tool for an action', () => {
  it.each([
    [
      { action: 'create_task', task: 'Call Anna', deadline: 'Friday', priority: 'high' },
      'task_add',
      { title: 'Call Anna', due: 'Friday', importance: 8 },
    ],
    [{ action: 'create_task', title: 'Call Anna', due: null }, 'task_add', { title: 'Call Anna' }],
    [{ action: 'remind', message: 'Pay rent', time: '9 am' }, 'reminder_set', { text: 'Pay rent', when: '9 am' }],
    [
      { action: 'send_email', recipient: 'a@example.com; b@example.com', subject: 'Hi', text: 'Hello.' },
      'mail_send',
      { to: ['a@example.com', 'b@example.com'], subject: 'Hi', body: 'Hello.' },
    ],
    [
      { action: 'schedule_meeting', subject: 'Lunch', start_time: 'Friday noon', duration: '45', participants: ['Anna'] },
      'calendar_create',
      { title: 'Lunch', start: 'Friday noon', durationMinutes: 45, attendees: ['Anna'] },
    ],
    [
      { action: 'schedule_meeting', title: 'Lunch', start: 'noon' },
      'calendar_create',
      { title: 'Lunch', start: 'noon', attendees: [] },
    ],
    [{ action: 'research', query: 'Best tea' }, 'web_search', { query: 'Best tea' }],
    [{ action: 'summarize', topic: 'The offsite' }, 'memory_search', { query: 'The offsite' }],
    [{ action: 'summarize' }, 'memory_search', { query: 'today' }],
  ])('of %j is %s', (element, tool, input) => {
    const [action] = read(JSON.stringify([element])).actions;
    expect(action && ACTION_TO_TOOL(action)).toEqual({ tool, input });
  });

  it('tells a model of exactly the six actions, with an example that is read', () => {
    expect(read(ACTION_LIST_PROMPT).actions).toHaveLength(1);
    const named =
      problemsOf({ action: 'x' })[0]
        ?.match(/actions are (.*)\./)?.[1]
        ?.split(', ') ?? [];
    expect(named).toHaveLength(6);
    for (const name of named) expect(ACTION_LIST_PROMPT).toContain(name);
  });
});
