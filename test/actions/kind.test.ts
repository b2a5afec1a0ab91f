import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CardFields, defineKind } from '../../src/actions/kind.ts';
import { defaultProfile } from '../../src/people/profile.ts';

const args = z.object({ to: z.string(), at: z.string().exactOptional(), notes: z.string().nullable() });
type Args = z.infer<typeof args>;
const profile = defaultProfile('America/New_York', 'Ann');
const fields: CardFields<Args> = {
  to: (value) => ({ label: 'To', value }),
  at: (value) => ({ label: 'At', value }),
  notes: (value) => ({ label: 'Notes', value }),
};
const kind = defineKind({
  name: 'x',
  description: 'X.',
  effect: 'outbound',
  verb: 'Send',
  area: 'x',
  input: z.object({ to: z.string(), count: z.number().default(3) }),
  args,
  resolve: async (_context, { to }) => ({ to, notes: null }),
  fields,
  run: async () => ({ said: 'Done.' }),
  undoData: z.null(),
  undo: async () => 'Undone.',
});

describe('a kind', () => {
  it('cannot be written without a rendering of each argument, an optional one too', () => {
    // @ts-expect-error: `at` and `notes` would run without having been shown
    const lacking: CardFields<Args> = { to: (value: string) => ({ label: 'To', value }) };
    // @ts-expect-error: `notes` would run without having been shown
    const lackingOne: CardFields<Args> = { to: fields.to, at: fields.at };
    const complete: CardFields<Args> = { to: fields.to, at: fields.at, notes: fields.notes };
    expect([lacking, lackingOne, complete].map((each) => Object.keys(each).length)).toEqual([1, 2, 3]);
  });

  it('shows every argument that has a value, in the order of its fields', () => {
    const labels = (value: unknown) => kind.card(value, profile).map(({ label, value: text }) => `${label} ${text}`);
    expect(labels({ notes: 'n', at: 'a', to: 't' })).toEqual(['To t', 'At a', 'Notes n']);
    expect(labels({ to: 't', notes: null })).toEqual(['To t']);
    expect(labels({ to: '', notes: '' })).toEqual(['To ', 'Notes ']);
  });

  it('refuses to show arguments that are not its own', () => {
    expect(() => kind.card({ to: 7 }, profile)).toThrow();
  });

  it('tells a model its parameters without what costs tokens and says nothing', () => {
    expect(kind.parameters).toEqual({
      type: 'object',
      properties: { to: { type: 'string' }, count: { default: 3, type: 'number' } },
      required: ['to'],
    });
  });
});
