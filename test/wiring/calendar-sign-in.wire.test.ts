import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeAuthorizationServer, startAuthorizationServer } from '../fakes/authorization-server.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { openTestDatabase } from '../fixtures/database.ts';
import { hasRadicale, type Radicale, startRadicale } from '../fixtures/radicale.ts';
import { openTokenDoor } from '../fixtures/token-door.ts';
import { type House, openHouse } from './house.ts';
import { openConnections } from './open-connections.ts';

const { signal } = new AbortController();
const ANN = 'ann@me.example';
const day = { from: '2026-11-21T00:00:00Z', until: '2026-11-22T00:00:00Z' };

describe.runIf(hasRadicale)('a calendar that is opened by signing in', () => {
  const clock = createFakeClock('2026-11-21T08:00:00Z');
  let fake: FakeAuthorizationServer;
  let radicale: Radicale;
  let door: Awaited<ReturnType<typeof openTokenDoor>>;
  let connections: ReturnType<typeof openConnections>;
  let house: House;
  let ann: string;
  beforeAll(async () => {
    [fake, radicale] = await Promise.all([startAuthorizationServer(), startRadicale([ANN])]);
    await radicale.calendar(ANN, 'home');
    door = await openTokenDoor(radicale, (token) => fake.ownerOf(token)?.user);
    const database = await openTestDatabase();
    const env = { ...fake.settings, WEB_ALLOW_HOSTS: new URL(door.url).host };
    connections = openConnections({ db: database.db, env, clock });
    house = await openHouse({ database, connections, model: false });
    ann = await house.move('ann');
  });
  afterAll(async () => {
    await house.close();
    await door.close();
    await Promise.all([radicale.close(), fake.close()]);
  });

  const asked = async (text: string) => {
    await house.say('ann', text);
    return (await house.texts('ann')).at(-1) ?? '';
  };
  const press = async (label: string) => {
    await house.texts('ann');
    const buttons = house.shown('ann').flatMap(({ message }) => message.buttons?.flat() ?? []);
    return house.press('ann', buttons.findLast((each) => each.label === label)?.id ?? '');
  };
  const signIn = async (as: string) => {
    const url = (await asked('/connect calendar')).match(/^http:\S+/)?.[0] ?? '';
    const body = { way: 'there', place: door.url, user: ANN, password: '', access: 'change', tasks: 'no' };
    const page = await (await fetch(url, { method: 'POST', body: new URLSearchParams(body) })).text();
    const at = new URL((/class="onward" href="([^"]+)"/.exec(page)?.[1] ?? '').replaceAll('&amp;', '&'));
    return { at, said: await (await fetch(fake.agree(at, as))).text() };
  };

  test('R86 is read and changed by access tokens, each renewed where it is refused, until the grant ends', async () => {
    const { at, said } = await signIn(ANN);
    expect(at.searchParams.get('scope')).toBe('offline calendar');
    expect(said).toContain('That worked');
    expect(await press('Connect')).toBe('Connected.');
    const [eyes, hands] = [await connections.eyesOf(ann), await connections.handsOf(ann)];
    expect(await eyes.calendar?.events(day, 9, signal)).toEqual([]);
    const [home] = (await eyes.calendar?.calendars(signal)) ?? [];
    fake.expire();
    const [start, end] = ['12', '13'].map((hour) => ({ at: `2026-11-21T${hour}:00:00Z`, zone: 'UTC' }));
    if (!home || !start || !end) throw new Error('no calendar');
    const lunch = { title: 'Lunch', description: '', location: '', start, end, guests: [], recurrence: [] };
    await hands.calendar?.create(home.id, 'lunch-1', lunch, signal);
    fake.expire();
    expect(await eyes.calendar?.events(day, 9, signal)).toMatchObject([{ title: 'Lunch' }]);
    fake.endGrants();
    await expect(eyes.calendar?.events(day, 9, signal)).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('Example Mail has ended the connection'),
    });
    expect(await asked('/connect off 1')).toContain('Disconnected');
    expect(fake.journal).toContain('/revoke');
  });

  test('R92 whoever signs in as somebody without an account there is told so', async () => {
    expect((await signIn('eve@e.example')).said).toContain('sign in as the user whose calendar it is');
  });
});
