import type { ModelFakeScript, ModelFakeToolCall } from '../../../test/fakes/model/script.ts';
import { ownWords } from '../../own-words.ts';

/** What a message asks for: done at once, told later, answered, sent to Ben after a press, looked up outside after a press. */
export type PlainWish = 'task' | 'reminder' | 'answer' | 'message' | 'page';

/**
 * What somebody with accounts asks for, each after a press: a mail to Cyd, an event, an event that is taken back again, a meeting, to which Cyd is
 * asked by mail. And what comes to them by mail: a question, which they answer, a request, which an answer among the drafts is prepared for, and an
 * invitation, which they accept.
 */
export type AccountWish = 'mail' | 'event' | 'undone' | 'meeting' | 'question' | 'request' | 'invitation';

export type Wish = PlainWish | AccountWish;

/** One message of the person. Its mark is its place in the conversation, and stands in everything that comes of it. */
export interface Line {
  readonly mark: number;
  readonly wish: Wish;
  /** How long the person takes to write it. */
  readonly gapMs: number;
}

/** A conversation of these wishes, with gaps that the random numbers fix. */
export function toLines(wishes: readonly Wish[], longestGapMs: number, random: () => number): Line[] {
  return wishes.map((wish, mark) => ({ mark, wish, gapMs: random() * longestGapMs }));
}

/** The same in an order that the random numbers fix. */
export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((one) => ({ one, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

export function textOf({ mark, wish }: Line): string {
  return `${WORDS[wish]} m${mark}`;
}

export function needsPress({ wish }: Line): boolean {
  return wish !== 'task' && wish !== 'reminder' && wish !== 'answer';
}

/** True for what nobody says: it comes as a mail with these words as its subject. */
export function comesByMail({ wish }: Line): boolean {
  return wish === 'question' || wish === 'request' || wish === 'invitation';
}

/** What the person says under words of somebody else: then nothing is done to their own calendar without a press. */
export function standsUnderOthers({ wish }: Line): boolean {
  return wish === 'event' || wish === 'undone';
}

/** The path under which the page server has what a mark is looked up by. */
export function pathOf(mark: number): string {
  return `/page-${mark}`;
}

/** What the page of that path says. */
export function pageAt(path: string): string {
  return `<html><body>The finding is f${path.replace(/\D/g, '')}.</body></html>`;
}

/** A model that does what each mark asks for and names all marks of the request; then what was found for it. All mail but a request is urgent to it. */
export function obedient(pages: string): ModelFakeScript {
  return ({ said, results }) => {
    if (said.includes('Sort one mail')) return said.includes(WORDS.request) ? 'action_required' : 'urgent';
    if (said.includes('Write the answer')) return 'Yes, gladly.';
    const marks = marksIn(ownWords(said));
    const found = [...said.matchAll(/\bThe finding is f(\d+)/g)].map(([, mark]) => Number(mark));
    const answered = marks.length > 0 ? [`Answered ${marks.map((mark) => `m${mark}`).join(' ')}.`] : [];
    const text = [...answered, ...found.map((mark) => `Found f${mark}.`)].join(' ');
    const toolCalls = marks.flatMap((mark) => toCall(ownWords(said), mark, pages));
    return results.length === 0 && toolCalls.length > 0 ? { text, toolCalls } : text;
  };
}

export function marksIn(text: string): number[] {
  return [...text.matchAll(/\bm(\d+)\b/g)].map(([, mark]) => Number(mark));
}

/** The marks that a reply says are answered. */
export function answeredIn(text: string): number[] {
  return marksIn(/Answered ((?:m\d+ ?)+)/.exec(text)?.[1] ?? '');
}

/** The marks of which it says what was found. */
export function foundIn(text: string): number[] {
  return [...text.matchAll(/\bFound f(\d+)\b/g)].map(([, mark]) => Number(mark));
}

/** The mark of a mail that is told of. */
export function newsOf(text: string): number | undefined {
  const mark = /^(?:Urgent mail|Invitation)[\s\S]*?\bm(\d+)\b/.exec(text)?.[1];
  return mark === undefined ? undefined : Number(mark);
}

/** The mark that a card asks about. */
export function cardOf(text: string): number | undefined {
  const mark = /I ask first:[\s\S]*?(?:\bm|\/page-)(\d+)\b/.exec(text)?.[1];
  return mark === undefined ? undefined : Number(mark);
}

/** The marks of reminders that ring, alone or in a list of what was missed. */
export function rungIn(text: string): number[] {
  return [...text.matchAll(/(?:⏰|[-•]) Bell m(\d+)/g)].map(([, mark]) => Number(mark));
}

/** Whom the person writes mails to, and who writes to them. */
export const CYD = 'cyd@c.example';

const WORDS: Readonly<Record<Wish, string>> = {
  task: 'Put on my list: errand',
  reminder: 'In a moment ring the bell',
  answer: 'What about',
  message: 'Tell Ben of',
  page: 'Look up',
  mail: 'Write to Cyd about',
  event: 'Put into my calendar',
  undone: 'Keep an hour for',
  meeting: 'Sit down with Cyd about',
  question: 'Urgent question',
  request: 'Please answer',
  invitation: 'Meeting',
};

function toCall(words: string, mark: number, pages: string): ModelFakeToolCall[] {
  const asked = (wish: Wish) => new RegExp(`${WORDS[wish]} m${mark}\\b`).test(words);
  if (asked('task')) return [{ name: 'task_add', arguments: { title: `Errand m${mark}` } }];
  if (asked('reminder')) return [{ name: 'reminder_set', arguments: { text: `Bell m${mark}`, when: 'in 3 seconds' } }];
  if (asked('message')) return [{ name: 'message_send', arguments: { to: 'Ben', text: `About m${mark}` } }];
  if (asked('mail')) return [{ name: 'mail_send', arguments: { to: [CYD], subject: `About m${mark}`, body: 'As we said.' } }];
  if (asked('event') || asked('undone') || asked('meeting')) {
    const when = { start: `in ${mark + 2} days at 10:00`, end: '30 minutes' };
    const guests = asked('meeting') ? { guests: [CYD] } : {};
    return [{ name: 'calendar_create', arguments: { title: `Event m${mark}`, ...when, ...guests } }];
  }
  if (asked('page')) return [{ name: 'web_read', arguments: { url: `${pages}${pathOf(mark)}` } }];
  return [];
}
