import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createEgress, type Wanted } from '../../../adapters/web/egress.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { type Answer, createWebServer, page, redirect, type WebServer } from '../../fakes/web-server.ts';

const { signal } = new AbortController();
const wanted: Wanted = { accept: 'text/html', checkType: () => undefined };
const HOME = 'https://good.example/';

let server: WebServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serve(answers: Readonly<Record<string, Answer>>, options: Parameters<typeof createWebServer>[0] = {}) {
  server = await createWebServer(options);
  for (const [address, answer] of Object.entries(answers)) server.answer(address, answer);
  return server;
}

async function textOf(at: WebServer, url = HOME): Promise<string> {
  const answer = await at.egress.get(url, wanted, signal);
  return 'movedTo' in answer ? `moved: ${answer.movedTo}` : Buffer.from(answer.bytes).toString();
}

describe('a request', () => {
  test('tells its host the address and nothing of the person', async () => {
    const at = await serve({ [`${HOME}a?b=c`]: page('x', { 'set-cookie': 'id=1' }) });
    await textOf(at, `${HOME}a?b=c#d`);
    await textOf(at, `${HOME}a?b=c#d`);
    expect(at.headers()).toEqual({
      host: 'good.example',
      accept: 'text/html',
      'user-agent': 'Adjutant',
      'accept-encoding': 'gzip, br',
      connection: 'close',
    });
  });

  test('unpacks what comes packed', async () => {
    const packed = (encoding: string, bytes: Buffer): Answer => {
      return (_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes);
    };
    const at = await serve({
      [`${HOME}gzip`]: packed('GZIP', gzipSync('zipped')),
      [`${HOME}br`]: packed('br', brotliCompressSync('brotli')),
      [`${HOME}odd`]: packed('compress', Buffer.from('x')),
      [`${HOME}twice`]: packed('gzip, gzip', gzipSync(gzipSync('x'))),
      [`${HOME}damaged`]: packed('gzip', gzipSync('x'.repeat(1000)).subarray(0, 15)),
      [`${HOME}no-brotli`]: packed('br', Buffer.from('not at all')),
    });
    expect(await textOf(at, `${HOME}gzip`)).toBe('zipped');
    expect(await textOf(at, `${HOME}br`)).toBe('brotli');
    await expect(textOf(at, `${HOME}odd`)).rejects.toMatchObject({ code: 'invalid' });
    await expect(textOf(at, `${HOME}twice`)).rejects.toMatchObject({ code: 'invalid' });
    await expect(textOf(at, `${HOME}damaged`)).rejects.toThrow('arrived damaged');
    await expect(textOf(at, `${HOME}no-brotli`)).rejects.toThrow('arrived damaged');
  });

  test.each([
    [403, 'refused the page (403)'],
    [404, 'no such page (404)'],
    [500, 'refused the page (500)'],
    [304, 'refused the page (304)'],
  ])('that is answered with %s says so', async (status, words) => {
    const at = await serve({ [HOME]: (_, response) => response.writeHead(status).end() });
    await expect(textOf(at)).rejects.toThrow(words);
  });

  test('that is cut off in the middle is no answer', async () => {
    const at = await serve({
      [HOME]: (request, response) => {
        response.writeHead(200, { 'content-length': '10' }).write('half', () => request.socket.destroy());
      },
    });
    await expect(textOf(at)).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('goes to nobody who cannot prove their name', async () => {
    const untrusted = await serve({ [HOME]: page('x') }, { trusted: false });
    await expect(textOf(untrusted)).rejects.toThrow('cannot prove who it is');
    await untrusted.close();
    const other = await serve({ [HOME]: page('x') }, { hosts: ['other.example'] });
    await expect(textOf(other)).rejects.toThrow('cannot prove who it is');
    expect(other.arrived).toEqual([]);
  });
});

describe('a redirect', () => {
  test('is followed on its host, five times at most', async () => {
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => [`${HOME}${length - index}`, redirect(`${length - index - 1}`, 307)]),
      );
    const at = await serve({ ...chain(6), [`${HOME}0`]: page('found') });
    expect(await textOf(at, `${HOME}5`)).toBe('found');
    await expect(textOf(at, `${HOME}6`)).rejects.toThrow('more than 5 times');
  });

  test('may lead to the protected connection, never back to the open one', async () => {
    const at = await serve({
      'http://good.example/': redirect(HOME, 301),
      [HOME]: page('safe'),
      [`${HOME}down`]: redirect('http://good.example/'),
    });
    expect(await textOf(at, 'http://good.example/')).toBe('safe');
    await expect(textOf(at, `${HOME}down`)).rejects.toMatchObject({ code: 'denied' });
  });

  test('to another host is told, not followed', async () => {
    const at = await serve({
      [HOME]: redirect('//other.example/x?y#z', 308),
      [`${HOME}sub`]: redirect('https://www.good.example/'),
    });
    expect(await textOf(at)).toBe('moved: https://other.example/x?y');
    expect(await textOf(at, `${HOME}sub`)).toBe('moved: https://www.good.example/');
    expect(at.lookedUp).toEqual(['good.example', 'good.example']);
  });

  test.each([
    'http://127.0.0.1/',
    'file:///etc/passwd',
    'https://good.example:22/',
    'https://me@good.example/',
    'http://localhost/',
  ])('R19 to %s is denied', async (to) => {
    const at = await serve({ [HOME]: redirect(to) });
    await expect(textOf(at)).rejects.toMatchObject({ code: 'denied' });
    expect(at.arrived).toHaveLength(1);
  });

  test('to no address, or to nowhere, is no answer', async () => {
    const at = await serve({ [HOME]: redirect('http://['), [`${HOME}nowhere`]: (_, response) => response.writeHead(302).end() });
    await expect(textOf(at)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(textOf(at, `${HOME}nowhere`)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('a look-up', () => {
  test.each([[['10.0.0.1']], [['93.184.215.14', '127.0.0.1']], [['::ffff:127.0.0.1']], [['fe80::1%eth0']], [['not an address']]])(
    'R19 that gives %j is denied before any connection',
    async (addresses) => {
      const at = await serve({}, { names: { 'good.example': [addresses] } });
      await expect(textOf(at)).rejects.toMatchObject({ code: 'denied' });
      expect(at.dialled).toEqual([]);
    },
  );

  test('that gives nothing is no answer', async () => {
    const at = await serve({}, { names: { 'good.example': [[]] } });
    await expect(textOf(at)).rejects.toThrow('I find no site');
  });

  test('hands every checked address to the connection, and nothing else', async () => {
    const at = await serve({ [HOME]: page('x') }, { names: { 'good.example': [['93.184.215.14', '1.1.1.1']] } });
    await textOf(at);
    expect(at.dialled).toEqual(['93.184.215.14:443', '1.1.1.1:443']);
  });
});

describe('R19 a limit', () => {
  test('of 5 MB holds for what says its size beforehand, and exactly that much is read', async () => {
    const sized =
      (size: number): Answer =>
      (_, response) =>
        response.writeHead(200, { 'content-length': `${size}` }).end(Buffer.alloc(size));
    const at = await serve({ [HOME]: sized(5 * 1024 * 1024), [`${HOME}more`]: sized(5 * 1024 * 1024 + 1) });
    expect(await textOf(at)).toHaveLength(5 * 1024 * 1024);
    await expect(textOf(at, `${HOME}more`)).rejects.toMatchObject({ code: 'invalid' });
  });

  test('of 5 MB holds for what is small until it is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(6 * 1024 * 1024));
    const at = await serve({ [HOME]: (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb) });
    await expect(textOf(at)).rejects.toMatchObject({ code: 'invalid' });
  });

  test('of 16 KB holds for headers', async () => {
    const at = await serve({ [HOME]: page('x', { 'x-filler': 'x'.repeat(17_000) }) });
    await expect(textOf(at)).rejects.toMatchObject({ code: 'invalid' });
  });

  test('of 20 seconds holds for look-up, answer and body together', async () => {
    const clock = createFakeClock('2026-11-21T08:00:00Z');
    const never = new Promise<never>(() => undefined);
    const asleep = clock.untilAsleep(1);
    const lookup = createEgress({ clock, allowHosts: [], resolve: () => never })
      .get(HOME, wanted, signal)
      .catch((error: unknown) => error);
    await asleep;
    await clock.advance(19_999);
    await clock.advance(1);
    expect(await lookup).toMatchObject({ code: 'unavailable', message: expect.stringContaining('20 seconds') });

    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const at = await serve({ [HOME]: () => arrive() }, { clock });
    const answer = textOf(at).catch((error: unknown) => error);
    await arrived;
    await clock.advance(20_000);
    expect(await answer).toMatchObject({ code: 'unavailable', message: expect.stringContaining('20 seconds') });
  });

  test('that the person sets by STOP ends it with their reason', async () => {
    const stop = new AbortController();
    const at = await serve({ [HOME]: () => stop.abort(new Error('stopped')) });
    await expect(at.egress.get(HOME, wanted, stop.signal)).rejects.toThrow('stopped');
  });
});

describe('a host that the settings name', () => {
  let local: Server | undefined;
  afterEach(() => void local?.close());

  test('is reached on this machine by name and number, by the system’s own look-up; another port is not', async () => {
    local = createServer((_, response) => response.end('at home'));
    await new Promise<void>((resolve) => local?.listen(0, '127.0.0.1', resolve));
    const { port } = local.address() as AddressInfo;
    const clock = createFakeClock('2026-11-21T08:00:00Z');
    const egress = createEgress({ clock, allowHosts: [`127.0.0.1:${port}`, `localhost:${port}`] });
    for (const host of ['127.0.0.1', 'localhost']) {
      const answer = await egress.get(`http://${host}:${port}/`, wanted, signal);
      expect('bytes' in answer && Buffer.from(answer.bytes).toString()).toBe('at home');
    }
    await expect(egress.get(`http://127.0.0.1:${port + 1}/`, wanted, signal)).rejects.toMatchObject({ code: 'denied' });
  });

  test('that nobody answers at is unavailable', async () => {
    local = createServer();
    await new Promise<void>((resolve) => local?.listen(0, '127.0.0.1', resolve));
    const { port } = local.address() as AddressInfo;
    await new Promise((resolve) => local?.close(resolve));
    const egress = createEgress({ clock: createFakeClock('2026-11-21T08:00:00Z'), allowHosts: [`127.0.0.1:${port}`] });
    await expect(egress.get(`http://127.0.0.1:${port}/`, wanted, signal)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
