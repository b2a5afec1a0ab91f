import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createGoogleDrive } from '../../../adapters/google/drive.ts';
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
