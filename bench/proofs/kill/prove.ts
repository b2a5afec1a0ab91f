import type { PlatformName } from '../../../test/platforms/platform.ts';
import type { DatabaseKind } from '../../place.ts';
import type { Arm } from './arms.ts';
import { type Findings, violationsIn } from './check.ts';
import { type KillPoint, labelOf, nameOf } from './points.ts';
import type { Run } from './run.ts';
import { makeClaimed, type Signal } from './stage.ts';

export interface KillPlan {
  readonly arm: Arm;
  readonly platform: PlatformName;
  readonly on: DatabaseKind;
  readonly seed: number;
  readonly signal: Signal;
  readonly points: readonly KillPoint[];
}

/** The names stand as they are printed. */
export interface KillProof {
  readonly proof: Arm['proof'];
  readonly platform: PlatformName;
  readonly on: DatabaseKind;
  readonly seed: number;
  readonly signal: Signal;
  /** Conversations in which the program was to die. */
  readonly runs: number;
  readonly kills: number;
  readonly violations: number;
  /** What was done or said twice in the control. */
  readonly control: number;
  readonly holds: boolean;
  readonly lost: number;
  readonly double_actions: number;
  readonly double_replies: number;
  /** Messages that came twice and say so the second time. */
  readonly double_replies_marked: number;
  /** Messages that came once and say that they may be a repeat. */
  readonly needless_marks: number;
  readonly disorder: number;
  /** Points that no life came by: it was not killed. */
  readonly unreached: number;
}

/** Kills the program at each of the points in a conversation of its own, and looks at what is left of it. */
export async function proveKill(
  { arm, platform, on, seed, signal, points }: KillPlan,
  tell: (line: string) => void,
): Promise<KillProof> {
  const claimed = await makeClaimed({ kind: on, platform, accounts: arm.accounts });
  try {
    const runs = await sideBySide(points, arm.sideBySide, async (point) => {
      const startedAt = performance.now();
      const again = () =>
        tell(
          `  again: npm run -s proof:kill -- ${[...arm.flags, ''].join(' ')}--platform ${platform} --on ${on} --seed ${seed} --signal ${signal} --label ${labelOf(point)}`,
        );
      const run = await arm.runAt(claimed, point, { seed, signal }).catch((error: unknown) => {
        again();
        throw error;
      });
      tell(`${nameOf(point)}: ${outcomeOf(run)} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
      if (!isWhole(run)) again();
      return run;
    });
    const { findings } = await arm.runControl(claimed);
    tell(`control, ${arm.control}: ${violationsIn(findings).join(', ')}`);
    return sumUp({ arm, platform, on, seed, signal }, runs, findings);
  } finally {
    await claimed.remove();
  }
}

async function sideBySide<T, R>(list: readonly T[], lanes: number, work: (one: T) => Promise<R>): Promise<R[]> {
  const waiting = [...list];
  const results: R[] = [];
  const lane = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) results.push(await work(one));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

function isWhole({ findings, kills }: Run): boolean {
  return kills > 0 && violationsIn(findings).length === 0;
}

function outcomeOf({ findings, kills }: Run): string {
  const found = [...(kills > 0 ? [] : ['never came by here']), ...violationsIn(findings)];
  const repeats = findings.markedRepeats.length;
  const marks = findings.needlessMarks.length;
  const told = [
    ...(repeats > 0 ? [`${repeats} repeated and marked`] : []),
    ...(marks > 0 ? [`${marks} marked and not repeated`] : []),
  ];
  return [found.join(', ') || 'whole', ...told].join(', ');
}

function sumUp({ arm, ...plan }: Omit<KillPlan, 'points'>, runs: readonly Run[], control: Findings): KillProof {
  const count = (way: keyof Findings) => runs.reduce((sum, { findings }) => sum + findings[way].length, 0);
  const unreached = runs.filter(({ kills }) => kills === 0).length;
  const violations = runs.reduce((sum, { findings }) => sum + violationsIn(findings).length, unreached);
  return {
    proof: arm.proof,
    ...plan,
    runs: runs.length,
    kills: runs.reduce((sum, { kills }) => sum + kills, 0),
    violations,
    control: control.doubleActions.length + control.doubleReplies.length,
    holds: violations === 0 && arm.isCaught(control) && runs.length > 0,
    lost: count('lost'),
    double_actions: count('doubleActions'),
    double_replies: count('doubleReplies'),
    double_replies_marked: count('markedRepeats'),
    needless_marks: count('needlessMarks'),
    disorder: count('disorder'),
    unreached,
  };
}
