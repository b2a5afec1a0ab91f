import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calls, words } from '../agent/answers.ts';
import { hasRadicale, type Radicale } from '../fixtures/radicale.ts';
import { type DavHouse, openDavHouse } from '../wiring/dav-house.ts';
import type { House } from '../wiring/house.ts';

const ANN = 'ann@example.com';
/** Written by another program, with what ours knows nothing of. */
const RENT = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Other//EN',
  'X-WHOLE:kept',
  'BEGIN:VTODO',
  'UID:rent',
  'DTSTAMP:20261101T000000Z',
  'SUMMARY;LANGUAGE=en:Pay rent',
  'DUE;VALUE=DATE:20261127',
  'PRIORITY:1',
  'X-APPLE-SORT-ORDER:7',
  'BEGIN:VALARM',
  'ACTION:DISPLAY',
  'DESCRIPTION:soon',
  'TRIGGER:-PT30M',
  'END:VALARM',
  'END:VTODO',
  'END:VCALENDAR',
  '',
].join('\r\n');

let dav: DavHouse;
let server: Radicale;
let house: House;
let home: string;

describe.runIf(hasRadicale)('tasks of a calendar account', () => {
  beforeAll(async () => {
    dav = await openDavHouse(ANN);
    ({ server, house, home } = dav);
  });
  afterAll(() => dav.close());

  const put = (body: string) =>
    server.ask(ANN, `${home}rent.ics`, { method: 'PUT', body, headers: { 'content-type': 'text/calendar' } });
  const there = async () => {
    const answered = await server.ask(ANN, `${home}rent.ics`);
    return answered.status === 200 ? answered.text() : answered.status;
  };
  const asked = async (text: string) => {
    await house.say('ann', text);
    return (await house.texts('ann')).at(-1) ?? '';
  };
  /** Time passes until it is so. */
  const untilSo = async (look: () => Promise<boolean>) => {
    for (let looks = 0; !(await look()); looks += 1) {
      if (looks === 1000) throw new Error('it never became so');
      await house.pass(1000);
    }
  };
  /** Says it, and gives what stands in the list once that has changed. */
  const after = async (text: string) => {
    const before = await there();
    await asked(text);
    await untilSo(async () => (await there()) !== before);
    return there();
  };
  /** The same of what the model wants to do. */
  const afterWish = (name: string, input: object) => {
    const script = [calls([name, input]), words('Done.')];
    house.play(() => script.shift() ?? words('Done.'));
    return after('please');
  };

  test('R38 a list of another program is joined with the tasks here', async () => {
    await put(RENT);
    const url = (await asked('/connect calendar')).match(/^http:\S+/)?.[0] ?? '';
    const body = new URLSearchParams({
      place: server.url,
      user: ANN,
      password: server.password,
      access: 'change',
      tasks: 'both',
    });
    const page = await fetch(url, { method: 'POST', body });
    expect(await page.text()).toContain('That worked');
    await house.texts('ann');
    const card = house.shown('ann').at(-1);
    await house.press('ann', card?.message.buttons?.flat()[0]?.id ?? '', { messageId: card?.messageId ?? '' });
    await untilSo(async () => (await asked('/tasks')).includes('Pay rent'));
  });

  test('R38 what was changed or done here is given back there by undo, step by step and byte for byte', async () => {
    const original = await there();
    const renamed = await afterWish('task_update', { task: '1', title: 'Rent' });
    expect(renamed).toContain(':Rent');
    expect(await after('/tasks done 1')).toContain('STATUS:COMPLETED');
    expect(await after('/undo')).toBe(renamed);
    expect(await after('/undo')).toBe(original);
  });

  test('R38 what somebody changed there meanwhile is not overwritten by that', async () => {
    await after('/tasks done 1');
    await put(String(await there()).replace('PRIORITY:1', 'PRIORITY:3'));
    const undone = await after('/undo');
    expect(undone).toContain('PRIORITY:3');
    expect(undone).not.toContain('COMPLETED');
  });
});
