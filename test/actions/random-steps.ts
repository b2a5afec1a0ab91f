import { type Fate, KINDS, type KindName, type Step } from './ledger-model.ts';

/** Numbers from 0 up to 1, always the same ones for a seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const NAMES = Object.keys(KINDS) as KindName[];
/** What reaches out comes up more often than the rest. */
const WISHED: readonly KindName[] = [...NAMES, 'post', 'post', 'burn', 'wipe'];
const FATES: readonly Fate[] = ['ok', 'ok', 'ok', 'fails', 'unknown'];
const WAITS = [1_000, 29_999, 30_000, 3_600_000, 23 * 3_600_000, 25 * 3_600_000] as const;
const PRESSES = ['press', 'press', 'press', 'press', 'press', 'press', 'decline', 'again', 'leave', 'undo', 'undo'] as const;

/** A life of the ledger: wishes of every effect, and whatever can come in between. */
export function randomSteps(roll: () => number, length: number): { readonly steps: Step[]; readonly trusted: Set<KindName> } {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(roll() * all.length)] as T;
  const trusted = new Set(NAMES.filter(() => roll() < 0.3));
  let wishes = 0;
  const steps = Array.from({ length }, (): Step => {
    const what = roll();
    // Mostly what was wished for of late.
    const row = Math.max(0, wishes - 1 - Math.floor(roll() * 3));
    if (wishes === 0 || what < 0.35) {
      wishes += 1;
      const kind = pick(WISHED);
      // Inside there is always an answer.
      const fate = KINDS[kind].where === 'inside' ? pick(['ok', 'ok', 'fails'] as const) : pick(FATES);
      return { do: 'wish', kind, fate, tainted: roll() < 0.5, unattended: roll() < 0.5 };
    }
    if (what < 0.75) return { do: pick(PRESSES), row };
    if (what < 0.8) return { do: 'edit', row, fate: pick(['ok', 'fails'] as const) };
    if (what < 0.93) return { do: 'wait', ms: pick(WAITS) };
    return { do: what < 0.96 ? 'stop' : 'restart' };
  });
  return { steps, trusted };
}
