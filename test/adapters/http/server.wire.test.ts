import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHttpServer, type HttpRequest, type HttpServer } from '../../../adapters/http/server.ts';

let http: HttpServer;
let seen: HttpRequest[];

beforeEach(() => {
  http = createHttpServer({ port: 0 });
  seen = [];
});
afterEach(() => http.close());

const post = (path: string, body: string) =>
  fetch(`http://127.0.0.1:${http.port()}${path}`, { method: 'POST', body, headers: { 'x-secret': 's' } });

async function open(): Promise<{ close(): Promise<void> }> {
  return await http.listen('/hook', async (request) => {
    seen.push(request);
    return { status: 202 };
  });
}

test('the port opens with the first path', async () => {
  expect(http.port()).toBeUndefined();
  await open();
  expect(http.port()).toBeGreaterThan(0);
});

test('a request reaches its handler with headers and body', async () => {
  await open();
  expect((await post('/hook?a=b', 'hello')).status).toBe(202);
  expect(seen).toMatchObject([{ body: 'hello', headers: { 'x-secret': 's' } }]);
});

test('an unknown path is 404, another method 405, a closed path 404', async () => {
  const path = await open();
  await http.listen('/another', async () => ({ status: 200 }));
  expect((await post('/other', '')).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${http.port()}/hook`)).status).toBe(405);
  await path.close();
  expect((await post('/hook', '')).status).toBe(404);
});

test('the port closes with the last path, and opens again for the next one', async () => {
  const path = await open();
  await path.close();
  expect(http.port()).toBeUndefined();
  await open();
  expect((await post('/hook', '')).status).toBe(202);
});

test('a path with a slash at its end answers for all below it, by the methods that it names', async () => {
  await http.listen('/pages/', async ({ method, path }) => ({ status: 200, json: { method, path } }), ['GET']);
  const answer = await fetch(`http://127.0.0.1:${http.port()}/pages/one?x=y`);
  expect(await answer.json()).toEqual({ method: 'GET', path: '/pages/one' });
  expect((await post('/pages/one', '')).status).toBe(405);
  expect((await fetch(`http://127.0.0.1:${http.port()}/pages`)).status).toBe(404);
});

test('a body over 1 MiB is 413 and reaches nobody', async () => {
  await open();
  expect((await post('/hook', 'a'.repeat(1024 * 1024))).status).toBe(202);
  expect((await post('/hook', 'a'.repeat(1024 * 1024 + 1))).status).toBe(413);
  expect(seen).toHaveLength(1);
});

test('a handler that throws is 500', async () => {
  await http.listen('/hook', () => Promise.reject(new Error('bug')));
  expect((await post('/hook', '')).status).toBe(500);
});

test('a taken port is a config error that names the setting', async () => {
  await open();
  const second = createHttpServer({ port: http.port() ?? 0 });
  await expect(second.listen('/', async () => ({ status: 200 }))).rejects.toMatchObject({
    code: 'config',
    message: expect.stringContaining('PORT'),
  });
});
