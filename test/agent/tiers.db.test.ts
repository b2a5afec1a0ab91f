import { eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { claims, episodes, facts, slots } from '../../src/db/schema/memory.ts';
import { recordEpisodes } from '../../src/memory/episodes.ts';
import { saveFact } from '../../src/memory/facts.ts';
import { learn } from '../../src/memory/slots/learn.ts';
import { type House, openHouse } from '../wiring/house.ts';
import { calls, words } from './answers.ts';

let house: House;
let user: string;
let person: string;
let count = 0;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(async () => {
  count += 1;
  user = `ann${count}`;
  person = await house.move(user);
  house.play(() => words('I see.'));
});
afterAll(() => house.close());

async function say(text: string, over = {}): Promise<void> {
  await house.say(user, text, over);
  await house.texts(user);
}

/** How many rows each tier has: what happened, what was to be known, what holds of the person and from when. */
function tiers() {
  return house.db.asPerson(person, async (tx) => {
    const [episodic, semantic, stated, longTerm] = [
      await tx.$count(episodes, eq(episodes.personId, person)),
      await tx.$count(facts, eq(facts.personId, person)),
      await tx.$count(claims, eq(claims.personId, person)),
      await tx.$count(slots, eq(slots.personId, person)),
    ];
    return { episodic, semantic, stated, longTerm };
  });
}

describe('the tiers of memory', () => {
  test('R1 each way to tell something writes its own tiers, and all but the conversation at hand outlive a restart as they were', async () => {
    await say('hello there');
    expect(await tiers()).toEqual({ episodic: 2, semantic: 0, stated: 0, longTerm: 0 });
    await say('I prefer window seats');
    expect(await tiers()).toEqual({ episodic: 4, semantic: 0, stated: 1, longTerm: 1 });
    await say('/remember the harbour office pays in cash');
    expect(await tiers()).toEqual({ episodic: 5, semantic: 1, stated: 1, longTerm: 1 });
    house.play(({ messages }) =>
      messages.at(-1)?.role === 'tool' ? words('Asked.') : calls(['task_add', { title: 'Pay the harbour' }]),
    );
    await say('deal with this', { foreignText: 'pay the harbour' });
    expect(await tiers()).toEqual({ episodic: 7, semantic: 1, stated: 1, longTerm: 1 });
    const card = house.shown(user).at(-1);
    await house.press(user, card?.message.buttons?.[0]?.[0]?.id ?? '', { messageId: card?.messageId ?? '' });
    await house.texts(user);
    const before = await tiers();
    expect(before).toEqual({ episodic: 8, semantic: 1, stated: 1, longTerm: 1 });

    await house.restart();
    expect(await tiers()).toEqual(before);
    house.play(() => words('Here I am again.'));
    await say('where were we?');
    const prompt = house.asked.at(-1)?.messages.slice(1, -1) ?? [];
    expect(prompt.map(({ content }) => content).slice(0, 3)).toEqual(['hello there', 'I see.', 'I prefer window seats']);
  });

  test('R3 what was told in one chat stands in the prompt of another ninety days later, with its source, and /why names that', async () => {
    await say('my sister is Ana, her birthday is 3 May');
    await house.pass(90 * 24 * 3_600_000);
    house.play(() => words('It is 3 May.'));
    await house.say(user, 'when is the birthday of Ana?', { chat: 'chat-elsewhere' });
    await house.assistant().settle();
    const { messages = [] } = house.asked.at(-1) ?? {};
    expect(messages).toHaveLength(2);
    const [, item] = /\[(slot:[0-9a-f]{8})\] 2026-11-21 person: Ana's birthday: 3 May/.exec(messages[1]?.content ?? '') ?? [];
    expect(item).toBeDefined();
    const said = house.adapter.shown.findLast(({ chat }) => chat === 'chat-elsewhere');
    await house.say(user, '/why', { chat: 'chat-elsewhere', replyTo: said?.messageId ?? '' });
    await house.assistant().settle();
    const why = () => house.adapter.shown.findLast(({ chat }) => chat === 'chat-elsewhere')?.message.text;
    expect(why()).toContain(`- \\[${item}\\] 2026-11-21 you: Ana's birthday: 3 May`);

    await house.say(user, '/forget birthday', { chat: 'chat-elsewhere' });
    await house.assistant().settle();
    await house.say(user, '/why', { chat: 'chat-elsewhere', replyTo: said?.messageId ?? '' });
    await house.assistant().settle();
    expect(why()).toContain(`\`${item}\``);
    expect(why()).not.toContain('3 May');
  });

  test('R2 a prompt holds the last ten in order, the preference, the episode and the knowledge that bear on it, within its budget', async () => {
    const now = house.clock.now();
    await house.db.asPerson(person, async (tx) => {
      const common = { personId: person, platform: 'telegram', role: 'person', tainted: false, turnId: null } as const;
      const past = Array.from({ length: 300 }, (_, place) => ({
        ...common,
        chat: 'another',
        text: place === 120 ? 'The ferry to Elba left from Piombino at nine' : `We talked of matter ${place} and of nothing else`,
        source: `past:${place}`,
        at: now.subtract({ hours: 24 * 300 - place }),
      }));
      const recent = Array.from({ length: 25 }, (_, place) => ({
        ...common,
        chat: `chat-${user}`,
        text: `message number ${place}`,
        source: `recent:${place}`,
        at: now.subtract({ minutes: 60 - place }),
      }));
      await recordEpisodes(tx, [...past, ...recent]);
      for (let place = 0; place < 40; place += 1) {
        const own =
          place === 17
            ? 'I prefer deck chairs'
            : `My favourite kind${LETTERS[place % 26]}${LETTERS[Math.floor(place / 26)]} is thing${place}`;
        const at = now.subtract({ hours: 24 * 100 - place });
        await learn(tx, { personId: person, own, trust: 'owner', source: `taste:${place}`, zone: 'UTC', now: at });
      }
      for (let place = 0; place < 300; place += 1) {
        const text = place === 200 ? 'Ferry tickets to Elba cost forty euros' : `Item ${place} stands on shelf ${place}`;
        await saveFact(tx, {
          personId: person,
          text,
          trust: 'owner',
          source: `fact:${place}`,
          recordedAt: Temporal.Instant.from(now),
        });
      }
    });
    await say('My ferry to Elba: when does it leave, what does it cost, and which chairs do I prefer?');
    const messages = house.asked.at(-1)?.messages ?? [];
    expect(messages.slice(1, -1).map(({ content }) => content)).toEqual(
      Array.from({ length: 10 }, (_, place) => `message number ${place + 15}`),
    );
    const block = /<memory>\n([\s\S]*?)\n<\/memory>/.exec(messages.at(-1)?.content ?? '')?.[1] ?? '';
    expect(block).toContain('my preferred chairs: deck chairs');
    expect(block).toContain('The ferry to Elba left from Piombino at nine');
    expect(block).toContain('Ferry tickets to Elba cost forty euros');
    expect(Math.ceil(block.length / 4)).toBeLessThanOrEqual(700);
  });

  test('R1 the talk goes on from what /remember told, and Undo takes that out of it again', async () => {
    await say('/remember the harbour office pays in cash');
    await say('/remember The harbour office  pays in cash');
    const saidBefore = () =>
      house.asked
        .at(-1)
        ?.messages.slice(1, -1)
        .map(({ content }) => content);
    await say('how did I say that they pay?');
    expect(saidBefore()).toEqual(['the harbour office pays in cash', 'The harbour office  pays in cash']);
    expect(
      house.asked
        .at(-1)
        ?.messages.at(-1)
        ?.content.match(/harbour/g),
    ).toHaveLength(1);
    await say('/undo');
    await say('and who was it?');
    expect(saidBefore()).toEqual(['how did I say that they pay?', 'I see.']);
    await say('/find harbour');
    expect(house.shown(user).at(-1)?.message.text).toBe('I have nothing on that.');
    expect(await tiers()).toEqual({ episodic: 6, semantic: 1, stated: 0, longTerm: 0 });
    await house.pass(3_600_000, 26);
    expect(await tiers()).toEqual({ episodic: 4, semantic: 0, stated: 0, longTerm: 0 });
  });
});

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
