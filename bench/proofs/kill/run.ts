import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { BUILT, type Product } from '../../product.ts';
import { connect } from './accounts.ts';
import { check, type Findings } from './check.ts';
import type { Line } from './conversation.ts';
import { createPerson } from './person.ts';
import { type Claimed, type Death, openStage, type Stage } from './stage.ts';
import { outsideOf, rowsOf } from './traces.ts';

export interface Run {
  readonly findings: Findings;
  /** How often the program was killed, or told to end. */
  readonly kills: number;
}

/** The program dies at one step of the conversation and is started again. */
export function runWithDeath(claimed: Claimed, lines: readonly Line[], death: Death, program = BUILT): Promise<Run> {
  return run(
    claimed,
    lines,
    async (stage, talk) => {
      const first = stage.spawn('to die');
      await first.ready;
      if (stage.accounts) await connect(stage, stage.accounts);
      return dieIn(talk, stage, first, death);
    },
    program,
  );
}

/** The first life dies while the person is about this, and the next begins at once. */
export async function dieIn(work: () => Promise<void>, stage: Stage, first: Product, death: Death): Promise<Lived> {
  await stage.dieAt(death);
  const inPeace = death.signal === 'SIGTERM';
  // The platform takes the message and its answer is lost: after the kill the program cannot know by itself.
  if (death.step === 'reply-recorded' && !inPeace) stage.me.meets(['swallows']);
  const working = work();
  const ending = await Promise.race([first.ended, working]);
  if (ending) stage.spawn();
  await working;
  const openEnds = inPeace && ending && ending.code !== 0 ? [`an end in peace at a step: ${ending.code ?? ending.signal}`] : [];
  return { kills: ending ? 1 : 0, openEnds, inPeace };
}

/** The program is killed so many milliseconds after each of its starts, so that some kills hit a start and some the work. */
export function runWithDeaths(claimed: Claimed, lines: readonly Line[], livesMs: readonly number[]): Promise<Run> {
  return run(claimed, lines, async (stage, talk) => {
    if (stage.accounts) await (await connected(stage)).kill();
    const talking = talk();
    for (const lifeMs of livesMs) {
      const life = stage.spawn();
      await wait(lifeMs);
      await life.kill();
    }
    stage.spawn();
    await talking;
    return { kills: livesMs.length, openEnds: [], inPeace: false };
  });
}

/** The program is killed while the mail server has the first mail of the conversation and has not answered yet. */
export function runWithHandover(claimed: Claimed, lines: readonly Line[]): Promise<Run> {
  return run(claimed, lines, async (stage, talk) => {
    const first = await connected(stage);
    const taken = stage.accounts?.keepsSilent();
    const talking = talk();
    await Promise.race([taken, talking]);
    await first.kill();
    stage.spawn();
    await talking;
    return { kills: 1, openEnds: [], inPeace: false };
  });
}

/** The control with accounts: a program that never finds what it has sent dies once something has left. */
export function runBlind(claimed: Claimed, lines: readonly Line[]): Promise<Run> {
  return runWithDeath(claimed, lines, { step: 'action-sent', side: 'after', pass: 1, signal: 'SIGKILL' }, BLIND);
}

const BLIND = ['--import', 'tsx', join(import.meta.dirname, 'blind.ts')];

/** A life in which the person connects their accounts. */
async function connected(stage: Stage): Promise<Product> {
  const life = stage.spawn();
  await life.ready;
  if (stage.accounts) await connect(stage, stage.accounts);
  return life;
}

/** The control: every message comes a second time under a new key, so that nothing can know it for the same. */
export function runTwice(claimed: Claimed, lines: readonly Line[]): Promise<Run> {
  return run(claimed, lines, async (stage, talk) => {
    await stage.spawn().ready;
    await talk();
    await talk();
    return { kills: 0, openEnds: [], inPeace: false };
  });
}

export interface Lived {
  readonly kills: number;
  /** What was to end by itself and did not. */
  readonly openEnds: readonly string[];
  /** True when every life could end its work: then nothing may be said twice, not even marked. */
  readonly inPeace: boolean;
}

/** Resolves once the person has lived through all; `talk`: says everything, and sees to what comes of it. */
type Lives = (stage: Stage, talk: () => Promise<void>) => Promise<Lived>;

async function run(claimed: Claimed, lines: readonly Line[], lives: Lives, program = BUILT): Promise<Run> {
  return onStage(claimed, program, async (stage) => {
    const person = createPerson(stage);
    const lived = await lives(stage, () => person.live(lines));
    const endings = await endingOf(stage);
    const diary = person.diary();
    const openEnds = [...diary.openEnds, ...lived.openEnds, ...endings];
    const exactlyOnce = stage.platform.exactlyOnce || lived.inPeace;
    const found = { lines, exactlyOnce, ...diary, openEnds, ...(await outsideOf(stage)), ...(await rowsOf(stage.place)) };
    return { findings: check(found), kills: lived.kills };
  });
}

/** A stage of its own, which is gone afterwards. */
export async function onStage<T>(claimed: Claimed, program: typeof BUILT, work: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await openStage(claimed, program);
  try {
    return await work(stage);
  } finally {
    await stage.close();
  }
}

/** Ends the last life in peace; where it does not, that is an open end. */
export function endingOf(stage: Stage): Promise<readonly string[]> {
  return stage.stop().then(
    () => [],
    (error: unknown) => [`an end in peace: ${String(error)}`],
  );
}
