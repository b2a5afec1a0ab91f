import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPageReader } from '../../adapters/web/page-reader.ts';
import { calls, words } from '../agent/answers.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { fakeDocuments } from '../fakes/documents.ts';
import { createWebServer, type WebServer } from '../fakes/web-server.ts';
import { type House, LOOPS, openHouse } from './house.ts';

const FEED = 'https://good.example/feed.xml';
let server: WebServer;
let house: House;
beforeAll(async () => {
  server = await createWebServer();
  const web = createPageReader({ egress: server.egress, documents: fakeDocuments });
  house = await openHouse({ connections: fakeConnections({ web }) });
});
afterAll(async () => {
  await house.close();
  await server.close();
});

/** From now on the feed holds these, under a version of its own. */
function serve(version: string, ...titles: readonly string[]): void {
  const items = titles.map((title) => `<item><title>${title}</title><link>/${title.replaceAll(' ', '-')}</link></item>`);
  server.answer(FEED, (request, response) => {
    if (request.headers['if-none-match'] === `"${version}"`) response.writeHead(304).end();
    else
      response
        .writeHead(200, { 'content-type': 'application/rss+xml', etag: `"${version}"` })
        .end(`<rss>${items.join('')}</rss>`);
  });
}

const say = async (text: string) => {
  await house.say('ann', text);
  return (await house.texts('ann')).at(-1) ?? '';
};
const nextLook = async () => {
  const { rows } = await house.db.asSystem((tx) =>
    tx.execute<{ next: string }>("select next_at::text as next from schedules where kind = 'watch'"),
  );
  return rows[0] && Date.parse(rows[0].next);
};
/** Waits until nothing is to be looked at any more at this time. */
async function looked(): Promise<void> {
  while (((await nextLook()) ?? Number.POSITIVE_INFINITY) <= house.clock.now().epochMilliseconds)
    await new Promise((resolve) => setImmediate(resolve));
}
async function pass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await house.clock.untilAsleep(LOOPS); // who looks while the clock is turned would sleep on
    await house.clock.advance(60_000);
    await looked();
    await house.texts('ann');
  }
}
const news = () => house.shown('ann').filter(({ message }) => message.text.startsWith('**Watch 1**, major product launches\n\n'));
const press = (label: string) => {
  const { message, messageId = '' } = house.shown('ann').at(-1) ?? {};
  const button = message?.buttons?.flat().find((each) => each.label === label);
  return house.press('ann', button?.id ?? '', { messageId });
};

test('R17 a watch is made in chat, tells the one launch of three entries, and what is served again not at all', async () => {
  await house.move('ann');
  house.play(() => words('none'));
  serve('1', 'Acme results', 'Acme launches Rocket', 'Acme opens an office');
  const made = await say(`/watch ${FEED} about major product launches every 15 minutes until 31 December, at most 0 questions`);
  expect(made).toContain(
    '**Watch 1**, major product launches: every 15 minutes; until Thursday, 31 December 2026, 23:59 (Europe/Berlin)',
  );
  expect(made).toContain('`https://good.example/feed.xml` (not looked at yet)');
  await looked();
  await pass(16);
  expect(news().map(({ message }) => message.text)).toEqual([
    expect.stringContaining('**Acme launches Rocket**\n`https://good.example/Acme-launches-Rocket`'),
  ]);
  serve('2', 'Acme opens an office', 'Acme launches Rocket', 'Acme results');
  await pass(32);
  expect(news()).toHaveLength(1);
  expect(server.headers()['if-none-match']).toBe('"2"');
  expect(house.asked).toHaveLength(0);
});

test('it is listed, paused and deleted, each with Undo', async () => {
  expect(await say('/watch pause launches')).toContain('is paused.');
  expect(await nextLook()).toBeUndefined();
  expect(await say('/watch')).toContain('**Watch 1**, major product launches: paused; every 15 minutes');
  await say('/undo');
  expect(await nextLook()).toBeDefined();
  await pass(1);
  expect(await say('/watch delete 1')).toContain('is deleted.');
  expect(await say('/watch')).toContain('Nothing is watched.');
  await say('/undo');
  expect(await say('/watch')).not.toContain('paused');
});

test('a model may set one up for an address that the person typed; for any other it takes a press', async () => {
  house.play(({ messages }) =>
    messages.at(-1)?.role === 'tool' ? words('I watch it.') : calls(['watch_add', { about: 'https://other.example/ launches' }]),
  );
  expect(await say('watch https://other.example/ for launches')).toContain('✓ **Watch 2**, launches: every hour');
  expect(await say('/watch')).toContain('**Watch 2**');
  await say('watch the other one, too');
  expect(house.shown('ann').at(-1)?.message.text).toContain('**Addresses, whose hosts are asked each time:**');
  await press('Watch');
  expect(await say('/watch')).toContain('**Watch 3**');
  house.play(({ messages }) =>
    messages.at(-1)?.role === 'tool' ? words('Done.') : calls(['watch_change', { watch: '3', change: 'delete' }]),
  );
  // What a watch has found stands in this chat: words of others.
  await say('never mind the last watch');
  await press('Change');
  expect(await say('/watch')).not.toContain('**Watch 3**');
});
