import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGoogleAccount } from '../../../adapters/google/open-account.ts';
import { askAtGoogle } from '../../../adapters/google/sign-in.ts';
import { occurrencesIn } from '../../../src/calendar/series.ts';
import { systemRandom } from '../../../src/ground/random.ts';
import { type FakeGoogle, startFakeGoogle } from '../../fakes/google/server.ts';
import { createFakeHandovers } from '../../fakes/handovers.ts';
import { testParsing } from '../../fixtures/parsing.ts';

const { signal } = new AbortController();
let google: FakeGoogle;
beforeAll(async () => {
  google = await startFakeGoogle();
});
afterAll(() => google.close());

async function signedIn() {
  const { url } = google;
  const app = {
    clientId: 'adjutant',
    clientSecret: 'secret',
    apiRoot: url,
    authUrl: `${url}/o/oauth2/v2/auth`,
    tokenUrl: `${url}/oauth2/token`,
  };
  const wanted = { access: 'change', files: false, tasks: false } as const;
  const asked = await askAtGoogle(app, systemRandom, wanted, 'http://127.0.0.1:1/connect/return');
  const back = new URL(await google.agree(new URL(asked.url)));
  const { values } = await asked.finish(back.searchParams.get('code') ?? '', signal);
  return openGoogleAccount(app, values, {
    now: () => new Date('2026-11-21T08:00:00Z'),
    handovers: createFakeHandovers(),
    parsing: testParsing,
    expand: occurrencesIn,
  });
}

const renewals = () => google.journal.filter((line) => line === 'POST /oauth2/token').length;

test('R86 calls at once with an access token that has ended ask for one new token together', async () => {
  const { eyes } = await signedIn();
  const look = async () => eyes.calendar?.calendars(signal);
  google.giveTokensFor(1); // the library takes one as ended some minutes before its time
  await look();
  google.giveTokensFor(3600);
  const before = renewals();
  await Promise.all(Array.from({ length: 8 }, look));
  expect(renewals() - before).toBe(1);
  await look();
  expect(renewals() - before).toBe(1);
});

test('R86 an access token that Google refuses before its time is renewed once, for a look and for a change', async () => {
  const { eyes, hands } = await signedIn();
  const [home] = (await eyes.calendar?.calendars(signal)) ?? [];
  let before = renewals();
  google.expire();
  expect(await eyes.calendar?.calendars(signal)).toEqual([home]);
  expect(renewals() - before).toBe(1);
  before = renewals();
  google.expire();
  const times = { start: { at: '2026-12-01T09:00:00Z', zone: 'UTC' }, end: { at: '2026-12-01T10:00:00Z', zone: 'UTC' } };
  const content = { title: 'Dentist', ...times, guests: [], location: '', description: '', recurrence: [] };
  await hands.calendar?.create(home?.id ?? '', 'dentist0', content, signal);
  expect([...google.calendar.events.values()].filter(({ summary }) => summary === 'Dentist')).toHaveLength(1);
  expect(renewals() - before).toBe(1);
});
