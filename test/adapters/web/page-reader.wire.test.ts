import { expect, test } from 'vitest';
import { createPageReader } from '../../../adapters/web/page-reader.ts';
import { webReaderContract } from '../../contracts/web.ts';
import { fakeDocuments } from '../../fakes/documents.ts';
import { type Answer, createWebServer, page, redirect } from '../../fakes/web-server.ts';

webReaderContract('the page reader on real connections', async () => {
  const server = await createWebServer();
  return {
    reader: createPageReader({ egress: server.egress, documents: fakeDocuments }),
    put: (url, put) =>
      server.answer(url, 'movedTo' in put ? redirect(put.movedTo) : named(`<title>${put.title}</title><p>${put.text}</p>`)),
    close: server.close,
  };
});

/** A page that its server names by its words, and sends to nobody who knows that name. */
function named(html: string): Answer {
  const etag = `"${Buffer.from(html).toString('base64url')}"`;
  return (request, response) =>
    request.headers['if-none-match'] === etag ? response.writeHead(304).end() : page(html, { etag })(request, response);
}

const RSS = `<?xml version="1.0" encoding="ISO-8859-1"?>
<!-- made by hand -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Caf\u00e9 news</title>
<item><title>Acme &amp; Co launch &lt;b&gt;Rocket&lt;/b&gt;</title><link>/news/1</link><guid isPermaLink="false">a-1</guid>
<description><![CDATA[<p>It <i>flies</i>.<script>steal()</script></p>]]></description></item>
<item><title>Two</title><link>https://good.example/news/2</link><content:encoded>Whole text</content:encoded></item>
</channel></rss>`;
const ATOM = `<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><id>urn:1</id><title type="html">One &amp;amp; only</title>
<link rel="self" href="https://good.example/self"/><link href="/one"/><summary>First.</summary><content>Longer.</content></entry></feed>`;

test('R17 a feed is read as its entries, RSS and Atom, by its own encoding', async () => {
  const server = await createWebServer();
  try {
    const reader = createPageReader({ egress: server.egress, documents: fakeDocuments });
    const url = 'https://good.example/feed';
    const serve = (text: string, headers: Readonly<Record<string, string>>) =>
      server.answer(url, (_, response) => response.writeHead(200, headers).end(Buffer.from(text, 'latin1')));
    const look = () => reader.look(url, {}, new AbortController().signal);
    const modified = 'Sat, 21 Nov 2026 08:00:00 GMT';
    serve(RSS, { 'content-type': 'application/rss+xml', 'last-modified': modified, etag: 'no quotation marks' });
    expect(await look()).toEqual({
      url,
      title: 'Café news',
      text: '',
      version: { modified },
      entries: [
        { id: 'a-1', title: 'Acme & Co launch Rocket', url: 'https://good.example/news/1', text: 'It flies.' },
        { id: 'https://good.example/news/2', title: 'Two', url: 'https://good.example/news/2', text: 'Whole text' },
      ],
    });
    serve(ATOM, { 'content-type': 'text/html' });
    expect(await look()).toMatchObject({
      entries: [{ id: 'urn:1', title: 'One & only', url: 'https://good.example/one', text: 'First.' }],
    });
    serve(`<rss>${'<a>'.repeat(2000)}`, { 'content-type': 'text/xml' });
    await expect(look()).rejects.toMatchObject({ code: 'invalid' });
  } finally {
    await server.close();
  }
});

test('R103 a document that lies there is read as what is written in it', async () => {
  const server = await createWebServer();
  try {
    const url = 'https://good.example/plan.pdf';
    server.answer(url, (_, response) => response.writeHead(200, { 'content-type': 'application/pdf' }).end('Rome in May'));
    const reader = createPageReader({ egress: server.egress, documents: fakeDocuments });
    expect(await reader.read(url, new AbortController().signal)).toMatchObject({ text: 'Rome in May' });
  } finally {
    await server.close();
  }
});
