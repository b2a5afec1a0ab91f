import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNewsCommands } from '../../../src/chat/commands/news.ts';
import { findSaid } from '../../../src/outbox/outbox.ts';
import { withField } from '../../../src/people/profile-path.ts';
import { load, save } from '../../../src/people/profile-store.ts';
import type { News } from '../../../src/proactive/notify/notices.ts';
import { reschedule } from '../../../src/proactive/reschedule.ts';
import { context } from '../../chat/commands/planning-context.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { addReachablePerson, createWorld, said, withoutBrief } from '../world.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

/** A person in Berlin on a Wednesday at 10:00, with a process that is started anew for each tick. */
async function begin(change = withoutBrief) {
  const { db } = fixture;
  const personId = await addReachablePerson(db, 'Europe/Berlin', change);
  const clock = createFakeClock('2026-03-04T09:00:00Z');
  let count = 0;
  const world = () => createWorld({ db, clock });
  return {
    personId,
    clock,
    async tell(over: Partial<News> = {}) {
      count += 1;
      const text = `news ${count}`;
      const news = { personId, key: `mail:${count}`, kind: 'mail', urgency: 'now', text, source: `mail:${count}`, tainted: true };
      return db.asPerson(personId, (tx) => world().notify(tx, { ...news, ...over } as News, clock.now()));
    },
    async passUntil(local: string) {
      const end = Temporal.PlainDateTime.from(local).toZonedDateTime('Europe/Berlin').toInstant();
      for (let next = await world().live(); next && Temporal.Instant.compare(next, end) <= 0; ) {
        await clock.advanceTo(next);
        next = await world().live();
      }
      if (Temporal.Instant.compare(end, clock.now()) > 0) await clock.advanceTo(end);
    },
    heard: async () => (await said(db, personId)).map(({ text }) => text),
    async run(name: string, argument: string) {
      const command = createNewsCommands({ db, nudge: () => undefined }).find((each) => each.name === name);
      const profile = await db.asPerson(personId, (tx) => load(tx, personId));
      return (await command?.run({ ...context, personId, profile, now: clock.now() }, argument))?.message.text;
    },
  };
}

test('R104 the same key is one message', async () => {
  const { tell, heard } = await begin();
  expect(await tell({ key: 'mail:7' })).toBe('said');
  expect(await tell({ key: 'mail:7' })).toBe('known');
  expect(await heard()).toEqual(['news 1']);
});

test('R104 sixty low events of a day become one message, in the brief of the next morning', async () => {
  const { personId, clock, tell, passUntil, heard } = await begin((same) => same);
  await fixture.db.asPerson(personId, async (tx) => reschedule(tx, personId, await load(tx, personId), clock.now()));
  for (let hour = 10; hour < 22; hour += 1) {
    await passUntil(`2026-03-04T${hour}:00`);
    for (let each = 0; each < 5; each += 1) expect(await tell({ urgency: 'digest' })).toBe('kept');
  }
  await passUntil('2026-03-05T12:00');
  const [brief, ...others] = await heard();
  expect(others).toEqual([]);
  expect(brief).toContain('**News**\n- Wednesday, 4 March 2026, 10:00 news 1 (mail 1)');
  expect(brief).toContain('_And 50 more: /news shows them._');
  await passUntil('2026-03-06T12:00');
  expect((await heard())[1]).not.toContain('news 1');
});

test('R104 without a brief, what can wait comes as one message at its hour', async () => {
  const { tell, passUntil, heard } = await begin();
  for (let each = 0; each < 60; each += 1) await tell({ urgency: 'digest' });
  await passUntil('2026-03-06T12:00');
  const messages = await heard();
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatch(/^\*\*60 pieces of news\*\*\n/);
});

