import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createGoogleDrive } from '../../../adapters/google/drive.ts';
import { folderIdsIn } from '../../../adapters/google/folder-links.ts';
import type { FileReader } from '../../../src/ports/files.ts';
import { type FakeGoogle, startFakeGoogle } from '../../fakes/google/server.ts';
import { signedIn } from './account.ts';

const { signal } = new AbortController();
const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

let google: FakeGoogle;
let drive: FileReader;
beforeAll(async () => {
  google = await startFakeGoogle();
  drive = createGoogleDrive(signedIn(google));
});
afterAll(() => google.close());
beforeEach(() => {
  google.drive.files = [
    file({ id: 'a-1', name: 'Trip.txt', content: 'Rome in May', text: 'Rome in May', modifiedTime: '2026-11-01T08:00:00.000Z' }),
    file({
      id: 'b_2',
      name: "Ann's budget",
      mimeType: 'application/vnd.google-apps.spreadsheet',
      content: { [SHEET]: 'PK sheet' },
      text: 'rome 900',
    }),
    file({ id: 'c3', name: 'Rome', mimeType: 'application/vnd.google-apps.folder' }),
    file({ id: 'd4', name: 'Rome old', trashed: true }),
  ];
});
const search = async (text: string, limit = 10) => (await drive.search(text, limit, signal)).map(({ path }) => path);

test('R103 files are found by words in name or text, all of them, the latest first, without folders and what lies in the trash', async () => {
  expect(await search('rome')).toEqual(["drive:b_2/Ann's budget", 'drive:a-1/Trip.txt']);
  expect(await search("ann's rome")).toEqual(["drive:b_2/Ann's budget"]);
  expect(await search('')).toHaveLength(2);
  expect(await search('rome', 1)).toEqual(["drive:b_2/Ann's budget"]);
});

test('R103 a file is read by its path, and one of Google’s own as a document that can be read', async () => {
  const trip = await drive.read('drive:a-1/Trip.txt', signal);
  expect(trip).toMatchObject({ path: 'drive:a-1/Trip.txt', mime: 'text/plain', size: 11, changedAt: '2026-11-01T08:00:00.000Z' });
  expect(Buffer.from(trip.bytes).toString()).toBe('Rome in May');
  expect(await drive.read('drive:b_2/whatever it is called', signal)).toMatchObject({ mime: SHEET, size: 8 });
});

test('R103 a file that the person may not see any longer is gone from the search, and cannot be read', async () => {
  expect(await search('may')).toEqual(['drive:a-1/Trip.txt']);
  google.drive.files = google.drive.files.filter(({ id }) => id !== 'a-1');
  expect(await search('may')).toEqual([]);
  await expect(drive.read('drive:a-1/Trip.txt', signal)).rejects.toMatchObject({ code: 'not-found' });
});

