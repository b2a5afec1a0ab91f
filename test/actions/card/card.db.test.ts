import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineKind } from '../../../src/actions/kind.ts';
import { inbox } from '../../../src/db/schema/chat.ts';
import { createButtons } from '../../../src/outbox/buttons.ts';
import type { OutgoingMessage } from '../../../src/ports/chat.ts';
import { openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { testStoredFiles } from '../../fixtures/stored-files.ts';
import { type ActionsWorld, actionsWorld, KINDS } from '../world.ts';

const files = z.object({ files: z.array(z.string()) });
const post = defineKind({
  name: 'post',
  description: 'Post files.',
  effect: 'destructive',
  verb: 'Post',
  area: 'note',
  input: files,
  args: files,
  resolve: async (_context, input) => input,
  fields: { files: (ids) => ({ label: 'Files', value: `${ids.length}`, files: ids }) },
  run: async () => ({ said: 'Posted.' }),
  undoData: z.null(),
  undo: async () => 'Undone.',
});

let database: TestDatabase;
let world: ActionsWorld;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  world = await actionsWorld(database.db, [...KINDS, post]);
});

async function cardOf(wish: Parameters<ActionsWorld['act']>[0]): Promise<{ card: OutgoingMessage; actionId: string }> {
  const outcome = await world.act({ kind: 'send', ...wish });
  if (outcome.state !== 'proposed') throw new Error(`this was ${outcome.state}`);
  return outcome;
}

/** A message that came in at this time, by the platform's clock. */
async function said(key: string, sentAt: string, kind: 'message' | 'press' = 'message'): Promise<void> {
  const place = { personId: world.personId, key, platform: 'telegram', chat: 'c', messageId: key, kind } as const;
  const row = { ...place, payload: { sentAt }, receivedAt: world.clock.now() };
  await database.db.asPerson(world.personId, (tx) => tx.insert(inbox).values(row));
}

describe('a card', () => {
  it('says from which message the wish came, and until when it is open, in the hours of its person', async () => {
    await said(`${world.personId}:12`, '2026-11-21T07:58:00Z');
    const { card } = await cardOf({ source: `${world.personId}:12` });
    expect(card.text).toContain('_From your message of 08:58._');
    expect(card.text).toContain('_Open until Sunday, 22 November 2026, 09:00 (Europe/Berlin)._');
  });

  it('names the day of a message that is not of today', async () => {
    await said(`${world.personId}:13`, '2026-11-20T22:58:00Z');
    const { card } = await cardOf({ source: `${world.personId}:13` });
    expect(card.text).toContain('_From your message of Friday, 20 November 2026, 23:58._');
  });

  it('says when it was a schedule or a press, and when text from outside was in the request', async () => {
    await said(`${world.personId}:14`, '', 'press');
    const pressed = await cardOf({ source: `${world.personId}:14` });
    expect(pressed.card.text).toContain('From your press on a button, 09:00.');
    const { card } = await cardOf({ source: 'schedule:brief', unattended: true, tainted: true });
    expect(card.text).toContain('_From a schedule, not from a message of yours. Text from outside stood in this request');
  });

  it("never tells of another person's message", async () => {
    await said(`${world.personId}:15`, '2026-11-21T07:58:00Z');
    const source = `${world.personId}:15`;
    world = await actionsWorld(database.db);
    expect((await cardOf({ source })).card.text).toContain('_Not from a message of yours._');
  });

  it('carries buttons for this action and this person: the one that acts first, then Edit and Cancel', async () => {
    const { card, actionId: id } = await cardOf({});
    const pressable = card.buttons?.[0] ?? [];
    expect(pressable.map(({ label, style }) => [label, style])).toEqual([
      ['Write', 'primary'],
      ['Edit', 'plain'],
      ['Cancel', 'plain'],
    ]);
    const { open } = createButtons(Buffer.alloc(32, 2));
    expect(pressable.map((button) => open(button.id, world.personId))).toEqual(
      ['do', 'edit', 'no'].map((verb) => ({ verb, id })),
    );
  });

  it('warns by the colour of its first button of what cannot be undone', async () => {
    const { card } = await cardOf({ kind: 'burn' });
    expect(card.buttons?.[0]?.[0]).toMatchObject({ label: 'Write', style: 'danger' });
  });

  it('keeps the whole of a long text in one file, however often it is made', async () => {
    const text = 'a'.repeat(5000);
    const first = await cardOf({ input: { text }, key: 'long' });
    const again = await cardOf({ input: { text }, key: 'long' });
    expect(again).toEqual(first);
    const ids = first.card.files ?? [];
    expect(ids).toHaveLength(1);
    const stored = await database.db.asPerson(world.personId, (tx) => testStoredFiles().load(tx, world.personId, ids));
    expect(stored).toMatchObject([{ name: `card-${first.actionId.slice(0, 8)}.txt`, mime: 'text/plain' }]);
    expect(Buffer.from(stored[0]?.bytes ?? []).toString()).toBe(`Text: ${text}`);
  });

  it('goes with the files of its values', async () => {
    const ids = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
    const { card } = await cardOf({ kind: 'post', input: { files: ids } });
    expect(card.files).toEqual(ids);
  });

  it('is not made of what cannot be shown whole: nothing is proposed, and the sentence says why', async () => {
    const outcome = await world.act({ kind: 'send', input: { text: 'a'.repeat(200_001) } });
    expect(outcome).toEqual({
      state: 'refused',
      code: 'invalid',
      said: expect.stringContaining('more than a card can show'),
    });
    const many = await world.act({ kind: 'post', input: { files: Array.from({ length: 21 }, (_, index) => `f${index}`) } });
    expect(many).toEqual({ state: 'refused', code: 'invalid', said: expect.stringContaining('at most 20 files') });
    expect(await world.ledger()).toEqual([]);
  });
});
