import { afterAll, expect, test } from 'vitest';
import { credentials as rows } from '../../src/db/schema/vault.ts';
import { openGoogleHouse } from './google-house.ts';

const { signal } = new AbortController();
const START = '2026-11-30T08:00:00Z';

const { google, house, eyesOf, handsOf, asked, press, toGoogle, connect, close } = await openGoogleHouse(START);
afterAll(close);

test('R86 a Google account is signed in at Google, asked about in the chat, used after the press, and given up by /connect off', async () => {
  const ann = await house.move('ann');
  const at = await toGoogle('ann');
  expect(Object.fromEntries(at.searchParams)).toMatchObject({
    client_id: 'adjutant',
    code_challenge_method: 'S256',
    access_type: 'offline',
    redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/connect\/return$/),
  });
  const back = await google.agree(at);
  expect((await fetch(back)).status).toBe(200);
  expect((await house.texts('ann')).at(-1)).toContain('I can read and change your calendars');
  expect(await eyesOf(ann)).not.toHaveProperty('calendar');
  expect(await press('ann', 'Connect')).toBe('Connected.');

  google.people.contacts = [{ name: 'Ben Oak', addresses: ['ben@b.example'] }];
  const eyes = await eyesOf(ann);
  expect(eyes.mail?.account).toBe(google.account);
  expect(await eyes.mail?.search({}, 5, signal)).toEqual([]);
  expect(await eyes.contacts?.find('ben', 5, signal)).toMatchObject([{ name: 'Ben Oak' }]);
  expect(await asked('ann', '/agenda')).not.toContain('cannot');

  expect(await asked('ann', '/connect off 1')).toMatch(/Disconnected.*forgotten what opened it\.$/);
  expect(google.journal.at(-1)).toBe('POST /oauth2/revoke');
  expect(await eyesOf(ann)).not.toHaveProperty('mail');
});

test('R86 what comes back is taken once, with its own state alone', async () => {
  await house.move('bob');
  const back = await google.agree(await toGoogle('bob'));
  const forged = new URL(back);
  forged.searchParams.set('state', 'x'.repeat(43));
  expect((await fetch(forged)).status).toBe(410);
  expect(await (await fetch(back)).text()).toContain('That worked');
  expect((await fetch(back)).status).toBe(410);
});

test('R86 a code that was not asked for with our proof is refused, and who says no at Google can try again', async () => {
  await house.move('cyd');
  const at = await toGoogle('cyd');
  const other = new URL(at);
  other.searchParams.set('code_challenge', 'A'.repeat(43));
  const stolen = await fetch(await google.agree(other));
  expect(await stolen.text()).toContain('Not connected yet');
  const again = await toGoogle('cyd');
  const no = `${again.searchParams.get('redirect_uri')}?error=access_denied&state=${again.searchParams.get('state')}`;
  expect(await (await fetch(no)).text()).toContain('you did not agree');
});

test('R89 an account that is only to be read asks for no more, and has no hands', async () => {
  const dan = await connect('dan', { access: 'read' });
  expect(Object.keys(await eyesOf(dan))).toEqual(expect.arrayContaining(['mail', 'calendar', 'contacts']));
  expect(await handsOf(dan)).toEqual({});
});

test('R103 the files of a Drive are asked for only when they are wanted, and then searched', async () => {
  google.drive.files = [
    {
      id: 'a1',
      name: 'Trip.txt',
      mimeType: 'text/plain',
      modifiedTime: '2026-11-20T08:00:00.000Z',
      content: 'Rome',
      text: 'Rome',
    },
  ];
  const without = await connect('gus');
  expect(await eyesOf(without)).not.toHaveProperty('files');
  const scopes: string[] = [];
  const noted = (scope: string) => {
    scopes.push(scope);
    return scope;
  };
  const { files } = await eyesOf(await connect('hal', { access: 'read', files: 'read' }, noted));
  expect(scopes).toEqual([expect.stringContaining('drive.readonly')]);
  expect(await files?.search('rome', 5, signal)).toMatchObject([{ path: 'drive:a1/Trip.txt' }]);
});

