import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { slotOf } from '../../../src/memory/extract/claim.ts';
import { readClaims } from '../../../src/memory/extract/read-claims.ts';
import { timeline } from '../../../src/memory/slots/timeline.ts';
import { atMost, slotDiff } from '../../../src/proactive/review/memory-diff.ts';

const MORNING = Temporal.Instant.from('2026-03-02T00:00:00Z');

/** What became today of the thing that all these sentences speak of. */
function diff(...said: readonly (readonly [day: string, text: string])[]): string[] {
  const claims = said.flatMap(([day, text]) => {
    const recordedAt = Temporal.Instant.from(`${day}T09:00:00Z`);
    const today = Temporal.PlainDate.from(day);
    return readClaims(text, { today, before: [{ subject: 'me', attribute: 'home', value: 'Rome' }] }).map((claim) => {
      const kept = { id: '1a2b3c4d', trust: 'owner', class: 'long', source: text, recordedAt, expiresAt: null } as const;
      return { ...claim, ...kept, slot: slotOf(claim) };
    });
  });
  const periods = timeline(claims, 'UTC');
  return slotDiff({ subject: 'me', attribute: 'home', periods }, MORNING).map(({ text }) => text);
}

describe('what the evening review tells of a thing that is remembered', () => {
  it('tells what is new', () => {
    expect(diff(['2026-03-02', 'I live in Porto'])).toEqual(['my home: Porto']);
  });

  it('tells what has changed, and from what', () => {
    expect(diff(['2026-01-10', 'I live in Lisbon'], ['2026-03-02', 'I moved to Porto'])).toEqual([
      'my home: Porto (before: Lisbon)',
    ]);
  });

  it('tells only the last of several changes of a day, against the morning', () => {
    const said = [
      ['2026-01-10', 'I live in Lisbon'],
      ['2026-03-02', 'I moved to Porto'],
      ['2026-03-02', 'I moved to Oslo'],
    ] as const;
    expect(diff(...said)).toEqual(['my home: Oslo (before: Lisbon)']);
  });

  it('tells nothing of what was only said again, or yesterday', () => {
    expect(diff(['2026-01-10', 'I live in Porto'], ['2026-03-02', 'I live in Porto'])).toEqual([]);
    expect(diff(['2026-03-01', 'I live in Porto'])).toEqual([]);
  });

  it('tells how much more there is than it shows', () => {
    const lines = Array.from({ length: 22 }, (_, n) => ({
      section: 's',
      source: `slot:${n}`,
      text: `line ${n}`,
      tainted: false,
    }));
    const shown = atMost(lines, 'things').map(({ text }) => text);
    expect([shown.length, shown.at(-2), shown.at(-1)]).toEqual([21, 'line 19', 'and 2 more things: /memory shows them']);
    expect(atMost(lines.slice(0, 20), 'notes')).toHaveLength(20);
  });
});
