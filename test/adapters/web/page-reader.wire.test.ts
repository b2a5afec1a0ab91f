import { expect, test } from 'vitest';
import { createPageReader } from '../../../adapters/web/page-reader.ts';
import { webReaderContract } from '../../contracts/web.ts';
import { fakeDocuments } from '../../fakes/documents.ts';
import { createWebServer, page, redirect } from '../../fakes/web-server.ts';

webReaderContract('the page reader on real connections', async () => {
  const server = await createWebServer();
  return {
    reader: createPageReader({ egress: server.egress, documents: fakeDocuments }),
    put: (url, put) =>
      server.answer(url, 'movedTo' in put ? redirect(put.movedTo) : page(`<title>${put.title}</title><p>${put.text}</p>`)),
    close: server.close,
  };
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
