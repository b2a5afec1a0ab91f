import { STEPS, type Step, type StepPassed } from '../../../src/ground/steps.ts';
import { createSeeded } from '../../seeded.ts';

/** Where a program dies: at a point of the way, while a mail server has a mail and has not answered, or again and again at moments that the seed fixes. */
export type KillPoint = StepPassed | Besides;
export type Besides = 'handed-over' | 'moments';

const STEP_POINTS: readonly StepPassed[] = STEPS.flatMap((step) => [
  { step, side: 'before' as const },
  { step, side: 'after' as const },
]);

/** How many moments. */
export const MOMENTS = 12;

/** Both sides of each of these steps. */
export function pointsAt(steps: readonly Step[]): readonly StepPassed[] {
  return STEP_POINTS.filter(({ step }) => steps.includes(step));
}

/** One point of each step: the side of it that the seed fixes. */
export function onePerStep(seed: number): KillPoint[] {
  const random = createSeeded(seed);
  return STEPS.map((step) => ({ step, side: random() < 0.5 ? 'before' : 'after' }));
}

/** Each point has numbers of its own, so that it goes the same way whether it is run alone or among all. */
export function randomAt(point: StepPassed, seed: number): () => number {
  return createSeeded(seed * 1000 + STEP_POINTS.findIndex(({ step, side }) => step === point.step && side === point.side));
}

export function labelOf(point: KillPoint): string {
  return typeof point === 'string' ? point : point.step;
}

export function nameOf(point: KillPoint): string {
  if (point === 'handed-over') return 'while a mail is handed over';
  return point === 'moments' ? `${MOMENTS} moments` : `${point.side} ${point.step}`;
}
