import { STEPS, type Step } from '../../../src/ground/steps.ts';
import type { Findings } from './check.ts';
import { toLines, type Wish } from './conversation.ts';
import { type Run, runBlind, runTwice } from './run.ts';
import type { AccountsKind, Claimed } from './stage.ts';

/** What kind of life a proof is about, and what is off in its control. */
export interface Arm {
  readonly proof: 'kill' | 'kill-accounts' | 'kill-google';
  /** So many conversations at a time: most of a life is waiting. */
  readonly sideBySide: number;
  /** What asks for it on the command line. */
  readonly flags: readonly string[];
  /** Where the person has mail and a calendar. */
  readonly accounts: AccountsKind | undefined;
  /** The steps at which it dies. */
  readonly steps: readonly Step[];
  /** What is wished for in a conversation with one death, in any order. */
  readonly wishes: readonly Wish[];
  /** The same with deaths at any moment. */
  readonly longTalk: readonly Wish[];
  /** At which pass of the step to die: no conversation has fewer. */
  passOf(step: Step, random: () => number): number;
  readonly control: string;
  runControl(claimed: Claimed): Promise<Run>;
  /** True when the control shows what it must. */
  isCaught(control: Findings): boolean;
}

/** Passed with what is done outside alone. */
const OUTSIDE: readonly Step[] = ['action-sent', 'action-answered', 'result-stored'];
/** Passed with each card. */
const WITH_CARDS: readonly Step[] = ['approval-stored', 'card-sent', 'claim-committed', ...OUTSIDE];

const TWICE: readonly Wish[] = ['task', 'answer', 'task', 'answer'];

/** A task, an answer, a message to Ben and a page: only the page is looked up outside, all other steps are passed twice at least. */
export const PLAIN: Arm = {
  proof: 'kill',
  sideBySide: 2,
  flags: [],
  accounts: undefined,
  steps: STEPS,
  wishes: ['task', 'answer', 'message', 'page'],
  longTalk: Array.from({ length: 7 }, () => ['task', 'reminder', 'answer', 'message'] as const).flat(),
  passOf: (step, random) => (OUTSIDE.includes(step) || random() < 0.5 ? 1 : 2),
  control: 'every message under two keys',
  runControl: (claimed) =>
    runTwice(
      claimed,
      toLines(TWICE, 0, () => 0),
    ),
  isCaught: ({ doubleActions, doubleReplies }) => doubleActions.length > 0 && doubleReplies.length > 0,
};

/** Every errand has a card and is done outside; each mail waits for half a minute before it goes. */
function withErrands(errands: readonly Wish[], sent: readonly Wish[]) {
  return {
    sideBySide: 5,
    wishes: errands,
    longTalk: [...errands, ...errands],
    passOf: (step, random) => 1 + Math.floor(random() * (WITH_CARDS.includes(step) ? errands.length : 2)),
    control: 'nobody looks whether a mail was sent',
    runControl: (claimed) =>
      runBlind(
        claimed,
        toLines(sent, 0, () => 0),
      ),
    isCaught: ({ doubleActions }) => doubleActions.length > 0,
  } satisfies Partial<Arm>;
}

/** Mail by IMAP and SMTP, a calendar by CalDAV. */
export const WITH_ACCOUNTS: Arm = {
  ...withErrands(['mail', 'event', 'undone', 'meeting', 'question', 'invitation'], ['answer', 'invitation']),
  proof: 'kill-accounts',
  flags: ['--accounts'],
  accounts: 'servers',
  steps: STEPS,
};

/** Gmail and Google Calendar, where nobody is invited by mail alone; what is the same with every account is not passed again. */
export const WITH_GOOGLE: Arm = {
  ...withErrands(['mail', 'event', 'undone', 'question'], ['answer', 'mail']),
  proof: 'kill-google',
  flags: ['--google'],
  accounts: 'google',
  steps: WITH_CARDS,
};
