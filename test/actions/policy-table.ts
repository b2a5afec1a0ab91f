import type { Decide, Situation } from '../../src/actions/policy.ts';

const yesOrNo = [false, true] as const;
const EFFECTS = ['read', 'private', 'outbound', 'destructive'] as const;

/** Everything that can be asked of the policy. */
export const SITUATIONS: readonly Situation[] = EFFECTS.flatMap((effect) =>
  yesOrNo.flatMap((tainted) =>
    yesOrNo.flatMap((unattended) => yesOrNo.map((trusted) => ({ effect, tainted, unattended, trusted }))),
  ),
);

/** `private tu-`: the effect, then a letter for what holds: t tainted, u unattended, T trusted. */
export function nameOf({ effect, tainted, unattended, trusted }: Situation): string {
  return `${effect} ${tainted ? 't' : '-'}${unattended ? 'u' : '-'}${trusted ? 'T' : '-'}`;
}

const LOOK = 'run: looking changes nothing';
const OWN = 'run: it changes only what is yours and can be undone';
const TRUSTED = 'run: you let this kind run by itself';
const STRANGE = 'ask: text from outside was in this request';
const ALONE = 'ask: you did not ask for it just now';
const REACHES = 'ask: it reaches somebody else';
const FINAL = 'ask: it cannot be undone';

/** The safety rule, a row a situation: what is decided, and in which words. */
export const TABLE: Readonly<Record<string, string>> = {
  ...always('read', LOOK),
  'private ---': OWN,
  'private --T': OWN,
  'private -u-': ALONE,
  'private -uT': TRUSTED,
  'private t--': STRANGE,
  'private t-T': STRANGE,
  'private tu-': STRANGE,
  'private tuT': STRANGE,
  ...always('outbound', REACHES),
  ...always('destructive', FINAL),
};

/** The rows of the table that this policy decides otherwise. */
export function wrongRows(decide: Decide, table: Readonly<Record<string, string>> = TABLE): string[] {
  return SITUATIONS.flatMap((situation) => {
    const expected = table[nameOf(situation)];
    return expected === undefined || expected === said(decide, situation) ? [] : [nameOf(situation)];
  });
}

function always(effect: string, decision: string): Record<string, string> {
  return Object.fromEntries(
    ['---', '--T', '-u-', '-uT', 't--', 't-T', 'tu-', 'tuT'].map((letters) => [`${effect} ${letters}`, decision]),
  );
}

/** A policy that decides nothing says `undefined`. */
function said(decide: Decide, situation: Situation): string {
  const decision: ReturnType<Decide> | undefined = decide(situation);
  return `${decision?.decision}: ${decision?.rule}`;
}