describe('R103 of a Drive of which some folders are opened', () => {
  let opened: FileReader;
  const found = async (text = '') => (await opened.search(text, 200, signal)).map(({ path }) => path).sort();
  const put = (id: string, parent: string, more: object = {}) =>
    google.drive.files.push(file({ id, name: id, parents: [parent], ...more }));
  const folder = (id: string, parent: string, more: object = {}) =>
    put(id, parent, { mimeType: 'application/vnd.google-apps.folder', ...more });
  const move = (id: string, parent: string) => {
    google.drive.files = google.drive.files.map((each) => (each.id === id ? { ...each, parents: [parent] } : each));
  };
  beforeEach(() => {
    opened = createGoogleDrive(signedIn(google), ['open', 'other']);
    google.drive.files = [];
    for (const [id, parent] of [
      ['open', 'root'],
      ['inner', 'open'],
      ['deep', 'inner'],
      ['other', 'root'],
      ['closed', 'root'],
    ] as const)
      folder(id, parent);
    put('top-txt', 'open');
    put('deep-txt', 'deep', { text: 'Rome' });
    put('mine-txt', 'other');
    put('secret-txt', 'closed', { text: 'Rome' });
    put('root-txt', 'root');
    google.drive.files.push(file({ id: 'shared', name: 'shared by Ben' }));
  });

  test('only what lies in them is found, however deep, and only that can be read', async () => {
    expect(await found()).toEqual(['drive:deep-txt/deep-txt', 'drive:mine-txt/mine-txt', 'drive:top-txt/top-txt']);
    expect(await found('rome')).toEqual(['drive:deep-txt/deep-txt']);
    expect(await opened.read('drive:deep-txt/x', signal)).toMatchObject({ path: 'drive:deep-txt/deep-txt' });
    for (const path of ['drive:secret-txt/x', 'drive:root-txt/x', 'drive:shared/x'])
      await expect(opened.read(path, signal), path).rejects.toMatchObject({ code: 'denied' });
  });

  test('what is moved out, or its folder, or a folder that is deleted, is at once neither found nor read', async () => {
    expect(await found('rome')).toHaveLength(1);
    move('top-txt', 'closed');
    move('deep', 'closed');
    google.drive.files = google.drive.files.filter(({ id }) => id !== 'other');
    expect(await found()).toEqual([]);
    for (const id of ['top-txt', 'deep-txt', 'mine-txt'])
      await expect(opened.read(`drive:${id}/x`, signal), id).rejects.toMatchObject({ code: 'denied' });
    move('deep', 'inner');
    expect(await found()).toEqual(['drive:deep-txt/deep-txt']);
  });

  test('many folders are looked into, and of more than a thousand it is said that they are too many', async () => {
    for (let count = 0; count < 100; count += 1) {
      folder(`f${count}`, 'inner');
      put(`t${count}`, `f${count}`);
    }
    expect(await found()).toHaveLength(103);
    for (let count = 100; count < 1000; count += 1) folder(`f${count}`, 'inner');
    await expect(found()).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('/connect google') });
  });

  test('links to folders are read in all their forms, and nothing else is taken for one', () => {
    const id = '1AbC-dEf_2345';
    const links = `https://drive.google.com/drive/folders/${id}?usp=sharing, https://drive.google.com/drive/u/1/folders/${id} https://drive.google.com/open?id=${id}\n${id}`;
    expect(folderIdsIn(links)).toEqual([id, id, id, id]);
    expect(folderIdsIn(' ')).toEqual([]);
    for (const text of ['my folder', "x' or 'y", 'https://drive.google.com/drive/my-drive'])
      expect(() => folderIdsIn(text)).toThrow('no link to a folder');
  });
});

test('what cannot be handed out, is too large, lies in the trash or has no such path says so', async () => {
  google.drive.files.push(
    file({ id: 'form', name: 'Form', mimeType: 'application/vnd.google-apps.form' }),
    file({ id: 'large', name: 'large.bin', content: new Uint8Array(5 * 1024 * 1024 + 1) }),
  );
  await expect(drive.read('drive:form/Form', signal)).rejects.toMatchObject({ code: 'invalid' });
  await expect(drive.read('drive:large/large.bin', signal)).rejects.toMatchObject({ message: expect.stringContaining('5 MB') });
  for (const path of ['drive:d4/Rome old', 'drive:none/x', 'drive:../x', 'Trip.txt'])
    await expect(drive.read(path, signal), path).rejects.toMatchObject({ code: 'not-found' });
  await expect(drive.placeFor('drive:a-1/Trip.txt', signal)).rejects.toMatchObject({ code: 'denied' });
});

test('a refusal is told in words', async () => {
  google.fail({ path: '/drive/v3/files', meets: 403, says: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' });
  await expect(drive.search('x', 5, signal)).rejects.toMatchObject({
    code: 'denied',
    message: expect.stringContaining('/connect google'),
  });
});

function file(over: Partial<FakeGoogle['drive']['files'][number]>): FakeGoogle['drive']['files'][number] {
  return { id: 'x', name: 'x', mimeType: 'text/plain', modifiedTime: '2026-11-20T08:00:00.000Z', content: '', ...over };
}
