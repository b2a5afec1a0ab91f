import type { Profile } from '../../people/profile.ts';

/** One of the two messages of a day. */
export interface Edition {
  readonly kind: 'brief' | 'review';
  /** What stands above it: `Your brief for Friday, 6 March 2026`. */
  readonly title: string;
  /** For /why. */
  readonly trigger: string;
  /** What stands in it when there is nothing to tell. */
  readonly nothing: string;
}

export const MORNING_BRIEF: Edition = {
  kind: 'brief',
  title: 'Your brief for',
  trigger: 'the schedule of your morning brief',
  nothing: 'Nothing is due.',
};

export const EVENING_REVIEW: Edition = {
  kind: 'review',
  title: 'Your review of',
  trigger: 'the schedule of your evening review',
  nothing: 'Nothing is on record for today, and nothing stands for tomorrow.',
};

/** Whether the person wants it, and at which hour. */
export function wishFor({ settings }: Profile, { kind }: Edition): { readonly on: boolean; readonly at: string } {
  return settings[kind];
}
