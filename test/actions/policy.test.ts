import { describe, expect, it } from 'vitest';
import { decide, type Situation } from '../../src/actions/policy.ts';

const yesOrNo = [false, true] as const;
const effects = ['read', 'private', 'outbound', 'destructive'] as const;
const situations: Situation[] = effects.flatMap((effect) =>
  yesOrNo.flatMap((tainted) =>
    yesOrNo.flatMap((unattended) => yesOrNo.map((trusted) => ({ effect, tainted, unattended, trusted }))),
  ),
);

/** Letters for what holds: t tainted, u unattended, T trusted. The rows of the safety rule, each situation once. */
const letters = ({ tainted, unattended, trusted }: Situation) =>
  `${tainted ? 't' : '-'}${unattended ? 'u' : '-'}${trusted ? 'T' : '-'}`;

const LOOK = 'run: looking changes nothing';
const OWN = 'run: it changes only what is yours and can be undone';
const STRANGE = 'ask: text from outside was in this request';
const ALONE = 'ask: you did not ask for it just now';
const REACHES = 'ask: it reaches somebody else';
const FINAL = 'ask: it cannot be undone';

const TABLE: Record<Situation['effect'], Record<string, string>> = {
  read: { '---': LOOK, '--T': LOOK, '-u-': LOOK, '-uT': LOOK, 't--': LOOK, 't-T': LOOK, 'tu-': LOOK, tuT: LOOK },
  private: {
    '---': OWN,
    '--T': OWN,
    '-u-': ALONE,
    '-uT': OWN,
    't--': STRANGE,
    't-T': STRANGE,
    'tu-': STRANGE,
    tuT: STRANGE,
  },
  outbound: all(REACHES),
  destructive: all(FINAL),
};

function all(decision: string): Record<string, string> {
  return Object.fromEntries(['---', '--T', '-u-', '-uT', 't--', 't-T', 'tu-', 'tuT'].map((key) => [key, decision]));
}

function wrongRows(candidate: typeof decide): string[] {
  return situations
    .filter((situation) => {
      const { decision, rule } = candidate(situation) ?? {};
      return `${decision}: ${rule}` !== TABLE[situation.effect][letters(situation)];
    })
    .map((situation) => `${situation.effect} ${letters(situation)}`);
}

/** The very function that runs, as its own text with one place changed. */
function changed(place: string, by: string): typeof decide {
  const source = decide.toString();
  const parts = source.split(place);
  if (parts.length !== 2) throw new Error(`${place} stands ${parts.length - 1} times in the policy`);
  return new Function(`return (${parts.join(by)})`)();
}

/** Every condition, both ways, and every case. */
const MUTANTS: readonly (readonly [place: string, by: string])[] = [
  ['if (tainted)', 'if (!tainted)'],
  ['if (tainted)', 'if (false)'],
  ['if (tainted)', 'if (true)'],
  ['unattended && !trusted', 'false'],
  ['unattended && !trusted', 'true'],
  ['unattended && !trusted', 'unattended || !trusted'],
  ['unattended && !trusted', 'unattended'],
  ['unattended && !trusted', '!trusted'],
  ['unattended && !trusted', 'unattended && trusted'],
  ['unattended && !trusted', '!unattended && !trusted'],
  ['case "read":', 'case "outbound":'],
  ['case "read":', 'case "private":'],
  ['case "read":', 'case "destructive":'],
  ['case "private":', 'case "destructive":'],
  ['case "private":', 'case "outbound":'],
  ['case "outbound":', 'case "read":'],
  ['case "outbound":', 'case "destructive":'],
  ['case "destructive":', 'case "outbound":'],
];

describe('the safety rule', () => {
  it.each(situations.map((situation) => [`${situation.effect} ${letters(situation)}`, situation] as const))(
    'decides %s as the table says',
    (_, situation) => {
      const { decision, rule } = decide(situation);
      expect(`${decision}: ${rule}`).toBe(TABLE[situation.effect][letters(situation)]);
    },
  );

  it('has 32 situations, and in its own text no condition beyond those that are changed below', () => {
    expect(new Set(situations.map((situation) => JSON.stringify(situation))).size).toBe(32);
    expect(decide.toString().match(/\bif\b|&&|\|\||\?|\bcase\b/g)).toEqual(['case', 'case', 'if', 'if', '&&', 'case', 'case']);
  });

  it('passes as its own text unchanged, so that what fails below fails by the change', () => {
    expect(wrongRows(new Function(`return (${decide.toString()})`)())).toEqual([]);
  });

  it.each(MUTANTS)('has a row that fails when "%s" becomes "%s"', (place, by) => {
    expect(wrongRows(changed(place, by))).not.toEqual([]);
  });
});
