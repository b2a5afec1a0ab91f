import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inbox } from '../../../src/db/schema/chat.ts';
import { enqueue } from '../../../src/outbox/outbox.ts';
import { load } from '../../../src/people/profile-store.ts';
import { proposeBriefTime } from '../../../src/proactive/habits/brief-proposal.ts';
import { createNotify } from '../../../src/proactive/notify/notify.ts';
import { rateable } from '../../../src/proactive/rateable.ts';
import { type House, openHouse } from '../../wiring/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse({ model: false });
});
afterAll(() => house.close());

/** /mail on each day of these minutes of the day in Berlin, the last one on 21 November 2026 or as many days later. */
async function opensMail(person: string, minutes: readonly number[], later = 0): Promise<void> {
  const rows = minutes.map((minute, index) => {
    const day = Temporal.PlainDate.from('2026-11-21').add({ days: later + index + 1 - minutes.length });
    const plainTime = Temporal.PlainTime.from('00:00').add({ minutes: minute });
    const key = `${person}:${day}`;
    return {
      personId: person,
      key,
      platform: 'telegram' as const,
      chat: 'c',
      messageId: key,
      kind: 'message' as const,
      payload: { text: '/mail' },
      state: 'done' as const,
      receivedAt: day.toZonedDateTime({ timeZone: 'Europe/Berlin', plainTime }).toInstant(),
    };
  });
  await house.db.asPerson(person, (tx) => tx.insert(inbox).values(rows));
}

/** Around eight, six minutes at most. */
const EIGHT = Array.from({ length: 20 }, (_, index) => 480 + ((index * 5) % 13) - 6);

async function propose(person: string, daysLater = 0): Promise<void> {
  const sign = (verb: string, id: string, of: string) => house.buttons.sign({ verb, id }, of);
  const now = Temporal.Instant.from('2026-11-21T08:00:00Z').add({ hours: 24 * daysLater });
  house.clock.jumpTo(now);
  await house.db.asPerson(person, (tx) => proposeBriefTime({ notify: createNotify({ enqueue }), sign }, tx, person, now));
  await house.assistant().connected('telegram');
  await house.assistant().settle();
}

async function press(user: string, label: RegExp): Promise<string> {
  const carrier = house.shown(user).at(-1);
  const button = carrier?.message.buttons?.flat().find((each) => label.test(each.label));
  const said = await house.press(user, button?.id ?? '', { messageId: carrier?.messageId ?? '' });
  await house.assistant().settle();
  return said;
}

const briefAt = async (person: string) => (await house.db.asPerson(person, (tx) => load(tx, person))).settings.brief.at;

test('R8 whoever opens their mail around eight is asked once about a brief at 07:45, and one press takes the yes back', async () => {
  const ann = await house.move('ann');
  await opensMail(ann, EIGHT);
  await propose(ann);
  await propose(ann);
  expect(await house.texts('ann')).toEqual([
    'You look at your mail at about 08:00, on 20 of 20 days lately. Shall your brief come at 07:45 from now on? It comes at 07:30 now.',
  ]);
  expect(await press('ann', /^Yes/)).toBe('Your brief comes at 07:45 from now on.');
  expect(await briefAt(ann)).toBe('07:45');
  await press('ann', /^Undo/);
  expect(await briefAt(ann)).toBe('07:30');
});

test('R8 two taps on the yes are one, and its Undo takes it back', async () => {
  const zoe = await house.move('zoe');
  await opensMail(zoe, EIGHT);
  await propose(zoe);
  const { message, messageId = '' } = house.shown('zoe').at(-1) ?? {};
  const yes = message?.buttons?.[0]?.[0]?.id ?? '';
  await Promise.all([house.press('zoe', yes, { messageId }), house.press('zoe', yes, { messageId })]);
  await house.assistant().settle();
  await press('zoe', /^Undo/);
  expect(await briefAt(zoe)).toBe('07:30');
});

test('R8 a proposal that was rated, and so shown anew, can still be accepted', async () => {
  const eve = await house.move('eve');
  await opensMail(eve, EIGHT);
  const now = Temporal.Instant.from('2026-11-21T08:00:00Z');
  house.clock.jumpTo(now);
  const sign = (verb: string, id: string, of: string) => house.buttons.sign({ verb, id }, of);
  const notify = createNotify({ enqueue: rateable(enqueue, sign) });
  await house.db.asPerson(eve, (tx) => proposeBriefTime({ notify, sign }, tx, eve, now));
  await house.assistant().connected('telegram');
  await house.assistant().settle();
  const { message, messageId = '' } = house.shown('eve').at(-1) ?? {};
  const useful = message?.buttons?.flat().find(({ label }) => label.endsWith(' Useful'))?.id ?? '';
  // What cannot be changed in place any more is shown anew: the newer message carries the buttons.
  house.adapter.forget(messageId);
  expect(await house.press('eve', useful, { messageId })).toBe('Noted: useful.');
  await house.assistant().settle();
  expect(await press('eve', /^Yes/)).toBe('Your brief comes at 07:45 from now on.');
  expect(await briefAt(eve)).toBe('07:45');
});

test('R8 after a no it is not asked again for 60 days', async () => {
  const ben = await house.move('ben');
  await opensMail(ben, EIGHT);
  await propose(ben);
  expect(await press('ben', /^No/)).toContain('60 days');
  const asked = (await house.texts('ben')).length;
  await opensMail(ben, EIGHT, 58);
  await propose(ben, 58);
  expect(await house.texts('ben')).toHaveLength(asked);
  await opensMail(ben, EIGHT.slice(0, 3), 61);
  await propose(ben, 61);
  expect(await house.texts('ben')).toHaveLength(asked + 1);
});

test('R8 random times, and a brief that comes in time, are no reason to ask', async () => {
  const cleo = await house.move('cleo');
  await opensMail(
    cleo,
    Array.from({ length: 20 }, (_, index) => 360 + ((index * 397) % 900)),
  );
  await propose(cleo);
  const dan = await house.move('dan');
  await opensMail(
    dan,
    EIGHT.map((minute) => minute - 15),
  );
  await propose(dan);
  expect([await house.texts('cleo'), await house.texts('dan')]).toEqual([[], []]);
});
