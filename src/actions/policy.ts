import type { Effect } from './kind.ts';

/** All that the decision rests on. No model and no text takes part in it. */
export interface Situation {
  readonly effect: Effect;
  /** Text from outside stands in this turn. */
  readonly tainted: boolean;
  /** No message of the person started this turn. */
  readonly unattended: boolean;
  /** The person let this kind run unattended, after clean runs and by a tap of their own. */
  readonly trusted: boolean;
}

export interface Decision {
  readonly decision: 'run' | 'ask';
  /** The rule that decided, in the person's words: it stands in the ledger and in `/why`. */
  readonly rule: string;
}

/** The one decision; a parameter of what asks for it, so that a proof can show what happens without. */
export type Decide = (situation: Situation) => Decision;

/** The safety rule (docs/architecture.md): looking runs; own things run unless the wish may be a stranger's or nobody is there; the rest always asks. */
export function decide({ effect, tainted, unattended, trusted }: Situation): Decision {
  switch (effect) {
    case 'read':
      return { decision: 'run', rule: 'looking changes nothing' };
    case 'private':
      if (tainted) return { decision: 'ask', rule: 'text from outside was in this request' };
      if (!unattended) return { decision: 'run', rule: 'it changes only what is yours and can be undone' };
      if (trusted) return { decision: 'run', rule: 'you let this kind run by itself' };
      return { decision: 'ask', rule: 'you did not ask for it just now' };
    case 'outbound':
      return { decision: 'ask', rule: 'it reaches somebody else' };
    case 'destructive':
      return { decision: 'ask', rule: 'it cannot be undone' };
  }
}
