import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { planOf, readPlan, splitPlan } from '../../src/workflows/read-plan.ts';
import { readStep } from '../../src/workflows/read-step.ts';

const setting = { now: Temporal.Instant.from('2026-11-21T08:00:00Z'), zone: 'Europe/Berlin', ownWords: '' };
const read = (text: string, ownWords = '') => planOf(readPlan(splitPlan(text), { ...setting, ownWords }));

describe('a step in words', () => {
  test.each([
    ['day', { do: 'gather', what: 'day', words: '', days: 0 }],
    ['1. Meetings about Acme', { do: 'gather', what: 'meetings', words: 'Acme', days: 7 }],
    ['- project "Acme Corp"', { do: 'gather', what: 'project', words: 'Acme Corp', days: 7 }],
    ['figures of the last 30 days about Acme', { do: 'gather', what: 'figures', words: 'Acme', days: 30 }],
    ['metrics', { do: 'gather', what: 'figures', words: '', days: 7 }],
    ['deadlines in 5 days', { do: 'gather', what: 'deadlines', words: '', days: 5 }],
    ['calendar this week', { do: 'act', kind: 'calendar_list', input: { when: 'this week' } }],
    ['tasks', { do: 'act', kind: 'task_list', input: {} }],
    ['mail from Ana about the budget', mailSearch({ from: 'Ana', text: 'the budget' })],
    ['page https://example.com/a', { do: 'act', kind: 'web_read', input: { url: 'https://example.com/a' } }],
    ['summarise: in three lines', { do: 'summarise', ask: 'in three lines' }],
    ['report Acme', { do: 'summarise', ask: 'a report on Acme' }],
    ['document Acme in November', { do: 'document', name: 'Acme in November' }],
    ['tell me', { do: 'tell', words: '' }],
    ['tell me: stretch', { do: 'tell', words: 'stretch' }],
    ['task water the plants', { do: 'act', kind: 'task_add', input: { title: 'water the plants' } }],
    ['mail_archive {"mails":["4711"]}', { do: 'act', kind: 'mail_archive', input: { mails: ['4711'] } }],
  ])('%s', (line, deed) => {
    expect(readStep(line).deed).toEqual(deed);
  });

  test('a mail carries the document, or what was found', () => {
    const inputOf = (line: string) => readStep(line).deed;
    expect(inputOf('mail to ana@example.com, bo@example.com subject "Week 47" with the document')).toEqual({
      do: 'act',
      kind: 'mail_send',
      input: {
        to: ['ana@example.com', 'bo@example.com'],
        subject: 'Week 47',
        body: 'The document is attached.',
        attachments: ['{{document}}'],
      },
    });
    expect(inputOf('mail to ana@example.com: Hello Ana')).toMatchObject({
      input: { to: ['ana@example.com'], subject: '{{name}}', body: 'Hello Ana' },
    });
    expect(inputOf('mail to ana@example.com')).toMatchObject({ input: { body: '{{text}}' } });
  });

  test('what is none says which there are', () => {
    expect(() => readStep('frobnicate the widgets')).toThrow(/I do not know the step .* A step is one of: day; /);
    expect(() => readStep('mail_archive {broken}')).toThrow('no JSON object');
  });
});

function mailSearch(input: object) {
  return { do: 'act', kind: 'mail_search', input: { mailbox: 'inbox', since: 'yesterday', ...input } };
}

describe('a plan in words', () => {
  test('has a name, a rule on the wall clock, conditions and steps', () => {
    const text = 'Friday report: every friday at 16:00; if meetings; if tasks due within 3 days; tasks; summarise; tell me';
    expect(splitPlan(text).name).toBe('Friday report');
    expect(read(text)).toMatchObject({
      trigger: { kind: 'schedule', rrule: expect.stringContaining('BYDAY=FR'), startsLocal: '2026-11-27T16:00' },
      conditions: [{ about: 'meetings' }, { about: 'tasks', days: 3 }],
      steps: [{ line: 'tasks' }, { line: 'summarise' }, { line: 'tell me' }],
    });
  });

  test('can stand a line a part, and without a name', () => {
    expect(splitPlan('every day at 8\nif there is mail from Ana\n1. day\n2. tell me')).toEqual({
      name: '',
      when: 'every day at 8',
      conditions: ['if there is mail from Ana'],
      steps: ['1. day', '2. tell me'],
    });
  });

  test('begins before each meeting, at one moment, or by hand', () => {
    expect(read('30 minutes before each meeting; meetings').trigger).toEqual({ kind: 'meeting', minutes: 30 });
    expect(read('when a meeting ends; tell me: notes?').trigger).toEqual({ kind: 'meeting-end', minutes: 0 });
    expect(read('10 minutes after each meeting; tell me: notes?').trigger).toEqual({ kind: 'meeting-end', minutes: 10 });
    expect(read('tomorrow at 9; day').trigger).toEqual({ kind: 'once', at: '2026-11-22T08:00:00Z' });
    expect(read('by hand; day').trigger).toEqual({ kind: 'hand' });
  });

  test.each([
    ['when mail comes', '', ''],
    ['when mail arrives from anybody about anything', '', ''],
    ['whenever a new mail comes in from Ana Lee about the budget', 'Ana Lee', 'the budget'],
    ['when a mail from Ana arrives', 'Ana', ''],
    ['when a mail about the budget comes', '', 'the budget'],
  ])('begins %s', (when, from, about) => {
    expect(read(`${when}; tell me`)).toMatchObject({
      trigger: { kind: 'mail', from, about },
      steps: [{ line: 'the mail', deed: { do: 'gather', what: 'mail' } }, { line: 'tell me' }],
    });
  });

  test('that begins with a mail looks at that mail where it looks at nothing else', () => {
    const steps = (text: string) => read(`when mail comes; ${text}`).steps.map(({ line }) => line);
    expect(steps('task answer it')).toEqual(['the mail', 'task answer it']);
    expect(steps('tasks; tell me')).toEqual(['tasks', 'tell me']);
  });

  test('of looks alone ends with telling', () => {
    expect(read('every day at 8; day; tasks').steps.map(({ line }) => line)).toEqual(['day', 'tasks', 'tell me']);
  });

  test('keeps the addresses that the person typed, and no others', () => {
    const text = 'every day at 8; page https://example.com/; page https://other.example/';
    expect(read(text, 'look at https://example.com/ for me').ownAddresses).toEqual(['https://example.com/']);
  });

  test.each([
    ['sometimes; day', /A workflow can also begin/],
    ['every day at 8', /Say what is to be done/],
    ['every day at 8; if the moon is full; day', /I do not know the condition/],
    [`every day at 8; ${Array.from({ length: 21 }, () => 'day').join(';')}`, /at most 20 steps/],
    ['3 days before each meeting; day', /no length of up to a day/],
  ])('refuses %s', (text, problem) => {
    expect(() => read(text)).toThrow(problem);
  });
});