test('R103 of a Drive only the folders are seen that were named on the page', async () => {
  const more = { mimeType: 'text/plain', modifiedTime: '2026-11-20T08:00:00.000Z', content: '' };
  const drawer = { ...more, mimeType: 'application/vnd.google-apps.folder' };
  google.drive.files = [
    { ...drawer, id: 'folder-work', name: 'Work' },
    { ...more, id: 'b1', name: 'Plan.txt', parents: ['folder-work'] },
    { ...more, id: 'b2', name: 'Diary.txt' },
  ];
  const ivy = await house.move('ivy');
  const folder = (id: string) => ({ access: 'read', files: 'folders', folders: `https://drive.google.com/drive/folders/${id}` });
  const wrong = await google.agree(await toGoogle('ivy', folder('folder-gone')));
  expect(await (await fetch(wrong)).text()).toContain('I find no folder folder-gone');
  await fetch(await google.agree(await toGoogle('ivy', folder('folder-work'))));
  expect((await house.texts('ivy')).at(-1)).toContain('in these folders of your Google Drive, and nothing else there: Work.');
  expect(await press('ivy', 'Connect')).toBe('Connected.');
  const { files } = await eyesOf(ivy);
  expect(await files?.search('', 5, signal)).toMatchObject([{ path: 'drive:b1/Plan.txt' }]);
  await expect(files?.read('drive:b2/Diary.txt', signal)).rejects.toMatchObject({ code: 'denied' });
});

test('R103 folders of a Drive that are not named, or not by a link, are asked for on the page', async () => {
  await house.move('jim');
  const url = (await asked('jim', '/connect google')).match(/^http:\S+/)?.[0] ?? '';
  const send = async (folders: string) => {
    const body = new URLSearchParams({ access: 'read', files: 'folders', tasks: 'no', folders });
    return (await fetch(url, { method: 'POST', body })).text();
  };
  expect(await send('')).toContain('Name the folders of your Drive');
  expect(await send('Work')).toContain('Work is no link to a folder');
});

test('R89 what was left out at Google is told at once and is not there', async () => {
  const eve = await connect('eve', {}, (scope) => scope.replace(/\S+gmail\S+/, ''));
  const card = house.shown('eve').find(({ message }) => message.text.includes('Connect this google?'));
  expect(card?.message.text).toContain('Your mail stays closed to me');
  expect(await eyesOf(eve)).not.toHaveProperty('mail');
  expect(await handsOf(eve)).toHaveProperty('calendar');
});

test('R86 a connection that Google has ended is told with what mends it, and no token stands in clear anywhere', async () => {
  const fay = await connect('fay');
  const sealed = await house.db.asPerson(fay, (tx) => tx.select().from(rows));
  expect(Buffer.concat(sealed.map(({ sealed: bytes }) => Buffer.from(bytes))).toString('latin1')).not.toContain('google_refresh');
  expect(JSON.stringify(house.shown('fay'))).not.toContain('google_refresh');
  google.fail({ path: '/oauth2/token', meets: 400, says: 'invalid_grant' });
  const { calendar } = await eyesOf(fay);
  await expect(calendar?.calendars(signal)).rejects.toMatchObject({
    code: 'denied',
    message: expect.stringContaining('/connect google'),
  });
});

test('R38 tasks are kept in step with Google Tasks for who says so on the page, and for nobody else', async () => {
  await connect('kim');
  await asked('kim', '/tasks add Not for Google');
  await connect('lou', { tasks: 'both' });
  google.tasks.tasks.set('theirs', { id: 'theirs', title: 'Call Ana', status: 'needsAction', updated: START });
  await asked('lou', '/tasks add Pay rent');
  const there = () => [...google.tasks.tasks.values()].map(({ title }) => title);
  while (there().length < 2) await new Promise((resolve) => setImmediate(resolve));
  expect(there()).toEqual(['Call Ana', 'Pay rent']);
  expect(await asked('lou', '/tasks')).toContain('Call Ana');
});
