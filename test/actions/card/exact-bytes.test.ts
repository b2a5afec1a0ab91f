import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseMarkdown } from '../../../adapters/markdown/parse.ts';
import { plainText } from '../../../adapters/markdown/styled.ts';
import { canonicalJson } from '../../../src/actions/canonical.ts';
import { renderCard } from '../../../src/actions/card/card.ts';
import { defineKind, type Kind } from '../../../src/actions/kind.ts';
import { defaultProfile } from '../../../src/people/profile.ts';
import { allKinds } from '../../../src/wiring/kinds.ts';
import { fakeStoredFiles } from '../kinds/mail/hand.ts';
import { actionRow } from '../rows.ts';
import { BY_ITSELF } from './exact/by-itself.ts';
import { CALENDAR } from './exact/calendar.ts';
import { MAIL } from './exact/mail.ts';
import { OUTSIDE } from './exact/outside.ts';
import { type Exact, OWN_DATA } from './exact/own-data.ts';
import { readCard } from './exact/read-card.ts';
import { text, ZONE } from './exact/values.ts';

const EXACT: Readonly<Record<string, Exact>> = { ...OWN_DATA, ...MAIL, ...CALENDAR, ...OUTSIDE, ...BY_ITSELF };
/** Together 100,000 and more; a card of our own data takes less to make. */
const RUNS = { own: 7500, outside: 7000, other: 600 };

const recall = { prepare: async () => ({}), search: async () => [], block: async () => [] };
const deps = { recall, storedFiles: fakeStoredFiles(), prepare: undefined, isConnected: () => true };
const kinds = allKinds(deps as unknown as Parameters<typeof allKinds>[0]);
/** Kinds that ask in some situation: whatever changes anything, and looks that tell somebody what is looked for. */
const LOOKS =
  /^(memory_search|task_list|reminder_list|watch_list|mail_search|mail_read|contact_find|calendar_list|calendar_free|file_search|file_read)$/;
const asking = kinds.filter(({ name }) => !LOOKS.test(name));

const profile = defaultProfile(ZONE, 'Ann');
const row = actionRow({ decidedBy: 'it reaches somebody else' });

/** What runs, by the person's own reading of the card. */
function readArgs(kind: Kind, { read }: Exact, args: object): object {
  const lines = readCard(renderCard(kind, { ...row, args }, profile));
  return read((label) => {
    const value = lines.get(label);
    if (value === undefined) throw new Error(`the card has no line ${label}`);
    return value;
  }, lines);
}

function holds(kind: Kind, exact: Exact, runs: number): void {
  fc.assert(
    fc.property(exact.args, (args) => {
      const runsWith = canonicalJson(args);
      const read = canonicalJson(readArgs(kind, exact, args));
      if (read !== runsWith) throw new Error(`shown: ${read}\nruns:  ${runsWith}`);
    }),
    { numRuns: runs },
  );
}

describe('what runs is what the card showed', () => {
  it('is tried for every kind that asks', () => {
    expect(asking.map(({ name }) => name).filter((name) => !(name in EXACT))).toEqual([]);
  });

  it.each(asking.map((kind) => [kind.name, kind] as const))(
    'R95 byte for byte, whatever %s is asked to do',
    (name, kind) => {
      const exact = EXACT[name];
      if (!exact) throw new Error(`nobody reads the card of ${name}`);
      holds(kind, exact, name in OWN_DATA ? RUNS.own : name in OUTSIDE ? RUNS.outside : RUNS.other);
    },
    30_000,
  );

  it('is what a person reads on the screen, too', () => {
    const args = fc.record({ name: fc.constant('a.md'), text });
    const kind = asking.find((each) => each.name === 'document_write');
    if (!kind) throw new Error('no document can be written');
    fc.assert(
      fc.property(args, (wish) => {
        const { markdown, attachment } = renderCard(kind, { ...row, args: { ...wish, text: `${wish.text}x` } }, profile);
        if (attachment !== undefined) return;
        const seen = plainText(parseMarkdown(markdown));
        const lines = markdown.split('\n').map((line) => line.replace(/^(?:> |\*\*(.+?):\*\*)/, '$1'));
        const signs = (shown: string) => shown.replaceAll(/[\s\u00a0\\`*:]/g, '');
        expect(signs(seen)).toBe(signs(lines.join('')));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a field that is shown lossily', () => {
  const args = z.object({ text: z.string() });
  const lossy = (value: (text: string) => string) =>
    defineKind({
      name: 'x',
      description: 'X.',
      effect: 'outbound',
      verb: 'Send',
      area: 'x',
      input: args,
      args,
      resolve: async (_context, input) => input,
      fields: { text: (shown) => ({ label: 'Text', value: value(shown) }) },
      run: async () => ({ said: 'Done.' }),
      undoData: z.null(),
      undo: async () => 'Undone.',
    });
  const exact: Exact = { args: fc.record({ text }), read: (of) => ({ text: of('Text') }) };

  it.each([
    ['trims', (shown: string) => shown.trim()],
    ['cuts', (shown: string) => shown.slice(0, 30)],
    ['calls nothing something', (shown: string) => shown || 'none'],
    ['joins lines', (shown: string) => shown.replaceAll('\n', ' ')],
    ['changes case', (shown: string) => shown.toLowerCase().replace('x', 'X')],
    ['hides what is hidden', (shown: string) => shown.replaceAll('\u200b', '')],
  ])('is found when it %s', (_, value) => {
    expect(() => holds(lossy(value), exact, 2000)).toThrow('Property failed');
    expect(() =>
      holds(
        lossy((shown) => shown),
        exact,
        500,
      ),
    ).not.toThrow();
  });
});
