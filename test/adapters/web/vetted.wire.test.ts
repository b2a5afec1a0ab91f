import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createPageReader } from '../../../adapters/web/page-reader.ts';
import { decide } from '../../../src/actions/policy.ts';
import { isAppError } from '../../../src/ground/errors.ts';
import type { WebReader } from '../../../src/ports/web.ts';
import { effectOfReading } from '../../actions/kinds/web-effect.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';
import { fakeDocuments } from '../../fakes/documents.ts';
import { type Answer, createWebServer, page, redirect, type WebServer } from '../../fakes/web-server.ts';
import { sharedData } from '../../fixtures/shared-data.ts';

const HOSTS = ['good', 'other'].map((name) => `${name}.example`);
const TEST_HOSTS = ['rebind', 'redirect', 'slow', 'big', 'gzip', 'hdr', 'sse', 'type', 'multi-a', 'cname-to-localhost'];
const PUBLIC = '93.184.215.14';
const NAMES = {
  'rebind.test': [[PUBLIC], ['127.0.0.1']],
  'multi-a.test': [[PUBLIC, '10.0.0.1']],
  'cname-to-localhost.test': [['127.0.0.1']],
};

let clock: FakeClock;
let server: WebServer;
let reader: WebReader;

beforeEach(async () => {
  clock = createFakeClock('2026-11-21T08:00:00Z');
  const hosts = [...HOSTS, ...TEST_HOSTS.map((name) => `${name}.test`)];
  server = await createWebServer({ clock, hosts, names: NAMES });
  reader = createPageReader({ egress: server.egress, documents: fakeDocuments });
  for (const [address, answer] of Object.entries(TRAPS)) server.answer(address, answer);
});
afterEach(() => server.close());

/** Hangs after its first byte. */
const silent: Answer = (_, response) => void response.writeHead(200, { 'content-type': 'text/plain' }).write('.');

const forever: Answer = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  const pour = () => {
    while (!response.destroyed && response.write('x'.repeat(65_536)));
  };
  response.on('drain', pour);
  pour();
};

const TRAPS: Readonly<Record<string, Answer>> = {
  'http://rebind.test/': page('first answer'),
  'http://multi-a.test/': page('secret'),
  'http://cname-to-localhost.test/': page('secret'),
  'https://redirect.test/302-to-127.0.0.1': redirect('http://127.0.0.1/'),
  'https://redirect.test/302-to-file': redirect('file:///etc/passwd'),
  'https://redirect.test/loop': redirect('/loop'),
  'https://redirect.test/auth': (_, response) =>
    response.writeHead(302, { location: 'https://other.example/', 'set-cookie': 'a=b' }).end(),
  'https://slow.test/one-byte-per-second': silent,
  'https://big.test/chunked-10GB': forever,
  'https://gzip.test/bomb': (_, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
      .end(gzipSync(Buffer.alloc(100 * 1024 * 1024))),
  'https://hdr.test/1MB-headers': (request) => {
    const line = `x-filler: ${'x'.repeat(8000)}\r\n`;
    request.socket.write(`HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n${line.repeat(130)}\r\n`);
  },
  'https://sse.test/endless': (_, response) =>
    void response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n'),
  'https://type.test/svg-with-script': page('<svg><script>1</script></svg>', { 'content-type': 'image/svg+xml' }),
  'https://good.example/article': page('an article'),
  'https://good.example/a?id=5': page('another'),
};

/** What becomes of the wish; a page that hangs is waited for by the clock of the test. */
async function outcomeOf(url: string): Promise<string> {
  const { signal } = new AbortController();
  const reading = reader.read(url, signal).then(
    (read) => ('movedTo' in read ? `moved: ${read.movedTo}` : `read: ${read.text}`),
    (error: unknown) => {
      if (!isAppError(error)) throw error;
      expect(error.message).not.toContain(url); // a refusal repeats nothing of the address
      return error.code;
    },
  );
  if (url in TRAPS && (TRAPS[url] === silent || url.includes('sse.test'))) {
    while (server.arrived.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(20_000);
  }
  return reading;
}

/** What the traps that may be "capped" come to here; each at its own wall. */
const CAPPED: Readonly<Record<string, string>> = {
  'http://rebind.test/': 'read: first answer',
  'http://multi-a.test/': 'denied',
  'http://cname-to-localhost.test/': 'denied',
  'https://redirect.test/302-to-127.0.0.1': 'denied',
  'https://redirect.test/302-to-file': 'denied',
  'https://redirect.test/loop': 'unavailable',
  'https://redirect.test/auth': 'moved: https://other.example/',
  'https://slow.test/one-byte-per-second': 'unavailable',
  'https://big.test/chunked-10GB': 'invalid',
  'https://gzip.test/bomb': 'invalid',
  'https://hdr.test/1MB-headers': 'invalid',
  'https://sse.test/endless': 'unavailable',
  'https://type.test/svg-with-script': 'invalid',
  'https://good.example/?d=<4 KB of user data>': 'denied',
};

const cases = z.object({ cases: z.array(z.object({ url: z.string(), why: z.string(), expect: z.string() })) });

sharedData('security/ssrf_and_egress_urls.json', cases, (data) => {
  const of = (...expected: readonly string[]) => data.cases.filter((each) => expected.includes(each.expect));

  test('all 65 addresses are looked at', () => {
    expect(data.cases).toHaveLength(65);
    expect(of('deny', 'deny-or-capped', 'allow', 'allow-logged', 'confirm')).toHaveLength(65);
  });

  test.each(of('deny'))('R19 $url is denied and nothing goes out ($why)', async ({ url }) => {
    // What the URL standard cannot read is no address at all.
    expect(await outcomeOf(url)).toBe(URL.canParse(url) ? 'denied' : 'invalid');
    expect(server.dialled).toEqual([]);
    expect(server.lookedUp).toEqual([]);
  });

  test.each(of('deny-or-capped'))('R19 $url ends at its wall ($why)', async ({ url }) => {
    expect(await outcomeOf(url)).toBe(CAPPED[url]);
    expect(server.dialled.filter((address) => !address.startsWith(`${PUBLIC}:`))).toEqual([]);
  });

  test.each(of('allow'))('$url is read without a card when the person typed it', async ({ url }) => {
    expect(await outcomeOf(url)).toBe('read: an article');
    expect(effectOfReading(url, `please read ${url}`)).toBe('read');
  });

  test.each(of('allow-logged', 'confirm'))('$url asks first, stricter than wished for ($why)', ({ url }) => {
    expect(effectOfReading(url, 'what is new?')).toBe('outbound');
    for (const tainted of [false, true])
      expect(decide({ effect: 'outbound', tainted, unattended: false, trusted: false }).decision).toBe('ask');
  });
});

describe('a look-up that answers otherwise the second time', () => {
  test('R19 is not asked twice: the connection goes to the address that was checked', async () => {
    expect(await outcomeOf('http://rebind.test/')).toBe('read: first answer');
    expect(server.lookedUp).toEqual(['rebind.test']);
    expect(server.dialled).toEqual([`${PUBLIC}:80`]);
  });

  test('R19 is checked again at a redirect', async () => {
    server.answer('http://rebind.test/', redirect('/again'));
    expect(await outcomeOf('http://rebind.test/')).toBe('denied');
    expect(server.dialled).toEqual([`${PUBLIC}:80`]);
  });
});
