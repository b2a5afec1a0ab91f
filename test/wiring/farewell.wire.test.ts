import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credentials as rows } from '../../src/db/schema/vault.ts';
import { type GoogleHouse, openGoogleHouse } from './google-house.ts';

let opened: GoogleHouse;
beforeAll(async () => {
  opened = await openGoogleHouse('2026-11-30T08:00:00Z');
});
afterAll(() => opened.close());

describe('R86 Google is told that an account is not used any more', () => {
  const revoked = () => opened.google.journal.filter((each) => each === 'POST /oauth2/revoke').length;
  const until = async (count: number) => {
    while (revoked() < count) await new Promise((resolve) => setImmediate(resolve));
  };

  test('by Forget it, as by /connect off, but not while the same account is connected another time', async () => {
    await opened.house.move('mia');
    const before = revoked();
    await fetch(await opened.google.agree(await opened.toGoogle('mia')));
    await opened.house.texts('mia');
    expect(await opened.press('mia', 'Forget it')).toBe('Forgotten.');
    await until(before + 1);
    await opened.connect('ned');
    await fetch(await opened.google.agree(await opened.toGoogle('ned')));
    await opened.house.texts('ned');
    expect(await opened.press('ned', 'Forget it')).toBe('Forgotten.');
    expect(await opened.asked('ned', '/connect off 1')).toContain('Disconnected');
    expect(revoked()).toBe(before + 2);
  });

  test('by the next life where the end of the process came in between, and nothing of it is kept then', async () => {
    const ola = await opened.connect('ola');
    const before = revoked();
    opened.google.fail({ path: '/oauth2/revoke', meets: 'silence' });
    await opened.house.say('ola', '/connect off 1');
    await until(before + 1);
    await opened.house.restart();
    await until(before + 2);
    while ((await kept(ola)) > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(opened.house.shown('ola').at(-1)?.message.text).toContain('Disconnected');
  });

  test('at the next try where it does not answer, and the person hears of both', async () => {
    const pia = await opened.connect('pia');
    const before = revoked();
    opened.google.fail({ path: '/oauth2/revoke', meets: 503 });
    expect(await opened.asked('pia', '/connect off 1')).toContain('could not be told yet');
    expect(await kept(pia)).toBe(1);
    await opened.house.restart();
    await until(before + 2);
    while ((await kept(pia)) > 0) await new Promise((resolve) => setImmediate(resolve));
    expect((await opened.house.texts('pia')).filter((said) => said.includes('its service'))).toEqual([
      expect.stringContaining('could not be told yet'),
      expect.stringContaining('knows now that I am gone'),
    ]);
  });

  test('no more where the account was connected anew meanwhile, which that would end', async () => {
    const quin = await opened.connect('quin');
    opened.google.fail({ path: '/oauth2/revoke', meets: 503 });
    await opened.asked('quin', '/connect off 1');
    expect(await kept(quin)).toBe(1);
    await fetch(await opened.google.agree(await opened.toGoogle('quin')));
    expect(await kept(quin)).toBe(1);
    const before = revoked();
    await opened.house.restart();
    await opened.asked('quin', '/connect');
    expect(revoked()).toBe(before);
  });
});

/** How many things that open something are kept of the person. */
async function kept(personId: string): Promise<number> {
  return opened.house.db.asPerson(personId, async (tx) => (await tx.select().from(rows)).length);
}
