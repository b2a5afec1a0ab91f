import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeCard, renderSettled } from '../../src/actions/card.ts';
import { type CardFields, defineKind } from '../../src/actions/kind.ts';
import { createButtons } from '../../src/outbox/buttons.ts';
import { defaultProfile } from '../../src/people/profile.ts';
import type { OutgoingMessage } from '../../src/ports/chat.ts';
import { actionRow, noTx } from './rows.ts';

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

describe('a card', () => {
  const id = '3f0c1a52-7a5e-4a39-9d5c-0123456789ab';
  const personId = '11111111-1111-4111-8111-111111111111';
  const buttons = createButtons(Buffer.alloc(32, 1));
  const value = { to: 'eve*\u202e', at: 'noon', notes: '# big' };
  const expiresAt = Temporal.Instant.from('2026-11-22T02:30:00Z');
  const row = actionRow({ id, personId, args: value, expiresAt, decidedBy: 'it reaches somebody else' });
  const lines = '**To:** eve\\*‹U+202E›  \n**At:** noon  \n**Notes:** \\# big  \n';
  let card: OutgoingMessage;
  beforeAll(async () => {
    card = await makeCard(noTx, { buttons }, kind, row, profile);
  });

  it('says until when it is open in the hours of its person', () => {
    expect(card.text).toContain('Open until 2026-11-21 21:30 (America/New_York)');
  });

  it('carries buttons for this action and this person, the one that acts first, named after what it does', () => {
    const pressable = card.buttons?.[0] ?? [];
    expect(pressable.map(({ label }) => label)).toEqual(['Send', 'Cancel']);
    expect(pressable.map((button) => buttons.open(button.id, personId))).toEqual([
      { verb: 'do', id },
      { verb: 'no', id },
    ]);
  });

  it('shows the same lines once it is settled, with the outcome and without buttons', () => {
    const settled = renderSettled(kind, { ...row, outcome: 'Done.' }, profile);
    expect(card.text).toContain(lines);
    expect(settled).toEqual({ text: `${lines}\nDone.` });
  });
});
