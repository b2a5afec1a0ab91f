import type { Wish } from './act.ts';
import type { Effect, Kind, Scene } from './kind.ts';
import type { Decide, Decision } from './policy.ts';
import { requireSharing } from './sharing.ts';

interface ExactWish {
  readonly kind: Kind;
  readonly args: object;
  readonly effect: Effect;
  readonly wish: Wish;
}

/** What becomes of an exact wish: the policy's decision on its effect, or a stricter one. Rejects what the person shares with nobody. */
export function decisionOn(
  decide: Decide,
  { kind, args, effect, wish }: ExactWish,
  { profile, trusted }: Pick<Scene, 'profile'> & { readonly trusted: boolean },
): Decision {
  requireSharing(kind.area, effect, profile);
  return stricter(kind, args, byPolicy(decide, effect, wish, trusted));
}

function byPolicy(decide: Decide, effect: Effect, { tainted, unattended, by }: Wish, trusted: boolean): Decision {
  if (by === undefined) return decide({ effect, tainted, unattended, trusted });
  // The person has pressed for the role, and so for the words of whoever holds it; they stay marked as somebody else's.
  const { decision, rule } = decide({ effect, tainted: false, unattended, trusted: false });
  return { decision, rule: `${rule} (wished by ${by})` };
}

/** What can be meant in two ways is asked for, whatever it does, and a plan is shown before. */
function stricter(kind: Kind, args: object, decided: Decision): Decision {
  if (decided.decision === 'ask') return decided;
  if (kind.options(args).length > 0) return { decision: 'ask', rule: 'only you can tell which of two is meant' };
  return kind.asksFirst ? { decision: 'ask', rule: 'you see a plan before I carry it out' } : decided;
}
