import { createPageReader } from '../../../adapters/web/page-reader.ts';
import { webReaderContract } from '../../contracts/web.ts';
import { createWebServer, page, redirect } from '../../fakes/web-server.ts';

webReaderContract('the page reader on real connections', async () => {
  const server = await createWebServer();
  return {
    reader: createPageReader({ egress: server.egress }),
    put: (url, put) =>
      server.answer(url, 'movedTo' in put ? redirect(put.movedTo) : page(`<title>${put.title}</title><p>${put.text}</p>`)),
    close: server.close,
  };
});
