import { z } from 'zod';
import { type Silent, silenceText } from '../../../ground/what-answers.ts';
import type { CardLine } from '../../kind.ts';

/** Of a plan: the accounts and feeds that did not answer when it was made. */
export const notSeenArgs = { notSeen: z.array(z.string()).readonly().exactOptional() };

export function notSeen(missing: readonly Silent[]): { readonly notSeen?: readonly string[] } {
  return missing.length === 0 ? {} : { notSeen: missing.map(silenceText) };
}

export const notSeenFields = {
  notSeen: (lines: readonly string[]): CardLine => ({ label: 'Not counted, as it did not answer', value: lines.join('\n') }),
};
