import { and, eq, like } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, Tx } from '../../src/db/client.ts';
import { actions } from '../../src/db/schema/actions.ts';
import { personKeys } from '../../src/db/schema/vault.ts';
import { workflowSteps } from '../../src/db/schema/workflows.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { WebReader } from '../../src/ports/web.ts';
import { words } from '../agent/answers.ts';
import { createFakeCalendar } from '../fakes/calendar.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { createFakeMail } from '../fakes/mail.ts';
import { openTestDatabase } from '../fixtures/database.ts';
import { type House, openHouse } from '../wiring/house.ts';

/** What the page answers next; once nothing is left, that there is none. */
const answers: AppError[] = [];
const asked: string[] = [];
const web: WebReader = {
  admit: (url) => url,
  async read(url) {
    asked.push(url);
    throw answers.shift() ?? new AppError('not-found', 'There is no such page (404).');
  },
  look: async () => 'unchanged',
};
const mail = createFakeMail({
  account: 'me@example.com',
  mails: [{ from: 'ana@acme.example', subject: 'Acme budget', text: 'Soon.' }],
});
const calendar = createFakeCalendar({
  account: 'me@example.com',
  calendars: [{ id: 'main' }],
  events: [
    {
      title: 'Acme kick-off',
      start: '2026-11-23T10:00:00Z',
      end: '2026-11-23T11:00:00Z',
      guests: ['ana@acme.example'],
    },
  ],
});

/** While it is dead, nothing that the process does counts. */
const life = { dead: false, dieWhen: async () => false, onDeath: () => {} };
/** Of a transaction that is through: what its caller hears in place of the outcome. */
let lost: (tx: Tx) => Promise<Error | undefined> = async () => undefined;
let raw: Database;
let house: House;
beforeAll(async () => {
  const database = await openTestDatabase();
  raw = database.db;
  const transact = async <T>(run: () => Promise<T>): Promise<T> => {
    if (life.dead) throw new Error('killed');
    const done = await run();
    if (await life.dieWhen()) {
      life.dead = true;
      life.onDeath();
    }
    if (life.dead) throw new Error('killed');
    return done;
  };
  const db: Database = {
    asPerson: (personId, work) =>
      transact(async () => {
        const [done, failure] = await raw.asPerson(personId, async (tx) => [await work(tx), await lost(tx)] as const);
        if (failure) throw failure;
        return done;
      }),
    asSystem: (work) => transact(() => raw.asSystem(work)),
    close: () => raw.close(),
  };
  const eyes = { mail: mail.reader, calendar: calendar.reader, web };
  const connections = fakeConnections(eyes, { mail: mail.writer, calendar: calendar.writer });
  house = await openHouse({ model: false, database: { ...database, db }, connections });
});
afterAll(() => house.close());

const say = async (user: string, text: string) => {
  await house.say(user, text);
  return (await house.texts(user)).at(-1) ?? '';
};
const buttonOf = (user: string, label: string) => {
  const shown = house.shown(user).findLast(({ message }) => message.buttons?.flat().some((each) => each.label === label));
  const id = shown?.message.buttons?.flat().find((each) => each.label === label)?.id ?? '';
  return { id, messageId: shown?.messageId ?? '' };
};
const press = async (user: string, label: string) => {
  const { id, messageId } = buttonOf(user, label);
  const said = await house.press(user, id, { messageId });
  await house.texts(user);
  return said;
};

