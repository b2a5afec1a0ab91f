import { expect } from 'vitest';
import type { Connections } from '../../src/wiring/actions.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { type FakeGoogle, startFakeGoogle } from '../fakes/google/server.ts';
import { openTestDatabase } from '../fixtures/database.ts';
import { type House, openHouse } from './house.ts';
import { openConnections } from './open-connections.ts';

/** What a form at `/connect google` is filled in with. */
export interface Filled {
  readonly access?: string;
  readonly files?: string;
  readonly tasks?: string;
  readonly folders?: string;
}

export interface GoogleHouse extends Pick<Connections, 'eyesOf' | 'handsOf'> {
  readonly google: FakeGoogle;
  readonly house: House;
  asked(user: string, text: string): Promise<string>;
  press(user: string, label: string): Promise<string>;
  /** Where the page sends its reader, once the form is sent. */
  toGoogle(user: string, filled?: Filled): Promise<URL>;
  /** Somebody new, or known by this id, with an account that was pressed for; `scope` is what they agree to. Gives their id. */
  connect(user: string, filled?: Filled, scope?: (asked: string) => string, known?: string): Promise<string>;
  close(): Promise<void>;
}

/** The whole assistant with Google as the emulator plays it, connected by the pages of `/connect`. */
export async function openGoogleHouse(start: string): Promise<GoogleHouse> {
  const google = await startFakeGoogle();
  const database = await openTestDatabase();
  const connections = openConnections({ db: database.db, env: google.settings, clock: createFakeClock(start) });
  const house = await openHouse({ database, connections, model: false });

  const asked = async (user: string, text: string) => {
    await house.say(user, text);
    return (await house.texts(user)).at(-1) ?? '';
  };
  const press = async (user: string, label: string) => {
    const buttons = house.shown(user).flatMap(({ message }) => message.buttons?.flat() ?? []);
    return house.press(user, buttons.findLast((each) => each.label === label)?.id ?? '');
  };

  async function toGoogle(
    user: string,
    { access = 'change', files = 'no', tasks = 'no', folders = '' }: Filled = {},
  ): Promise<URL> {
    const url = (await asked(user, '/connect google')).match(/^http:\S+/)?.[0] ?? '';
    const page = await fetch(url, { method: 'POST', body: new URLSearchParams({ access, files, tasks, folders }) });
    const href = /class="onward" href="([^"]+)"/.exec(await page.text())?.[1] ?? '';
    return new URL(href.replaceAll('&amp;', '&'));
  }

  return {
    google,
    house,
    eyesOf: connections.eyesOf,
    handsOf: connections.handsOf,
    asked,
    press,
    toGoogle,
    async connect(user, filled, scope, known) {
      const personId = known ?? (await house.move(user));
      const at = await toGoogle(user, filled);
      const back = await google.agree(at, scope?.(at.searchParams.get('scope') ?? ''));
      expect(await (await fetch(back)).text()).toContain('That worked');
      await house.texts(user);
      expect(await press(user, 'Connect')).toBe('Connected.');
      return personId;
    },
    async close() {
      await house.close();
      await google.close();
    },
  };
}
