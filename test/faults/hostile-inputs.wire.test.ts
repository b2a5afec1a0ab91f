import { Temporal } from 'temporal-polyfill';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createDocumentReader } from '../../adapters/documents/document-reader.ts';
import { occurrencesOf } from '../../adapters/ics/held-events.ts';
import { parseUpdate } from '../../adapters/telegram/parse.ts';
import { parseExact } from '../../src/agent/exact-json.ts';
import { occurrencesIn } from '../../src/calendar/series.ts';
import { isAppError } from '../../src/ground/errors.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { testParsing } from '../fixtures/parsing.ts';
import { sharedData } from '../fixtures/shared-data.ts';
import { type HostileInput, hostileInputs } from './hostile-inputs.ts';

const { signal } = new AbortController();
const place = { zone: 'Europe/Berlin', now: Temporal.Instant.from('2026-11-21T08:00:00Z') };
const year = { from: '2026-01-01T00:00:00Z', until: '2027-01-01T00:00:00Z' };
// Its clock stands still: what ends a reading that takes too long is what its process may use, and nothing of the test's.
const documents = createDocumentReader({ clock: createFakeClock('2026-11-21T08:00:00Z') });
afterAll(() => {
  documents.close();
  testParsing.close();
});

const honest: readonly HostileInput[] = [
  { door: 'calendar', text: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR' },
  { door: 'calendar', text: `BEGIN:VCALENDAR\r\nX-A:${'b'.repeat(40_000)}\r\nEND:VCALENDAR` },
  { door: 'mail', bytes: Buffer.from(`Subject: Honest\r\n\r\n${'so it is. '.repeat(4_000)}`) },
  { door: 'document', name: 'a.html', bytes: Buffer.from('<p>Honest') },
];

/** What the product makes of it. Rejects with an error of ours for what it refuses. */
async function met(input: HostileInput): Promise<unknown> {
  switch (input.door) {
    case 'calendar': {
      const { series, apart, ...said } = await testParsing.events(input.text, place, signal);
      const [first] = series
        .slice(0, 1)
        .map((event) =>
          occurrencesOf(event, apart.get(event.uid) ?? [], year, { expand: occurrencesIn, zone: place.zone }).slice(0, 10),
        );
      return { ...said, series: series.slice(0, 10), first };
    }
    case 'mail':
      return testParsing.letter(input.bytes, signal);
    case 'document':
      return documents.textOf({ name: input.name, mime: 'application/octet-stream', bytes: input.bytes }, signal);
    case 'arguments': {
      const answer = parseExact(input.text);
      return 'problem' in answer ? 'refused' : 'taken';
    }
    case 'update':
      return parseUpdate(input.update, { id: 1, username: 'bot' });
  }
}

async function answered(input: HostileInput): Promise<string> {
  try {
    return JSON.stringify(await met(input));
  } catch (error) {
    if (!isAppError(error, 'invalid')) throw error;
    return `refused: ${error.message}`;
  }
}

const recipes = z.object({ recipes: z.array(z.object({ id: z.string() })) });

sharedData('security/hostile_input_recipes.json', recipes, ({ recipes: all }) => {
  describe('R92 what is made to do harm is refused or read by the deadline of who reads it, and the next thing is read', () => {
    test.each(all)(
      '$id',
      async ({ id }) => {
        const inputs = hostileInputs[id]?.();
        if (!inputs) throw new Error('nothing is made of this recipe');
        for (const input of inputs) {
          const answer = await answered(input);
          if ('reads' in input && input.reads) expect(answer).toMatch(input.reads);
          else expect(answer.length).toBeLessThan(3_000_000);
          if (input.door === 'arguments') expect(answer).toBe('"refused"');
        }
        for (const each of honest) expect(await answered(each)).not.toContain('refused');
      },
      300_000,
    );
  });
});