describe('R58 a workflow is made in chat', () => {
  test('and shown back as trigger, conditions and steps, with a dry run; paused, resumed, edited, deleted', async () => {
    await house.move('ann');
    const made = await say(
      'ann',
      '/workflow new Friday report: every friday at 16:00; if meetings; tasks; task tidy up; tell me',
    );
    expect(made).toContain('**Trigger:** every Friday at 16:00');
    expect(made).toContain('**Conditions:** there is a meeting that day');
    expect(made).toContain('1. tasks (by itself)\n2. task tidy up (asks you, unless you let it do that by itself)');
    expect(made).toContain('**Next:** Friday, 27 November 2026, 16:00 (Europe/Berlin)');
    expect(made).toContain('- Friday, 20 November 2026, 16:00 (Europe/Berlin): not begun, it was not so that there is a meeting');
    expect(made).toContain('Nothing of this was done.');

    expect(await say('ann', '/workflow pause 1')).toContain('is paused');
    expect(await say('ann', '/workflow')).toContain('not while it is paused');
    await say('ann', '/workflow resume friday');
    expect(await say('ann', '/workflow')).toContain('next: Friday, 27 November 2026, 16:00');
    const edited = await say('ann', '/workflow edit 1 every monday at 9:00; deadlines in 3 days');
    expect(edited).toContain('**Workflow 1: Friday report**');
    expect(edited).toContain('Monday, 16 November 2026, 09:00 (Europe/Berlin): would have run');
    expect(await say('ann', '/workflow delete 1')).toContain('is deleted');
    expect(await say('ann', '/workflow')).toContain('No workflow is set up');
    await press('ann', 'Undo');
    expect(await say('ann', '/workflow show 1')).toContain('**Trigger:** every Monday at 09:00');
  });

  test('every run is listed with its outcome, also one whose conditions did not hold', async () => {
    await house.move('bea');
    await say('bea', '/workflow new Busy days: by hand; if meetings; meetings');
    await say('bea', '/workflow run 1');
    expect(await say('bea', '/workflow runs')).toContain(
      '1 Busy days: Not begun: it was not so that there is a meeting that day.',
    );
    await say('bea', '/workflow new Look: by hand; meetings about Acme');
    await say('bea', '/workflow run look');
    const meetings = '**Look**\n\n**Meetings: Acme**\n- Monday, 23 November 2026, 11:00 to 12:00';
    expect(await house.texts('bea')).toContainEqual(expect.stringContaining(meetings));
    expect(await say('bea', '/workflow runs look')).toContain('2 Look: Done, 2 steps.');
  });

  test('what a model sets up is the same, and an unknown tool is refused', async () => {
    await house.move('mo');
    for (const kind of ['profile_update', 'memory_forget', 'memory_keep', 'memory_correct', 'workflow_edit'])
      expect(await say('mo', `/workflow new X: by hand; ${kind} {"field":"identity.name"}`)).toContain(`cannot do ${kind}`);
  });
});

describe('every step passes the gate as one that nobody is there for', () => {
  test('a change asks by a card, the run waits for the press, and goes on with what came of it', async () => {
    await house.move('cat');
    await say('cat', '/workflow new Chores: now; task water the plants; tell me');
    expect(await say('cat', '/workflow runs')).toContain('waits for your press on its card');
    await press('cat', 'Add');
    const texts = await house.texts('cat');
    expect(texts.at(-1)).toContain('**Chores**\n\nTask 1 added: water the plants');
    expect(await say('cat', '/workflow runs')).toContain('Done, 2 steps.');
  });

  test('a card that is cancelled ends the run, and STOP ends what goes on', async () => {
    await house.move('dan');
    await say('dan', '/workflow new Chores: now; task water the plants; tell me');
    await press('dan', 'Cancel');
    expect(await say('dan', '/workflow runs')).toContain('Ended at step 1: its card was declined.');
    await say('dan', '/workflow run 1');
    expect(await say('dan', 'stop')).toContain('1 open card, 1 run of a workflow');
    expect(await say('dan', '/workflow runs')).toContain('stopped: Stopped by you.');
  });
});

test('R16 a step that fails in passing is tried again, for good it is replaced once, and one message says both', async () => {
  await house.move('eve');
  await say('eve', '/tasks add call Ana');
  answers.push(new AppError('unavailable', 'Busy (503).'), new AppError('unavailable', 'Busy (503).'));
  await say('eve', '/workflow new Plan: now; tasks; page https://status.example/; summarise; tell me');
  const before = house.shown('eve').length;
  expect(asked).toHaveLength(1);
  await house.clock.advance(15_000);
  await house.texts('eve');
  expect(asked).toHaveLength(2);
  await house.clock.advance(30_000);
  const said = (await house.texts('eve')).slice(before);
  expect(asked).toHaveLength(3);
  expect(said).toEqual([
    expect.stringMatching(
      /call Ana[\s\S]*Step 2, page .*, did not work: There is no such page \(404\)\. Instead: I went on without it\.$/,
    ),
  ]);
  expect(await say('eve', '/workflow runs')).toContain('did not work');
});

test('what did not work before is told also when the run ends at its card', async () => {
  await house.move('ira');
  await say('ira', '/workflow new Chores: now; page https://status.example/; task water the plants; tell me');
  await press('ira', 'Cancel');
  expect((await house.texts('ira')).at(-1)).toContain('did not work: There is no such page (404).');
});

test('what a step asked for is asked for once, though a bug shows before that is heard of', async () => {
  const user = 'lou';
  const personId = await house.move(user);
  const ofRuns = (tx: Tx) =>
    tx
      .select()
      .from(actions)
      .where(and(eq(actions.kind, 'task_add'), like(actions.key, 'workflow:%')));
  let left = 1;
  lost = async (tx) => {
    if (left === 0 || (await ofRuns(tx)).length === 0) return undefined;
    left -= 1;
    return new Error('a bug');
  };
  await say(user, '/workflow new Chores: now; task water the plants');
  lost = async () => undefined;
  expect(left).toBe(0);
  await house.clock.advance(15_000);
  await house.texts(user);
  expect(await raw.asPerson(personId, ofRuns)).toHaveLength(1);
  await press(user, 'Add');
  expect(await say(user, '/workflow runs')).toContain('Done, 1 steps.');
});

