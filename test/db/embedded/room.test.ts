import { expect, test } from 'vitest';
import { watchRoom } from '../../../src/db/embedded/room.ts';

/** A disk, and what the watch has done: it looks whenever `look` is called. */
function openDisk(reserveBytes: number) {
  let free = reserveBytes;
  let next = () => {};
  const done: string[] = [];
  watchRoom({
    free: async () => {
      if (free < 0) throw new Error('the disk does not answer');
      return free;
    },
    reserveBytes,
    refuseWrites: async (refuse) => void done.push(refuse ? 'refuse' : 'take'),
    startTimer: (_ms, run) => {
      next = run;
      return () => undefined;
    },
    onChange: (enough) => void done.push(enough ? 'enough' : 'full'),
  });
  return {
    done,
    async look(bytes: number) {
      free = bytes;
      next();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test('F06 writes are refused once, before the disk is full, and taken again when there is clearly more room', async () => {
  const disk = openDisk(100);
  await disk.look(100);
  expect(disk.done).toEqual([]);
  await disk.look(99);
  await disk.look(10);
  expect(disk.done).toEqual(['refuse', 'full']);
  await disk.look(149);
  expect(disk.done).toEqual(['refuse', 'full']);
  await disk.look(150);
  await disk.look(120);
  expect(disk.done).toEqual(['refuse', 'full', 'take', 'enough']);
});

test('a look that fails changes nothing, and the next one counts', async () => {
  const disk = openDisk(100);
  await disk.look(100);
  await disk.look(-1);
  await disk.look(5);
  expect(disk.done).toEqual(['refuse', 'full']);
});
