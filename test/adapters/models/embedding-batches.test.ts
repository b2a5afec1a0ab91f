import { expect, it } from 'vitest';
import { embedInBatches } from '../../../adapters/models/embedding-batches.ts';

const place = { host: 'Server', model: 'm', urlSetting: 'URL', modelSetting: 'MODEL', hasKey: false };

it.each([
  ['nothing', undefined],
  ['text', ['x', 'y']],
  ['too few vectors', [[1, 2]]],
  ['an empty vector', [[], [1]]],
  ['vectors of two lengths', [[1], [1, 2]]],
])('refuses %s from the server', async (_, answer) => {
  await expect(embedInBatches(['a', 'b'], async () => answer, place)).rejects.toMatchObject({ code: 'unavailable' });
});

it('brings every vector to length one', async () => {
  const answer = [
    [3, 4],
    [0, 0],
  ];
  expect(await embedInBatches(['a', 'b'], async () => answer, place)).toEqual([
    [0.6, 0.8],
    [0, 0],
  ]);
});