test('what a step found before such was sealed is still read by its run, and is gone with it', async () => {
  const personId = await house.move('old');
  await say('old', '/tasks add call Ana');
  await say('old', '/workflow new Chores: now; tasks; task water the plants; tell me');
  const ofThem = eq(workflowSteps.personId, personId);
  await raw.asPerson(personId, (tx) => tx.update(workflowSteps).set({ sealed: null, text: 'As it lay there.' }).where(ofThem));
  await press('old', 'Add');
  expect((await house.texts('old')).at(-1)).toContain('**Chores**\n\nAs it lay there.\n\nTask 2 added: water the plants');
  const left = await raw.asPerson(personId, (tx) => tx.select().from(workflowSteps).where(ofThem));
  expect(left.map(({ sealed, text }) => [sealed, text])).toEqual([1, 2, 3].map(() => [null, null]));
});

test('a run whose findings nobody can open any more is ended, and that is told', async () => {
  const personId = await house.move('key');
  await say('key', '/workflow new Chores: now; tasks; task water the plants; tell me');
  await raw.asPerson(personId, (tx) => tx.delete(personKeys).where(eq(personKeys.personId, personId)));
  await press('key', 'Add');
  expect((await house.texts('key')).at(-1)).toContain('**Chores**\n\nI ended it at step 2: The key to this is gone');
  expect(await say('key', '/workflow runs')).toContain('The key to this is gone');
});

test('R60 four recipes are on by one tap each, with their next time in the zone of the person', async () => {
  await house.move('fay');
  const list = await say('fay', '/workflow recipes');
  expect(list).toContain('**Daily summary**, every day at 18:00');
  expect(list).toContain('Next: Saturday, 21 November 2026, 18:00 (Europe/Berlin)');
  expect(list).toContain('Next: Monday, 23 November 2026, 10:30 (Europe/Berlin)');
  for (const name of ['Daily summary', 'Meeting preparation', 'Project update', 'Deadline reminder'])
    expect(await press('fay', name)).toBe(`${name} is on.`);
  expect(await press('fay', 'Project update')).toContain('is on already');
  const all = await say('fay', '/workflow');
  expect(all).toContain('**2** Project update: every Friday at 15:00; next: Friday, 27 November 2026, 15:00');
});

test('R60 two taps on a recipe set it up once, and after its Undo a tap sets it up again', async () => {
  await house.move('gil');
  await say('gil', '/workflow recipes');
  const { id, messageId } = buttonOf('gil', 'Deadline reminder');
  const tap = () => house.press('gil', id, { messageId });
  const on = 'Deadline reminder is on.';
  expect(await Promise.all([tap(), tap()])).toEqual([on, expect.stringContaining('is on already')]);
  expect(await say('gil', '/workflow')).not.toContain('**2**');
  await press('gil', 'Undo');
  expect(await tap()).toBe(on);
});

describe('R59 the report to a client in six steps', () => {
  const report = '/workflow report about Acme to ana@acme.example by hand';
  const documentOf = async (user: string) => {
    const shown = house.shown(user).findLast(({ files }) => files.length > 0);
    return shown?.files.map(({ bytes }) => Buffer.from(bytes).toString());
  };
  const cardsOf = (personId: string) =>
    raw
      .asSystem((tx) => tx.select().from(actions).where(eq(actions.personId, personId)))
      .then((rows) => rows.filter(({ kind }) => kind === 'mail_send'));
  const stored = (personId: string) =>
    raw.asSystem((tx) => tx.select().from(workflowSteps).where(eq(workflowSteps.personId, personId)));

  test('killed at each boundary gives the same document and asks once to send', async () => {
    const whole = await live('never', async () => false);
    expect(whole.documents?.join()).toContain('# Report on Acme');
    expect(whole.documents?.join()).toContain('Acme kick-off');
    for (let boundary = 1; boundary <= 6; boundary += 1) {
      const killed = await live(`after-${boundary}`, async (personId) =>
        boundary === 6 ? (await cardsOf(personId)).length > 0 : (await stored(personId)).length === boundary,
      );
      expect(killed).toEqual({ ...whole, kills: 1 });
    }
  });

  /** Sets the report up and begins it; the process dies when `at` says so, and lives again. */
  async function live(user: string, at: (personId: string) => Promise<boolean>) {
    const personId = await house.move(user);
    await say(user, `/tasks add Acme: send the offer`);
    await say(user, report);
    const died = new Promise<void>((resolve) => {
      life.onDeath = resolve;
    });
    life.dieWhen = async () => !life.dead && (await at(personId));
    await house.say(user, '/workflow run 1').catch(() => undefined);
    const kills = user === 'never' ? 0 : 1;
    if (kills > 0) {
      await died;
      await house.assistant().stop();
      life.dieWhen = async () => false;
      life.dead = false;
      await house.restart();
    }
    await house.texts(user);
    const cards = house.shown(user).filter(({ message }) => message.text.includes('ana@acme.example') && message.buttons).length;
    return { documents: await documentOf(user), proposals: (await cardsOf(personId)).length, cards, kills };
  }

  test('one press sends it, once', async () => {
    const sent = () => mail.journal.filter(({ did }) => did === 'send').length;
    const before = sent();
    await press('after-3', 'Send');
    await house.clock.advance(31_000);
    await house.texts('after-3');
    expect(sent()).toBe(before + 1);
    expect(await say('after-3', '/workflow runs')).toContain('Done, 6 steps.');
  });
});

