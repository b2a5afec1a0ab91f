import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WebLook, WebReader, WebSearcher } from '../../src/ports/web.ts';

/** A web in which the hosts good.example and other.example are public. */
export interface WebHarness {
  readonly reader: WebReader;
  put(url: string, page: { readonly title: string; readonly text: string } | { readonly movedTo: string }): void;
  close(): Promise<void>;
}

const { signal } = new AbortController();

/** The promises of `WebReader`, which every way to the web keeps. */
export function webReaderContract(name: string, make: () => Promise<WebHarness>): void {
  describe(`${name} keeps the promises of a web reader`, () => {
    let harness: WebHarness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(() => harness.close());

    test('a page is read as title and text', async () => {
      const url = 'https://good.example/article?id=5';
      harness.put(url, { title: 'News', text: 'It rains.' });
      expect(await harness.reader.read(url, signal)).toEqual({ url, title: 'News', text: 'It rains.' });
    });

    test('the admitted address is the one that is asked for, without its fragment', async () => {
      expect(harness.reader.admit('HTTPS://Good.Example/a b#part'.replace(' ', '%20'))).toBe('https://good.example/a%20b');
      expect(harness.reader.admit('https://bücher.example')).toBe('https://xn--bcher-kva.example/');
    });

    test('a page that moved to another host is not followed there', async () => {
      harness.put('https://good.example/old', { movedTo: 'https://other.example/new' });
      harness.put('https://other.example/new', { title: 'New', text: 'new' });
      expect(await harness.reader.read('https://good.example/old', signal)).toEqual({ movedTo: 'https://other.example/new' });
    });

    test('R17 what is looked at again is fetched only where it has changed', async () => {
      const url = 'https://good.example/prices';
      harness.put(url, { title: 'Prices', text: 'Oats: two euros.' });
      const first = await harness.reader.look(url, {}, signal);
      expect(first).toMatchObject({ url, title: 'Prices', text: 'Oats: two euros.' });
      const { version } = first as WebLook;
      expect(await harness.reader.look(url, version, signal)).toBe('unchanged');
      harness.put(url, { title: 'Prices', text: 'Oats: three euros.' });
      expect(await harness.reader.look(url, version, signal)).toMatchObject({ text: 'Oats: three euros.' });
      harness.put(url, { movedTo: 'https://other.example/new' });
      expect(await harness.reader.look(url, version, signal)).toEqual({ movedTo: 'https://other.example/new' });
    });

    test.each([
      'http://127.0.0.1/',
      'http://localhost/',
      'http://[::1]/',
      'http://169.254.169.254/latest/meta-data/',
      'http://printer.local/',
      'http://db/',
      'https://good.example:22/',
      'https://me@good.example/',
      'file:///etc/passwd',
      'javascript:alert(1)',
    ])('R19 %s is denied before anything is asked', async (url) => {
      expect(() => harness.reader.admit(url)).toThrow(expect.objectContaining({ code: 'denied' }));
      await expect(harness.reader.read(url, signal)).rejects.toMatchObject({ code: 'denied' });
    });

    test('what is no address is told from one', () => {
      for (const text of ['', 'good.example', 'https://', 'hello there'])
        expect(() => harness.reader.admit(text), text).toThrow(expect.objectContaining({ code: 'invalid' }));
    });

    test('a page that is not there is not found', async () => {
      await expect(harness.reader.read('https://good.example/none', signal)).rejects.toMatchObject({ code: 'not-found' });
    });

    test('an aborted signal ends the reading with its reason', async () => {
      const aborted = AbortSignal.abort(new Error('stop'));
      await expect(harness.reader.read('https://good.example/', aborted)).rejects.toThrow('stop');
    });
  });
}

/** A search that knows two pages for any words: First (https://good.example/1, "one") and Second (https://good.example/2, no words). */
export interface SearchHarness {
  readonly searcher: WebSearcher;
  /** Every query that went out. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** The promises of `WebSearcher`, which every search keeps. */
export function webSearcherContract(name: string, make: () => Promise<SearchHarness>): void {
  describe(`${name} keeps the promises of a web search`, () => {
    let harness: SearchHarness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(() => harness.close());

    test('what is found comes with title, address and words, the best first', async () => {
      expect(await harness.searcher.search('rain & café?', 10, signal)).toEqual([
        { title: 'First', url: 'https://good.example/1', snippet: 'one' },
        { title: 'Second', url: 'https://good.example/2', snippet: '' },
      ]);
      expect(harness.asked).toEqual(['rain & café?']);
    });

    test('never more is found than asked for', async () => {
      expect(await harness.searcher.search('rain', 1, signal)).toHaveLength(1);
    });

    test('an aborted signal ends the search with its reason', async () => {
      await expect(harness.searcher.search('rain', 1, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
    });
  });
}
