import { webReaderContract, webSearcherContract } from '../contracts/web.ts';
import { createFakeSearch, createFakeWeb } from './web.ts';

const close = async () => undefined;

webReaderContract('the fake web', async () => {
  const { reader, put } = createFakeWeb();
  return { reader, put, close };
});

webSearcherContract('the fake search', async () => {
  const { searcher, asked } = createFakeSearch([
    { title: 'First', url: 'https://good.example/1', snippet: 'one' },
    { title: 'Second', url: 'https://good.example/2', snippet: '' },
  ]);
  return { searcher, asked, close };
});
