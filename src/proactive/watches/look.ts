import { Temporal } from 'temporal-polyfill';
import type { Database } from '../../db/client.ts';
import { DatabaseAway } from '../../db/failure.ts';
import type { Clock } from '../../ground/clock.ts';
import { AppError, isAppError } from '../../ground/errors.ts';
import { describeError, type Log } from '../../ground/log.ts';
import { load } from '../../people/profile-store.ts';
import type { EyesOf } from '../../ports/connections.ts';
import type { Write } from '../brief/rewording.ts';
import type { Run } from '../clockwork.ts';
import type { Notify } from '../notify/notify.ts';
import { fitPrompt, readFit } from './fits-by-model.ts';
import { fitsByWords } from './fits-by-words.ts';
import { type Item, type Source, whatIsNew } from './source.ts';
import { dueWatches, keepLook, type Watch } from './store.ts';
import { newsOfEnd, newsOfFailure, newsOfItems, newsOfLastCall } from './watch-news.ts';

interface LookDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly eyesOf: EyesOf;
  readonly notify: Notify;
  /** Absent without a model: then words alone say what fits. */
  readonly write: Write | undefined;
}

/** After so many looks in a row at which a source could not be read the person is told; of one that never could be, at once. */
const TOLD_AFTER = 5;
/** One question to a model holds no more; what is beyond is judged by its words. */
const MOST_ASKED = 40;

/**
 * Looks at the sources of every watch of the person that is due: what is new there and fits is told, each entry once, and when to look
 * again is stored with it. Where nothing is new no model is asked, and nothing is fetched from a server that says so.
 */
export function createWatchLook(deps: LookDeps): Run {
  return async (personId, _due, signal) => {
    const due = await deps.db.asPerson(personId, (tx) => dueWatches(tx, personId, deps.clock.now()));
    for (const watch of due) await (isOver(watch, deps.clock.now()) ? end(deps, watch) : look(deps, watch, signal));
  };
}

function isOver({ until }: Watch, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(until, now) <= 0;
}

async function end({ db, clock, notify }: LookDeps, watch: Watch): Promise<void> {
  await db.asPerson(watch.personId, async (tx) => {
    if (await keepLook(tx, watch, { state: 'ended' })) await notify(tx, newsOfEnd(watch), clock.now());
  });
}

async function look(deps: LookDeps, watch: Watch, signal: AbortSignal): Promise<void> {
  const { db, clock, notify } = deps;
  const seen: Seen[] = [];
  for (const [index, source] of watch.sources.entries()) {
    const others = [...seen.map(({ after }) => after), ...watch.sources.slice(index + 1)];
    seen.push(await readSource(deps, watch, source, others, signal));
  }
  const fresh = seen.flatMap((each) => each.fresh);
  const { fitting, asked } = await judge(deps, watch, fresh, signal);
  const now = clock.now();
  const modelCallsLeft = watch.modelCallsLeft - asked;
  const regular = now.add({ minutes: watch.everyMinutes });
  const nextAt = Temporal.Instant.compare(regular, watch.until) < 0 ? regular : watch.until;
  await db.asPerson(watch.personId, async (tx) => {
    if (!(await keepLook(tx, watch, { sources: seen.map(({ after }) => after), modelCallsLeft, nextAt }))) return;
    const failed = seen.flatMap(({ after, problem }) => {
      const isTold = after.failures === TOLD_AFTER || (after.failures === 1 && !after.seen);
      return problem !== undefined && isTold ? [newsOfFailure(watch, after.url, after.failures, problem, now)] : [];
    });
    const lastCall = asked > 0 && modelCallsLeft === 0 ? [newsOfLastCall(watch)] : [];
    for (const news of [...newsOfItems(watch, fitting, now), ...failed, ...lastCall]) await notify(tx, news, now);
  });
}

/** How a source stands after the look, and what is new there; `problem` is the sentence why it could not be read. */
interface Seen {
  readonly after: Source;
  readonly fresh: readonly Item[];
  readonly problem?: string;
}

async function readSource(
  { eyesOf, log }: LookDeps,
  watch: Watch,
  source: Source,
  others: readonly Source[],
  signal: AbortSignal,
): Promise<Seen> {
  try {
    const { web } = await eyesOf(watch.personId);
    if (!web) throw new AppError('unavailable', 'I cannot reach the web here.');
    const found = await web.look(source.url, source.version, signal);
    if (found === 'unchanged') return { after: { ...source, failures: 0 }, fresh: [] };
    if ('movedTo' in found) throw new AppError('not-found', 'It has moved to another host: watch its new address.');
    return whatIsNew(source, found, others);
  } catch (error) {
    if (signal.aborted || error instanceof DatabaseAway) throw error;
    log.warn('watch-not-read', { watch: watch.number, ...describeError(error) });
    // One that a bug of ours keeps from being read stands in the way of no other.
    const problem = isAppError(error) ? error.message : 'Something went wrong on my side.';
    return { after: { ...source, failures: source.failures + 1 }, fresh: [], problem };
  }
}

/** Which of the new items fit, and how often a model was asked for that. */
async function judge(
  deps: LookDeps,
  watch: Watch,
  fresh: readonly Item[],
  signal: AbortSignal,
): Promise<{ readonly fitting: readonly Item[]; readonly asked: number }> {
  const byWords = (items: readonly Item[]) => items.filter((item) => fitsByWords(watch.about, item));
  if (!deps.write || fresh.length === 0 || watch.modelCallsLeft === 0) return { fitting: byWords(fresh), asked: 0 };
  const [first, rest] = [fresh.slice(0, MOST_ASKED), fresh.slice(MOST_ASKED)];
  const named = await byModel(deps, deps.write, watch, first, signal);
  return { fitting: [...(named ?? byWords(first)), ...byWords(rest)], asked: 1 };
}

/** Undefined where the model does not answer, or not so that it can be read. */
async function byModel(
  { db, log }: LookDeps,
  write: Write,
  { personId, about }: Watch,
  items: readonly Item[],
  signal: AbortSignal,
): Promise<readonly Item[] | undefined> {
  try {
    const { identity } = await db.asPerson(personId, (tx) => load(tx, personId));
    const answer = await write(fitPrompt(about, items), signal, { personId, zone: identity.timezone });
    return answer && readFit(answer.text, items);
  } catch (error) {
    if (signal.aborted || error instanceof DatabaseAway) throw error;
    log.warn('watch-without-model', describeError(error));
    return undefined;
  }
}
