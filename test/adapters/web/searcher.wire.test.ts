import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSearcher } from '../../../adapters/web/searcher.ts';
import { webSearcherContract } from '../../contracts/web.ts';
import { type Answer, createWebServer, redirect, type WebServer } from '../../fakes/web-server.ts';

const BASE = 'http://search.lan:8888/searxng';
const { signal } = new AbortController();

const json =
  (body: unknown): Answer =>
  (_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const RESULTS = {
  query: 'rain',
  results: [
    { title: 'First', url: 'https://good.example/1', content: 'one', engine: 'x', score: 2 },
    { title: 'A trap', url: 'javascript:alert(1)', content: 'x' },
    { title: 'Second', url: 'https://good.example/2', content: null },
    { url: 'https://good.example/without-a-title' },
  ],
};

const openServer = () => createWebServer({ allowHosts: ['search.lan:8888'], names: { 'search.lan': [['10.0.0.5']] } });
const address = (query: string) => `${BASE}/search?${new URLSearchParams({ q: query, format: 'json' })}`;

webSearcherContract('the SearXNG client on real connections', async () => {
  const server = await openServer();
  for (const query of ['rain & café?', 'rain']) server.answer(address(query), json(RESULTS));
  return {
    searcher: createSearcher({ url: BASE, egress: server.egress }),
    get asked() {
      return server.arrived.map((url) => new URL(url).searchParams.get('q') ?? '');
    },
    close: server.close,
  };
});

let server: WebServer;
beforeEach(async () => {
  server = await openServer();
});
afterEach(() => server.close());

test('the search is found in the private network that the settings name', async () => {
  server.answer(address('rain'), json(RESULTS));
  await createSearcher({ url: BASE, egress: server.egress }).search('rain', 5, signal);
  expect(server.dialled).toEqual(['10.0.0.5:8888']);
});

test.each<[string, Answer, string]>([
  ['in HTML only', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'), 'format json'],
  ['something else', json({ hits: [] }), 'Is WEB_SEARCH_URL a SearXNG?'],
  [
    'no JSON',
    (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{'),
    'Is WEB_SEARCH_URL a SearXNG?',
  ],
  ['with a refusal', (_, response) => response.writeHead(403).end(), 'refused the page (403)'],
  ['by a move', redirect('https://good.example/search'), 'Correct WEB_SEARCH_URL'],
])('a search that answers %s says what to do', async (_, answer, words) => {
  server.answer(address('rain'), answer);
  const searching = createSearcher({ url: BASE, egress: server.egress }).search('rain', 5, signal);
  await expect(searching).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining(words) });
});