test('R60 a meeting is prepared half an hour before, and R61 times that were missed are one run that says so', async () => {
  await house.move('gus');
  await say('gus', '/workflow new Prep: 30 minutes before each meeting; meetings');
  await say('gus', '/workflow new Daily: every day at 10:00; deadlines in 3 days');
  const after = await say('gus', '/workflow new After: when a meeting ends; meetings; tell me: Are there notes?');
  expect(after).toContain('**Trigger:** when a meeting ends');
  const days = ['2026-11-21T09:01:00Z', '2026-11-22T09:01:00Z', '2026-11-23T09:01:00Z'];
  for (const at of [...days, '2026-11-23T09:30:30Z', '2026-11-23T10:58:00Z', '2026-11-23T11:00:30Z', '2026-11-23T11:10:00Z']) {
    house.clock.jumpTo(at);
    await house.texts('gus');
  }
  const texts = await house.texts('gus');
  expect(texts.filter((text) => text.includes('**Prep**'))).toEqual([
    expect.stringContaining('With `ana@acme.example` (no answer yet)'),
  ]);
  expect(texts.filter((text) => text.includes('**Daily**'))).toHaveLength(3);
  expect(texts.filter((text) => text.startsWith('**After**'))).toEqual(['**After**\n\nAre there notes?']);
  expect(await say('gus', '/workflow runs after')).toContain('12:00, 3 After: Done, 2 steps.');
  await house.assistant().stop();
  house.clock.jumpTo('2026-11-27T10:00:00Z');
  await house.restart();
  const later = (await house.texts('gus')).slice(texts.length);
  expect(later.filter((text) => text.includes('**Daily**'))).toEqual([
    expect.stringContaining(
      '_Late: it was for Friday, 27 November 2026, 10:00 (Europe/Berlin). 3 earlier times that I missed are in it._',
    ),
  ]);
  expect(later.filter((text) => text.includes('**Prep**'))).toEqual([]);
});

test('after a setback the person is told what of their workflows was ended and what was left out', async () => {
  await house.move('ivy');
  await say('ivy', '/workflow new Chores: now; task water the plants; tell me');
  await say('ivy', '/workflow new Daily: every day at 11:30; day');
  await house.assistant().stop();
  house.clock.jumpTo('2026-11-28T10:45:00Z');
  await house.restart({ kind: 'restored', id: 'ivy' });
  expect((await house.texts('ivy')).filter((text) => text.includes('workflows'))).toEqual([
    'The latest part of my data may be missing, so nothing of your workflows is done again by itself. I ended 1 run: /workflow runs lists what was under way. Due, and left out: 2 (Daily). /workflow run and a number begins one anew.',
  ]);
  expect(await say('ivy', '/workflow runs')).toContain('my data may have lost its latest part');
});

test('with a model it writes the summary, and plans anew within what the plan looks at', async () => {
  const modelled = await openHouse({ connections: fakeConnections({ web }) });
  await modelled.move('ann');
  modelled.play(({ messages }) => {
    const prompt = messages.at(-1)?.content ?? '';
    if (prompt.includes('cannot be done')) return words('memory about the status\nsummarise\ntell me');
    return words('All is well.');
  });
  await modelled.say('ann', '/workflow new Plan: now; page https://status.example/; summarise; tell me');
  const texts = await modelled.texts('ann');
  expect(texts.at(-1)).toContain('All is well.');
  expect(texts.at(-1)).toContain('Instead: memory about the status.');
  await modelled.close();
});
