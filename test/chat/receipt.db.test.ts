import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { actions } from '../../src/db/schema/actions.ts';
import { identityOf } from '../../src/vault/identity.ts';
import { talkInHouse } from '../wiring/talk.ts';

const talk = talkInHouse();
const { say } = talk;

test('R94 what was erased is told of once, with numbers and ids alone, and its signed receipt shows any change', async () => {
  await say('/remember My locker code is Numbat');
  await say('/remember I park on level Bilby');
  await say('/forget Numbat');
  await say('/forget Bilby');
  expect(await say('/undo')).toContain('back');
  await talk.house.pass(3_600_000, 30);
  const news = (await say('/news')).split('\n').filter((line) => line.includes('Erased for good'));
  expect(news).toHaveLength(1);
  const [, counts, start = ''] =
    /Erased for good on \S+Z: (.*), with all that was made of it\. .*?receipt ([0-9a-f]{8})/.exec(news[0] ?? '') ?? [];
  expect(counts).toMatch(
    /^1 note, 1 part of our talk, 1 statement, 1 other message or lookup \(fact:[0-9a-f]{8}, episode:[0-9a-f]{8}, slot:[0-9a-f]{8}\)$/,
  );

  const receipt = await say(`/audit receipt ${start}`);
  expect(receipt).toContain(counts);
  const [seal = ''] = /[0-9a-f]{8}\.[\w-]{43}\.[\w-]{86}/.exec(receipt) ?? [];
  expect(await say(`/audit ${seal}`)).toMatch(/^The receipt is as it was signed\. Erased for good/);
  expect(await say('/audit')).toContain('delete memory: erased for good');

  const other = identityOf(Buffer.alloc(32, 7), []);
  const [body = ''] = receipt.split('\n\nIts seal');
  const { signature } = other.sign('receipt', `${start}\n${body}`);
  expect(await say(`/audit ${start}.${other.id}.${signature}`)).toContain(
    `The receipt is as it was signed. It was signed by another key than today's: \`${other.id}\`. Erased for good`,
  );

  await talk.house.db.asPerson(talk.person, async (tx) => {
    const [row] = await tx.select().from(actions).where(eq(actions.kind, 'memory_forget'));
    const outcome = row?.outcome?.replace('1 note', '2 notes') ?? null;
    await tx
      .update(actions)
      .set({ outcome })
      .where(eq(actions.id, row?.id ?? ''));
  });
  expect(await say(`/audit ${seal}`)).toContain('changed or damaged');
  expect(await say('/audit receipt 00000000')).toContain('There is no receipt 00000000.');
});
