import type { Step } from '../../../src/ground/steps.ts';
import type { Findings } from './check.ts';
import { toLines, type Wish } from './conversation.ts';
import { type Run, runBlind, runTwice } from './run.ts';
import type { Claimed } from './stage.ts';

/** What kind of life a proof is about, and what is off in its control. */
export interface Arm {
  readonly proof: 'kill' | 'kill-accounts';
  /** The person has mail and a calendar, on real servers. */
  readonly hasAccounts: boolean;
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
  hasAccounts: false,
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

const ERRANDS: readonly Wish[] = ['mail', 'event', 'undone', 'question', 'invitation'];

/** Every errand has a card and is done outside. */
export const WITH_ACCOUNTS: Arm = {
  proof: 'kill-accounts',
  hasAccounts: true,
  wishes: ERRANDS,
  longTalk: [...ERRANDS, ...ERRANDS],
  passOf: (step, random) => 1 + Math.floor(random() * (WITH_CARDS.includes(step) ? ERRANDS.length : 2)),
  control: 'nobody looks whether a mail was sent',
  runControl: (claimed) =>
    runBlind(
      claimed,
      toLines(['answer', 'invitation'], 0, () => 0),
    ),
  isCaught: ({ doubleActions }) => doubleActions.length > 0,
};