test('R104 what is said soon comes together, once', async () => {
  const { tell, passUntil, heard } = await begin();
  await tell({ urgency: 'soon' });
  await passUntil('2026-03-04T10:10');
  await tell({ urgency: 'soon' });
  expect(await heard()).toEqual([]);
  await passUntil('2026-03-04T12:00');
  expect(await heard()).toEqual(['**2 pieces of news**\n- 10:00 news 1 (mail 1)\n- 10:10 news 2 (mail 2)']);
});

test('R104 what came in quiet hours comes in their first minute of day, and says when it is from', async () => {
  const { tell, passUntil, heard } = await begin();
  await passUntil('2026-03-04T23:10');
  await tell({ message: { text: 'Ana is waiting', buttons: [[{ id: 'b', label: 'Draft', style: 'plain' }]] } });
  await passUntil('2026-03-05T06:59');
  expect(await heard()).toEqual([]);
  await passUntil('2026-03-05T07:01');
  expect(await heard()).toEqual(['Ana is waiting\n_This is from Wednesday, 4 March 2026, 23:10._']);
});

test('R104 ending quiet hours lets out what they held', async () => {
  const { personId, clock, tell, passUntil, heard } = await begin();
  await passUntil('2026-03-04T23:10');
  await tell();
  await fixture.db.asPerson(personId, async (tx) => {
    const profile = withField(await load(tx, personId), 'settings.quietHours', 'off');
    await save(tx, personId, profile);
    await reschedule(tx, personId, profile, clock.now());
  });
  await passUntil('2026-03-04T23:12');
  expect(await heard()).toEqual(['news 1']);
});

test('R106 focus holds all but what it allows, and lets it out when it is over or ended', async () => {
  const { tell, passUntil, heard, run } = await begin();
  expect(await run('focus', '50m watches')).toBe(
    'Until 10:50 I hold all news but: calendar, watch. Your own reminders come. /focus off ends it.',
  );
  await tell();
  await tell({ kind: 'watch' });
  await tell({ kind: 'calendar' });
  expect(await heard()).toEqual(['news 2', 'news 3']);
  await passUntil('2026-03-04T10:51');
  expect((await heard()).slice(2)).toEqual(['news 1\n_This is from 10:00._']);

  await run('focus', '2 hours');
  await tell();
  expect(await run('focus', 'off')).toContain('over');
  await passUntil('2026-03-04T10:52');
  expect((await heard()).slice(3)).toEqual(['news 4']);
  await expect(run('focus', 'for ever')).rejects.toMatchObject({ code: 'invalid' });
});

test('R104 /news shows what was told, what waits and what the person wants none of', async () => {
  const { tell, run } = await begin((profile) => withField(withoutBrief(profile), 'settings.news.watch', 'off'));
  expect(await run('news', '')).toBe('There has been no news since yesterday.');
  await tell();
  await tell({ urgency: 'digest' });
  expect(await tell({ kind: 'watch' })).toBe('off');
  expect(await run('news', '')).toMatch(
    /^\*\*News since yesterday\*\* \(1 of it not told yet\)(\n- 10:00 news \d \(mail \d\)){3}$/,
  );
});

test('R104 what is said answers /why with its source', async () => {
  const { personId, tell } = await begin();
  await tell();
  const place = { platform: 'telegram', chat: `chat-${personId}` } as const;
  const found = await fixture.db.asPerson(personId, (tx) => findSaid(tx, personId, place));
  expect(found?.why).toEqual({ trigger: 'news (mail)', by: 'rule', sources: ['mail:1'], actions: [] });
});

test('R104 who has no chat yet is told later, and nothing breaks', async () => {
  const { db } = fixture;
  const personId = await addPerson(db);
  const clock = createFakeClock('2026-03-04T09:00:00Z');
  const world = createWorld({ db, clock });
  const news = { personId, key: 'k', kind: 'mail', urgency: 'now', text: 'x', source: 'mail:1', tainted: true } as const;
  expect(await db.asPerson(personId, (tx) => world.notify(tx, news, clock.now()))).toBe('kept');
});
