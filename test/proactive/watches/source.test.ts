import { expect, test } from 'vitest';
import type { WebLook } from '../../../src/ports/web.ts';
import { newSource, type Source, whatIsNew } from '../../../src/proactive/watches/source.ts';

const URL = 'https://news.example/';
const page = (...lines: readonly string[]): WebLook => ({ url: URL, title: 'Prices', text: lines.join('\n'), version: {} });
const feed = (...ids: readonly string[]): WebLook => ({
  ...page(),
  entries: ids.map((id) => ({ id, title: `Title ${id}`, url: '', text: '' })),
});

/** What each look brings, one after the other. */
function fresh(...looks: readonly WebLook[]): string[][] {
  let source: Source = newSource(URL);
  return looks.map((look) => {
    const found = whatIsNew(source, look);
    source = found.after;
    return found.fresh.map(({ title, text }) => text || title);
  });
}

test('R17 an entry of a feed is new once, whatever is served again, and in whatever order', () => {
  expect(fresh(feed('1', '2'), feed('1', '2'), feed('3', '2'), feed('1', '3', '3'))).toEqual([
    ['Title 1', 'Title 2'],
    [],
    ['Title 3'],
    [],
  ]);
});

test('of a page a line is new when it did not stand there at the last look; short lines are none', () => {
  const [two, three] = ['Oats: two euros', 'Oats: three euros'];
  expect(fresh(page(two, 'Menu'), page(two, 'Login', '*** --- ***'), page(three), page(two))).toEqual([[], [], [three], [two]]);
});

test('what was a feed and is a page now is looked at as for the first time', () => {
  expect(fresh(feed('1'), page('We are being repaired'), feed('1'))).toEqual([['Title 1'], [], ['Title 1']]);
});

test('an entry that a feed keeps for ever is not new again, however many came since', () => {
  const many = Array.from({ length: 12 }, (_, part) =>
    feed('pinned', ...Array.from({ length: 100 }, (__, at) => `${part}-${at}`)),
  );
  expect(fresh(...many).flat()).toHaveLength(1201);
});

test('R17 what two feeds of a watch bring under one address or URN is new once; ids that mean nothing elsewhere are not compared', () => {
  const [world, business] = [newSource('https://news.example/world.xml'), newSource('https://news.example/business.xml')];
  const ids = ['https://news.example/1', 'urn:uuid:2', '3'];
  const { after, fresh: first } = whatIsNew(world, feed(...ids));
  expect(first).toHaveLength(3);
  const second = whatIsNew(business, feed(...ids, 'https://news.example/4'), [after]);
  expect(second.fresh.map(({ title }) => title)).toEqual(['Title 3', 'Title https://news.example/4']);
  expect(whatIsNew(after, feed('https://news.example/4'), [second.after]).fresh).toEqual([]);
});
