import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakeClock } from '../fakes/clock.ts';
import { type FakeS3, startFakeS3 } from '../fakes/s3/server.ts';
import { openTestDatabase } from '../fixtures/database.ts';
import { type House, openHouse } from './house.ts';
import { openConnections } from './open-connections.ts';

const { signal } = new AbortController();

let s3: FakeS3;
let house: House;
let connections: ReturnType<typeof openConnections>;
beforeAll(async () => {
  s3 = await startFakeS3();
  const database = await openTestDatabase();
  connections = openConnections({
    db: database.db,
    env: { WEB_ALLOW_HOSTS: new URL(s3.url).host },
    clock: createFakeClock('2026-11-30T08:00:00Z'),
  });
  house = await openHouse({ database, connections, model: false });
});
afterAll(async () => {
  await house.close();
  await s3.close();
});

/** Sends the form of `/connect files`; gives what its page says. */
async function send(user: string, over: Readonly<Record<string, string>> = {}): Promise<string> {
  await house.say(user, '/connect files');
  const url = (await house.texts(user)).at(-1)?.match(/^http:\S+/)?.[0] ?? '';
  const fields = {
    place: s3.url,
    bucket: 'bucket',
    folder: '/notes/',
    region: '',
    key: s3.keyId,
    password: s3.secret,
    access: 'change',
  };
  return (await fetch(url, { method: 'POST', body: new URLSearchParams({ ...fields, ...over }) })).text();
}

async function connect(user: string, over: Readonly<Record<string, string>> = {}): Promise<string> {
  const personId = await house.move(user);
  expect(await send(user, over)).toContain('That worked');
  await house.texts(user);
  const buttons = house.shown(user).flatMap(({ message }) => message.buttons?.flat() ?? []);
  expect(await house.press(user, buttons.findLast(({ label }) => label === 'Connect')?.id ?? '')).toBe('Connected.');
  return personId;
}

test('R103 a storage is connected on the page, searched, read and written below its folder', async () => {
  const root = `s3:${new URL(s3.url).host}/bucket/notes`;
  s3.put('bucket/notes/trip.md', 'Rome in May');
  s3.put('bucket/diary.md', 'Rome');
  const ann = await connect('ann');
  expect((await house.texts('ann')).join('\n')).not.toContain(s3.secret);
  const { files } = await connections.eyesOf(ann);
  expect(await files?.search('rome', 5, signal)).toMatchObject([{ path: `${root}/trip.md` }]);
  await expect(files?.read(`s3:${new URL(s3.url).host}/bucket/diary.md`, signal)).rejects.toMatchObject({ code: 'denied' });

  const path = await files?.placeFor('new.md', signal);
  await (await connections.handsOf(ann)).files?.write(path ?? '', Buffer.from('x'), null, signal);
  expect(s3.objects.get('bucket/notes/new.md')?.bytes.toString()).toBe('x');
});

test('R89 a storage that is only to be read has no hands', async () => {
  const bob = await connect('bob', { access: 'read' });
  expect(await connections.eyesOf(bob)).toHaveProperty('files');
  expect(await connections.handsOf(bob)).not.toHaveProperty('files');
});

test('what is wrong on the page is told there', async () => {
  await house.move('cyd');
  expect(await send('cyd', { password: 'wrong' })).toContain('does not let this key');
  expect(await send('cyd', { place: 'my storage' })).toContain('Enter the address of the storage');
  expect(await send('cyd', { folder: '../other' })).toContain('begins with a dot');
  expect(await send('cyd', { place: 'http://10.0.0.1' })).toContain('private network');
});
