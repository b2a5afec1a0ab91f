import type { Act } from '../actions/act.ts';
import type { Kind } from '../actions/kind.ts';
import type { Audit } from '../audit/audit.ts';
import type { Database } from '../db/client.ts';
import { DatabaseAway } from '../db/failure.ts';
import type { Clock } from '../ground/clock.ts';
import { isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import { atStep } from '../ground/steps.ts';
import type { Brain } from './brain.ts';
import type { Heard } from './hear.ts';
import { converse, type LoopDeps, type Outage, type Spoken, type SteppedAnswer } from './loop.ts';
import { askWithinLimit, recordCall } from './metered.ts';
import { buildPrompt } from './prompt.ts';
import type { Known } from './remember.ts';
import { storeAnswer } from './steps.ts';
import { sourceOf, type Turn } from './story.ts';
import { toToolSpecs } from './tools.ts';
import { answerWithoutModel } from './without-model.ts';

export interface SpeakDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: Audit;
  readonly act: Act;
  /** The kinds a model may call for a person. */
  readonly toolsFor: (personId: string) => Promise<readonly Kind[]>;
  /** The model that answers; without one, rules do. */
  readonly brain: Brain | undefined;
}

/** What was said, and what it cost. */
export interface Answered {
  readonly spoken: Spoken;
  readonly modelMs: number;
  readonly promptTokens: number;
}

interface Moment {
  readonly turn: Turn;
  readonly heard: Heard;
  readonly known: Known;
  /** The model's answers of an earlier life of this turn. */
  readonly answers: readonly SteppedAnswer[];
  readonly signal: AbortSignal;
  readonly onSlow: () => void;
}

/** Finds what to say and does what is asked for on the way: by model and tools, or by rules. A model that is out is told of in one sentence. */
export async function speak(deps: SpeakDeps, moment: Moment): Promise<Answered> {
  const { turn, heard, known, answers, signal } = moment;
  const { brain } = deps;
  const tainted = heard.tainted || known.tainted;
  const wish = {
    personId: turn.personId,
    turnId: turn.id,
    source: sourceOf(turn),
    tainted,
    unattended: false,
    ownWords: heard.own,
  };
  const act = turn.sessionUntil ? withoutSaving(deps.act) : deps.act;
  if (!brain) {
    return { spoken: await answerWithoutModel(act, wish, heard.wishes), modelMs: 0, promptTokens: 0 };
  }
  const tools = toToolSpecs(await deps.toolsFor(turn.personId));
  let modelMs = 0;
  let promptTokens = 0;
  const account = { personId: turn.personId, zone: known.profile.identity.timezone };
  const answer: LoopDeps['answer'] = async (step, messages, taintedSoFar) => {
    const earlier = answers[step];
    if (earlier) return { ...earlier, tainted: earlier.tainted || taintedSoFar };
    const askedAtMs = deps.clock.now().epochMilliseconds;
    const asking = () => askWithinLimit(deps, brain, account, { messages, tools }, moment);
    const fresh = await atStep('model-called', asking).catch((error: unknown) => outageOf(deps, moment, error));
    if ('outage' in fresh) return fresh;
    const answered = { ...fresh, tainted: taintedSoFar };
    modelMs += deps.clock.now().epochMilliseconds - askedAtMs;
    promptTokens += fresh.usage.promptTokens;
    // Before anything in it is acted on.
    const storing = () =>
      deps.db.asPerson(turn.personId, async (tx) => {
        await storeAnswer(tx, turn.personId, turn.id, step, answered);
        await recordCall(tx, deps, brain, account, fresh, turn.id);
      });
    await atStep('model-answered', storing);
    return answered;
  };
  const prompt = buildPrompt({ ...known, now: turn.startedAt, request: heard.request });
  const spoken = await converse({ act, tools, answer }, { ...wish, signal }, prompt);
  return { spoken, modelMs, promptTokens };
}

/** What is kept for the session only is not saved by the way. */
function withoutSaving(act: Act): Act {
  return async (wish) => (wish.kind === 'memory_save' ? { state: 'refused', said: OFF_THE_RECORD } : act(wish));
}

const OFF_THE_RECORD = 'This is off the record, so I save nothing of it. /remember with the words keeps something all the same.';

function outageOf({ log }: SpeakDeps, { turn, signal }: Moment, error: unknown): Outage {
  signal.throwIfAborted();
  if (!isAppError(error) || error instanceof DatabaseAway) throw error;
  log.warn('model-out', { turn: turn.id, ...describeError(error) });
  return { outage: `${error.message} Your message is kept; commands (/help), reminders and the brief go on.` };
}
