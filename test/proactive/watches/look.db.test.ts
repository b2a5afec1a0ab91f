import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { notices } from '../../../src/db/schema/news.ts';
import { schedules } from '../../../src/db/schema/planning.ts';
import { AppError } from '../../../src/ground/errors.ts';
import { enqueue } from '../../../src/outbox/outbox.ts';
import { createNotify } from '../../../src/proactive/notify/notify.ts';
import { createWatchLook } from '../../../src/proactive/watches/look.ts';
import { newSource } from '../../../src/proactive/watches/source.ts';
import { addWatch, changeWatch, type NewWatch, watchesOf } from '../../../src/proactive/watches/store.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createFakeWeb, type FakeWeb } from '../../fakes/web.ts';
import { openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { addReachablePerson, silent } from '../world.ts';

const FEED = 'https://news.example/feed.xml';
const PAGE = 'https://shop.example/prices';
const signal = new AbortController().signal;

let database: TestDatabase;
let web: FakeWeb;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(() => {
  web = createFakeWeb();
});
afterAll(() => database.close());

const feed = (...items: readonly (readonly [id: string, title: string])[]) =>
  web.put(FEED, { text: '', entries: items.map(([id, title]) => ({ id, title, url: `https://news.example/${id}`, text: '' })) });
const page = (...lines: readonly string[]) => web.put(PAGE, { title: 'Prices', text: lines.join('\n') });

/** Somebody with one watch that looks each half hour; `model` answers each question, without it there is none. */
async function watcher(url: string, about: string, over: Partial<NewWatch> = {}, model?: () => string) {
  const { db } = database;
  const clock = createFakeClock('2026-11-21T08:00:00Z');
  const prompts: string[] = [];
  const write = async (prompt: string) => {
    prompts.push(prompt);
    return { text: model?.() ?? '', by: 'Fake' };
  };
  const notify = createNotify({ enqueue });
  const look = createWatchLook({
    db,
    clock,
    log: silent,
    eyesOf: async () => ({ web: web.reader }),
    notify,
    write: model && write,
  });
  const personId = await addReachablePerson(db, 'Europe/Berlin');
  const usual = { everyMinutes: 30, until: clock.now().add({ hours: 24 }), modelCallsLeft: 2, tainted: false };
  const inDb = <T>(work: Parameters<typeof db.asPerson<T>>[1]) => db.asPerson(personId, work);
  const watch = await inDb((tx) => addWatch(tx, personId, { ...usual, about, sources: [newSource(url)], ...over }, clock.now()));
  return {
    prompts,
    change: (state: 'paused' | 'active') => inDb((tx) => changeWatch(tx, personId, watch.id, { state })),
    async look(times = 1) {
      for (let time = 0; time < times; time += 1) {
        await look(personId, clock.now(), signal);
        clock.jumpTo(clock.now().add({ minutes: 30 }));
      }
    },
    told: () => inDb((tx) => tx.select().from(notices).where(eq(notices.personId, personId)).orderBy(asc(notices.seq))),
    watches: () => inDb((tx) => watchesOf(tx, personId)),
    async scheduled() {
      const rows = await inDb((tx) => tx.select().from(schedules).where(eq(schedules.personId, personId)));
      return rows.find(({ kind }) => kind === 'watch')?.nextAt.toString();
    },
  };
}

test('R17 of three entries, one a launch, one is told and cited; served again there is none, and a later one is told', async () => {
  feed(['1', 'Quarterly results of Acme'], ['2', 'Acme launches a *major* product'], ['3', 'Acme opens an office']);
  const { look, told } = await watcher(FEED, 'major product launches');
  await look(2);
  feed(['3', 'Acme opens an office'], ['2', 'Acme launches a *major* product'], ['1', 'Quarterly results of Acme']);
  await look();
  const first = await told();
  expect(first).toMatchObject([{ kind: 'watch', urgency: 'soon', source: 'watch:1', tainted: true }]);
  expect(first[0]).toMatchObject({ restsOn: ['https://news.example/2'] });
  expect(first[0]?.message).toEqual({
    text: '**Watch 1**, major product launches\n\n**Acme launches a \\*major\\* product**\n`https://news.example/2`',
  });
  feed(['4', 'Beta launched its product'], ['2', 'Acme launches a *major* product']);
  await look();
  expect((await told()).map(({ restsOn }) => restsOn[0])).toEqual(['https://news.example/2', 'https://news.example/4']);
});

test('R17 a watch is over on its day and says so; a paused one is not looked at', async () => {
  feed(['1', 'Acme launches a product']);
  const { look, told, change, watches, scheduled } = await watcher(FEED, 'recalls');
  await look();
  await change('paused');
  expect(await scheduled()).toBeUndefined();
  await look(3);
  expect(web.asked).toHaveLength(1);
  await change('active');
  await look(46);
  expect(await watches()).toEqual([]);
  expect(await scheduled()).toBeUndefined();
  expect((await told()).map(({ text }) => text)).toEqual([expect.stringContaining('Watch 1 (recalls) is over')]);
});

test('of a page the lines that changed are told, in one piece', async () => {
  page('All our prices', 'The price of oats is two euros a bag', 'The price of tea is four euros');
  const { look, told } = await watcher(PAGE, 'prices');
  await look(2);
  expect(await told()).toEqual([]);
  page('All our prices', 'The price of oats is three euros a bag', 'We have moved', 'The price of tea is five euros');
  await look(2);
  expect((await told()).map(({ message }) => message)).toEqual([
    {
      text: '**Watch 1**, prices\n\n**Prices**\nThe price of oats is three euros a bag\nThe price of tea is five euros\n`https://shop.example/prices`',
    },
  ]);
});

test('an address that was never read is told of at once, one that stays away after five looks', async () => {
  const lost = await watcher('https://10.0.0.1/feed', 'anything');
  await lost.look(2);
  expect((await lost.told()).map(({ text }) => text)).toEqual([expect.stringContaining('lies in a private network')]);
  feed(['1', 'Nothing']);
  const away = await watcher(FEED, 'launches');
  await away.look();
  web.remove(FEED);
  await away.look(7);
  expect((await away.told()).map(({ text }) => text)).toEqual([
    expect.stringContaining('5 times in a row. There is no such page'),
  ]);
  feed(['2', 'Acme launches']);
  await away.look();
  expect((await away.watches())[0]?.sources[0]).toMatchObject({ failures: 0 });
  expect(await away.told()).toHaveLength(2);
});

test('a source that cannot be read for a bug of ours keeps no other from being told of', async () => {
  const onAsk = (url: string) => {
    if (url === PAGE) throw new TypeError('a bug');
  };
  web = createFakeWeb({ onAsk });
  feed(['1', 'Acme launches']);
  const { look, told } = await watcher(PAGE, 'launches', { sources: [newSource(PAGE), newSource(FEED)] });
  await look();
  expect((await told()).map(({ restsOn }) => restsOn)).toEqual([['https://news.example/1'], [PAGE]]);
});

test('R17 a model says what is new that fits, as often as it may; where nothing is new it is not asked', async () => {
  feed(['1', 'Nothing of note'], ['2', 'What only a model understands']);
  const { look, told, prompts } = await watcher(FEED, 'rivals', {}, () => '2');
  await look(4);
  expect(prompts).toHaveLength(1);
  expect((await told()).map(({ restsOn }) => restsOn)).toEqual([['https://news.example/2']]);
  feed(['3', 'More of it']);
  await look();
  expect((await told()).at(-1)?.text).toContain('has asked the model as often as it may');
  feed(['4', 'Rivals everywhere']);
  await look();
  expect(prompts).toHaveLength(2);
  expect((await told()).at(-1)?.restsOn).toEqual(['https://news.example/4']);
});

test('a model that is out, or that says something else, leaves it to the words', async () => {
  feed(['1', 'Rivals everywhere'], ['2', 'Nothing of note']);
  const says = ['<script>', undefined];
  const { look, told } = await watcher(FEED, 'rivals', {}, () => {
    const text = says.shift();
    if (text === undefined) throw new AppError('unavailable', 'The model is out.');
    return text;
  });
  await look();
  feed(['3', 'Rivals again']);
  await look();
  expect((await told()).flatMap(({ restsOn }) => restsOn)).toEqual(['https://news.example/1', 'https://news.example/3']);
});

test('R17 an entry that stands in two feeds of a watch is told once', async () => {
  const OTHER = 'https://news.example/tech.xml';
  const entry = { id: 'https://news.example/9', title: 'Acme launches a product', url: 'https://news.example/9', text: '' };
  for (const url of [FEED, OTHER]) web.put(url, { text: '', entries: [entry] });
  const { look, told } = await watcher(FEED, 'product launches', { sources: [newSource(FEED), newSource(OTHER)] });
  await look(2);
  expect((await told()).map(({ restsOn }) => restsOn[0])).toEqual(['https://news.example/9']);
});
