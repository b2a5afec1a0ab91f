import { z } from 'zod';
import { AppError } from '../ground/errors.ts';
import type { Deed, Step } from './plan.ts';

const EXAMPLES =
  'day; meetings about Acme; project Acme; figures of 7 days; deadlines in 3 days; calendar this week; tasks; the mail; mail from Ana; memory about Acme; page https://...; summarise; report; document NAME; task TEXT; mail to ana@example.com subject NAME with the document; tell me';

/** One line of a plan as a step. Rejects with `invalid` and the forms there are. */
export function readStep(said: string): Step {
  const line = said
    .trim()
    .replace(/^(?:[-*]|\d{1,2}[.)])\s+/, '')
    .replaceAll(/\s+/g, ' ');
  for (const [form, toDeed] of FORMS) {
    const found = form.exec(line);
    if (found) return { line, deed: toDeed(found.groups ?? {}) };
  }
  throw new AppError('invalid', `I do not know the step "${line.slice(0, 60)}". A step is one of: ${EXAMPLES}.`);
}

type Groups = Readonly<Record<string, string | undefined>>;

const MOST_DAYS = 366;
const USUAL_DAYS = 7;

const gather = (what: Extract<Deed, { do: 'gather' }>['what'], usualDays: number) => (groups: Groups) => ({
  do: 'gather' as const,
  what,
  words: unquoted(groups.words),
  days: Math.min(MOST_DAYS, Number(groups.days ?? usualDays)),
});

const act =
  (kind: string, toInput: (groups: Groups) => Record<string, unknown>) =>
  (groups: Groups): Deed => ({ do: 'act', kind, input: defined(toInput(groups)) });

/** The first that fits counts. */
const FORMS: readonly (readonly [RegExp, (groups: Groups) => Deed])[] = [
  [/^(?:my |the )?day$/i, gather('day', 0)],
  [/^(?:the )?meetings?(?: info)?(?: about (?<words>.+))?$/i, gather('meetings', USUAL_DAYS)],
  [/^project(?: (?<words>.+))?$/i, gather('project', USUAL_DAYS)],
  [/^(?:figures|metrics)(?: (?:of|for) (?:the last )?(?<days>\d{1,3}) days?)?(?: about (?<words>.+))?$/i, gather('figures', 7)],
  [/^deadlines(?: (?:in|of|within) (?:the next )?(?<days>\d{1,3}) days?)?$/i, gather('deadlines', 3)],
  [/^(?:my )?calendar(?: (?<when>.+))?$/i, act('calendar_list', ({ when }) => ({ when }))],
  [/^(?:my )?tasks$/i, act('task_list', () => ({}))],
  [/^(?:the|that|this) mail$/i, gather('mail', 0)],
  [
    /^mail(?: from (?<from>(?:(?! about ).)+))?(?: about (?<words>.+))?$/i,
    act('mail_search', ({ from, words }) => ({ from, text: words, mailbox: 'inbox', since: 'yesterday' })),
  ],
  [/^(?:memory|notes) about (?<words>.+)$/i, act('memory_search', ({ words }) => ({ query: words }))],
  [/^page (?<url>https?:\/\/\S+)$/i, act('web_read', ({ url }) => ({ url }))],
  [/^search (?:the web )?(?:for )?(?<words>.+)$/i, act('web_search', ({ words }) => ({ query: words }))],
  [/^summari[sz]e(?:[:,]? (?<ask>.+))?$/i, ({ ask }) => ({ do: 'summarise', ask: ask ?? '' })],
  [
    /^(?:write (?:a |the )?)?report(?:[:,]? (?:on |about )?(?<ask>.+))?$/i,
    ({ ask }) => ({ do: 'summarise', ask: reportOn(ask) }),
  ],
  [/^(?:document|presentation) (?<name>.+)$/i, ({ name }) => ({ do: 'document', name: unquoted(name) })],
  [/^(?:tell me|say)(?:[:,]? (?<words>.+))?$/i, ({ words }) => ({ do: 'tell', words: words ?? '' })],
  [/^(?:add )?(?:a )?task:? (?<title>.+)$/i, act('task_add', ({ title }) => ({ title }))],
  [/^message to (?<to>[^:]+): (?<text>.+)$/i, act('message_send', ({ to, text }) => ({ to, text }))],
  [
    /^mail to (?<to>[^\s,]+(?:(?:,| and) ?[^\s,@]+@[^\s,]+)*)(?: subject (?<subject>(?:(?! with the document|: ).)+))?(?<file> with the document)?(?:: (?<body>.+))?$/i,
    act('mail_send', toMail),
  ],
  [/^(?<kind>[a-z]+_[a-z_]+)(?: (?<input>\{.*\}))?$/, ({ kind, input }) => toAct(kind ?? '', input ?? '{}')],
];

function toMail({ to = '', subject, file, body }: Groups): Record<string, unknown> {
  return {
    to: to.split(/,| and /).map((each) => each.trim()),
    subject: subject === undefined ? '{{name}}' : unquoted(subject),
    body: body ?? (file ? 'The document is attached.' : '{{text}}'),
    attachments: file && ['{{document}}'],
  };
}

const anyInput = z.record(z.string(), z.unknown());

/** The general form, as a tool is called: `mail_archive {"mails":["4711"]}`. */
function toAct(kind: string, text: string): Deed {
  try {
    return { do: 'act', kind, input: anyInput.parse(JSON.parse(text)) };
  } catch (error) {
    throw new AppError('invalid', `What stands behind ${kind} is no JSON object.`, { cause: error });
  }
}

function reportOn(subject: string | undefined): string {
  return subject === undefined ? 'a report' : `a report on ${unquoted(subject)}`;
}

function unquoted(text = ''): string {
  return text.trim().replace(/^["“'](.*)["”']$/, '$1');
}

function defined(input: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}
