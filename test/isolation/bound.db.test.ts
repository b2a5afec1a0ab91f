import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setSchedule } from '../../src/proactive/schedules.ts';
import { words } from '../agent/answers.ts';
import { createFakeCalendar } from '../fakes/calendar.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { createFakeMail, type FakeMail } from '../fakes/mail.ts';
import { createFakeTaskList } from '../fakes/task-list.ts';
import { createGate, type House, openHouse } from '../wiring/house.ts';
import { live } from './life.ts';
import { openWalled, tablesOfPersons, type Walled } from './walls.ts';

/** A table whose rows are only ever written or read by the owner's transaction, or by what no story reaches yet. */
const NOT_REACHED: readonly string[] = [];

let walled: Walled;
let house: House;
let ann: string;
let mail: FakeMail;
let ring: (personId: string) => void;
beforeAll(async () => {
  walled = await openWalled();
  mail = createFakeMail({ account: 'ann@me.example' });
  const calendar = createFakeCalendar();
  const connections = fakeConnections(
    { mail: mail.reader, calendar: calendar.reader },
    { mail: mail.writer, calendar: calendar.writer },
  );
  const onMail = (listener: typeof ring) => {
    ring = listener;
  };
  const { list } = createFakeTaskList();
  house = await openHouse({ database: walled, connections: { ...connections, onMail, taskListOf: async () => list } });
  ann = await house.move('ann');
});
afterAll(() => house.close());

describe('every statement in the transaction of a person', () => {
  test('names the person for every table that it touches, through days of a life', async () => {
    await live(house, 'ann', { common: 'locker', secret: 'q7zx41' });
    const until = async (text: string) => {
      while (!walled.issued.some((each) => each.text.startsWith(text))) await new Promise((resolve) => setImmediate(resolve));
    };
    ring(ann);
    await until('insert into "mail_watches"');
    mail.arrive({ subject: 'Urgent', text: 'Call me now!' });
    ring(ann);
    await until('insert into "arrived_mails"');
    await house.texts('ann');
    await house.say('ann', '/why', { replyTo: house.shown('ann').at(-1)?.messageId ?? '' });
    await house.say('ann', '/tasks add buy oats', { messageId: 'oats' });
    await house.texts('ann');
    await house.say('ann', '/tasks add buy rice', { messageId: 'oats', edited: true });
    for (const { name } of house.assistant().menu) {
      await house.say('ann', `/${name}`);
      await house.texts('ann');
    }
    const buttons = house
      .shown('ann')
      .flatMap(({ messageId, message }) => (message.buttons ?? []).flat().map(({ id }) => ({ id, messageId })));
    const verbOf = (id: string) => house.buttons.open(id, ann)?.verb;
    // The button that takes away her only account would end the story.
    for (const { id, messageId } of buttons) if (verbOf(id) !== 'unlink') await house.press('ann', id, { messageId });
    await house.texts('ann');
    await house.say('ann', '/private off');
    // What is forgotten now is erased from every row it came from before the story ends.
    await house.say('ann', 'the forgotten locker stood in a turn');
    await house.say('ann', '/remember the forgotten locker');
    await house.texts('ann');
    await house.say('ann', '/forget forgotten');
    await house.texts('ann');
    const gate = createGate();
    house.play(async (_, signal) => {
      await gate.pass(signal);
      return words('never said');
    });
    await house.say('ann', 'this turn meets a restart');
    await gate.arrived;
    house.play(() => words('Here I am again.'));
    await house.restart();
    await house.texts('ann');
    await house.db.asPerson(ann, (tx) => setSchedule(tx, ann, 'tasks', house.clock.now()));
    for (let hour = 0; hour < 30; hour += 1) {
      await house.pass(3_600_000);
      await house.jobs.run();
      await house.assistant().settle();
    }
    await house.restart(); // erasing is the first thing of a life
    await until('update "inbox" set "payload"');
    await house.assistant().stop();
    expect(house.shown('ann').map(({ message }) => message.text)).toContain('Here I am again.');
    expect([...new Set(walled.unbound())]).toEqual([]);
  });

  test('was seen: the story reaches every table of a person', async () => {
    const owned = await tablesOfPersons(walled);
    const texts = walled.issued.map(({ text }) => text);
    const reached = [...owned].filter((table) => texts.some((text) => new RegExp(`\\b${table}\\b`).test(text)));
    expect([...owned].filter((table) => !reached.includes(table))).toEqual(NOT_REACHED);
    expect(new Set(texts).size).toBeGreaterThan(60);
  });
});
