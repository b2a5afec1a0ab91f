import type { Temporal } from 'temporal-polyfill';
import type { Profile } from '../people/profile.ts';
import type { View } from './priority.ts';
import { parseValue } from './values.ts';

/** From where this person looks at their tasks. */
export function viewOf({ goals }: Profile, now: Temporal.Instant): View {
  return { now, goals: [...goals.shortTerm, ...goals.longTerm], values: goals.values.map(parseValue) };
}
