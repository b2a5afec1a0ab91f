import { STEPS, type Step } from '../../../src/ground/steps.ts';
import { createSeeded } from '../../seeded.ts';
import type { Findings } from './check.ts';
import { shuffled, toLines, type Wish } from './conversation.ts';
import { runLinking, runLinkingTwice } from './linking/run.ts';
import { type Besides, type KillPoint, MOMENTS, pointsAt, randomAt } from './points.ts';
import { type Run, runBlind, runTwice, runWithDeath, runWithDeaths, runWithHandover } from './run.ts';
import type { AccountsKind, Claimed, Signal } from './stage.ts';

/** What kind of life a proof is about, and what is off in its control. */
export interface Arm {
  readonly proof: 'kill' | 'kill-accounts' | 'kill-google' | 'kill-links' | 'kill-google-links';
  /** So many lives at a time: most of one is waiting. */
  readonly sideBySide: number;
  /** What asks for it on the command line. */
  readonly flags: readonly string[];
  /** Where the person has mail and a calendar. */
  readonly accounts: AccountsKind | undefined;
  /** The steps at which it dies. */
  readonly steps: readonly Step[];
  /** Where else, by kills only. */
  readonly besides: readonly Besides[];
  runAt(claimed: Claimed, point: KillPoint, how: How): Promise<Run>;
  readonly control: string;
  runControl(claimed: Claimed): Promise<Run>;
  /** True when the control shows what it must. */
  isCaught(control: Findings): boolean;
}

interface How {
  readonly seed: number;
  readonly signal: Signal;
}

/** Moments of a start, and a mail server without an answer, are for kills only. */
export function pointsOf(signal: Signal, { steps, besides }: Pick<Arm, 'steps' | 'besides'>): readonly KillPoint[] {
  return signal === 'SIGTERM' ? pointsAt(steps) : [...pointsAt(steps), ...besides];
}

/** Passed with what is done outside alone. */
const OUTSIDE: readonly Step[] = ['action-sent', 'action-answered', 'result-stored'];
/** Passed with each card. */
const WITH_CARDS: readonly Step[] = ['approval-stored', 'card-sent', 'claim-committed', ...OUTSIDE];
/** Passed with each command of the person and its answer. */
const WITH_COMMANDS: readonly Step[] = [
  'received',
  'verified',
  'inbox-committed',
  'acked',

  'reply-sent',
  'reply-recorded',
];

const LONGEST_GAP_MS = 250;
const LONG_TALK_GAP_MS = 1500;
/** Longer than a start takes, so that some kills hit the start and some the work. */
const LONGEST_LIFE_MS = 4000;
/** Lines without a pause between them. */
const atOnce = (wishes: readonly Wish[]) => toLines(wishes, 0, () => 0);

interface Talk {
  /** What is wished for in a conversation with one death, in any order. */
  readonly wishes: readonly Wish[];
  /** The same with deaths at any moment. */
  readonly longTalk: readonly Wish[];
  /** At which pass of the step to die: no conversation has fewer. */
  passOf(step: Step, random: () => number): number;
}

/** Lives in which the person wishes for things and sees to what comes of it. */
function talking({ wishes, longTalk, passOf }: Talk): Arm['runAt'] {
  return (claimed, point, { seed, signal }) => {
    if (point === 'handed-over') return runWithHandover(claimed, atOnce(['mail', 'event']));
    if (point === 'moments') {
      const random = createSeeded(seed);
      const livesMs = Array.from({ length: MOMENTS }, () => random() * LONGEST_LIFE_MS);
      return runWithDeaths(claimed, toLines(longTalk, LONG_TALK_GAP_MS, random), livesMs);
    }
    const random = randomAt(point, seed);
    const lines = toLines(shuffled(wishes, random), LONGEST_GAP_MS, random);
    return runWithDeath(claimed, lines, { ...point, pass: passOf(point.step, random), signal });
  };
}

/** A task, an answer, a message to Ben and a page: only the page is looked up outside, all other steps are passed twice at least. */
export const PLAIN: Arm = {
  proof: 'kill',
  sideBySide: 2,
  flags: [],
  accounts: undefined,
  steps: STEPS,
  besides: ['moments'],
  runAt: talking({
    wishes: ['task', 'answer', 'message', 'page'],
    longTalk: Array.from({ length: 7 }, () => ['task', 'reminder', 'answer', 'message'] as const).flat(),
    passOf: (step, random) => (OUTSIDE.includes(step) || random() < 0.5 ? 1 : 2),
  }),
  control: 'every message under two keys',
  runControl: (claimed) => runTwice(claimed, atOnce(['task', 'answer', 'task', 'answer'])),
  isCaught: ({ doubleActions, doubleReplies }) => doubleActions.length > 0 && doubleReplies.length > 0,
};

/** Every errand has a card and is done outside; each mail waits for half a minute before it goes. */
function withErrands(errands: readonly Wish[], sent: readonly Wish[]) {
  return {
    sideBySide: 5,
    besides: ['moments', 'handed-over'],
    runAt: talking({
      wishes: errands,
      longTalk: [...errands, ...errands],
      passOf: (step, random) => 1 + Math.floor(random() * (WITH_CARDS.includes(step) ? errands.length : 2)),
    }),
    control: 'nobody looks whether a mail was sent',
    runControl: (claimed) => runBlind(claimed, atOnce(sent)),
    isCaught: ({ doubleActions }) => doubleActions.length > 0,
  } satisfies Partial<Arm>;
}

/** Mail by IMAP and SMTP, a calendar by CalDAV. */
export const WITH_ACCOUNTS: Arm = {
  ...withErrands(['mail', 'event', 'undone', 'meeting', 'question', 'request', 'invitation'], ['answer', 'invitation']),
  proof: 'kill-accounts',
  flags: ['--accounts'],
  accounts: 'servers',
  steps: STEPS,
};

/** Gmail and Google Calendar, where nobody is invited by mail alone; what is the same with every account is not passed again. */
export const WITH_GOOGLE: Arm = {
  ...withErrands(['mail', 'event', 'undone', 'question', 'request'], ['answer', 'mail']),
  proof: 'kill-google',
  flags: ['--google'],
  accounts: 'google',
  steps: WITH_CARDS,
};

/** The person connects accounts, moves one of two events that overlap there, and disconnects them again. */
function withLinks(accounts: AccountsKind, kinds: number) {
  const passes = (step: Step) => (OUTSIDE.includes(step) ? 1 : step === 'press-received' ? kinds + 1 : 2 * kinds);
  return {
    sideBySide: 3,
    accounts,
    steps: [...WITH_COMMANDS, 'press-received', ...OUTSIDE],
    besides: [],
    runAt(claimed, point, { seed, signal }) {
      if (typeof point === 'string') throw new Error(`nobody dies of ${point} here`);
      const pass = 1 + Math.floor(randomAt(point, seed)() * passes(point.step));
      return runLinking(claimed, { ...point, pass, signal });
    },
    control: 'every message under two keys',
    runControl: runLinkingTwice,
    isCaught: ({ doubleReplies }) => doubleReplies.length > 0,
  } satisfies Partial<Arm>;
}

/** Accounts by IMAP and by CalDAV come and go. */
export const WITH_LINKS: Arm = { ...withLinks('servers', 2), proof: 'kill-links', flags: ['--links'] };

/** One at Google does. */
export const WITH_GOOGLE_LINKS: Arm = {
  ...withLinks('google', 1),
  proof: 'kill-google-links',
  flags: ['--google', '--links'],
};
