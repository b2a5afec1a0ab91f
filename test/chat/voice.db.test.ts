import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actions } from '../../src/db/schema/actions.ts';
import { files, inbox, voiceNotes } from '../../src/db/schema/chat.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { IncomingFile, IncomingMessage } from '../../src/ports/chat.ts';
import { createFakeTranscriber } from '../fakes/transcriber.ts';
import { type House, openHouse } from '../wiring/house.ts';

const voice: IncomingFile = { ref: 'v1', kind: 'voice', name: 'voice.ogg', mime: 'audio/ogg', size: 100 };
const fake = createFakeTranscriber();
let house: House;
let user: string;
let personId: string;
let people = 0;

beforeAll(async () => {
  house = await openHouse({ model: false, transcriber: fake.transcriber });
});
afterAll(() => house.close());
beforeEach(async () => {
  people += 1;
  user = `ann${people}`;
  personId = await house.move(user);
  fake.hears(async () => 'todo: call the dentist');
});

const speak = (over: Partial<IncomingMessage> = {}) => house.say(user, '', { files: [voice], ...over });
const press = async (label: string, over: object = {}) => {
  await house.assistant().settle();
  const shown = house.shown(user).findLast(({ message }) => message.buttons?.flat().some((button) => button.label === label));
  const button = shown?.message.buttons?.flat().find((each) => each.label === label);
  if (!shown || !button) throw new Error(`no button ${label}`);
  return house.answer(user, button.id, { messageId: shown.messageId, ...over });
};
const tasks = async () => {
  const rows = await house.db.asSystem((tx) => tx.select().from(actions).where(eq(actions.personId, personId)));
  return rows.filter(({ kind }) => kind === 'task_add').map(({ args, state, tainted }) => ({ ...Object(args), state, tainted }));
};
const kept = () => house.db.asSystem((tx) => tx.select().from(files).where(eq(files.personId, personId)));

describe('R68 a voice note', () => {
  it('becomes text, is shown with Fix, and does what the same words would', async () => {
    await speak();
    const [heard, answer] = await house.texts(user);
    expect(heard).toBe('I heard: “todo: call the dentist”');
    expect(answer).toContain('call the dentist');
    expect(await tasks()).toMatchObject([{ title: 'call the dentist', state: 'done', tainted: false }]);
    expect(
      house
        .shown(user)[0]
        ?.message.buttons?.flat()
        .map(({ label }) => label),
    ).toEqual(['Fix']);
    expect(fake.heard.at(-1)?.mime).toBe('audio/ogg');
  });

  it('fixed by the next words is worked on anew, and what the misheard words did is taken back', async () => {
    await speak();
    await press('Fix');
    await house.say(user, 'todo: call the florist');
    await house.assistant().settle();
    expect((await tasks()).map(({ title, state }) => [title, state]).sort()).toEqual([
      ['call the dentist', 'undone'],
      ['call the florist', 'done'],
    ]);
  });

  it('fixed by a form has the transcript in it', async () => {
    await speak();
    expect(await press('Fix', { forms: true })).toEqual({
      said: 'Write what you said.',
      form: { title: 'Fix', label: 'What you said', text: 'todo: call the dentist' },
    });
  });

  it('is left as it is by "cancel", by a command, and after ten minutes', async () => {
    await speak();
    await press('Fix');
    await house.say(user, 'cancel');
    expect((await house.texts(user)).at(-1)).toBe('Left as I heard it.');
    await press('Fix');
    await house.say(user, '/today');
    await house.say(user, 'todo: one');
    await house.assistant().settle();
    await press('Fix');
    await house.clock.advance(11 * 60_000);
    await house.say(user, 'todo: two');
    await house.assistant().settle();
    expect((await tasks()).map(({ title, state }) => [title, state]).sort()).toEqual([
      ['call the dentist', 'done'],
      ['one', 'done'],
      ['two', 'done'],
    ]);
  });

  it.each([
    ['handed on', { ...voice, foreign: true }],
    ['that is a file of sound', { ...voice, kind: 'audio' as const }],
  ])('%s is somebody else’s words: nothing is done on them without a press', async (_, file) => {
    await speak({ files: [file] });
    const texts = await house.texts(user);
    expect(texts[0]).toBe('In the recording I heard: “todo: call the dentist”');
    expect((await tasks()).filter(({ state }) => state === 'done')).toEqual([]);
    expect(house.shown(user)[0]?.message.buttons).toBeUndefined();
  });

  it('joins the words that were written under it', async () => {
    fake.hears(async () => 'tomorrow');
    await speak({ text: 'todo: water the plants' });
    await house.assistant().settle();
    expect((await tasks())[0]).toMatchObject({ state: 'done' });
  });

  it('that says stop stops, and names no request that was not there', async () => {
    fake.hears(async () => 'Stop.');
    await speak();
    expect((await house.texts(user)).at(-1)).toContain('Nothing was running.');
  });

  it('is heard once, though the process dies after it is written down', async () => {
    const before = fake.heard.length;
    const key = await speak();
    await house.assistant().settle();
    await house.restart();
    await house.assistant().settle();
    expect(fake.heard.length - before).toBe(1);
    const [row] = await house.db.asSystem((tx) => tx.select().from(inbox).where(eq(inbox.key, key)));
    expect(row?.payload).toMatchObject({ text: 'todo: call the dentist', files: [] });
  });
});

describe('R69 a recording', () => {
  it.each([
    ['unreadable', 'invalid', 'It cannot be read. Type it.', false],
    ['refused for now', 'rate-limited', 'It takes no more for now.', true],
    ['met by a server in trouble', 'unavailable', 'It has trouble.', true],
  ] as const)(
    'that is %s is told with what to do, and kept for another try where that can help',
    async (_, code, said, again) => {
      fake.hears(async () => {
        throw new AppError(code, said, { retryAfterMs: 60_000 });
      });
      await speak();
      const [text] = await house.texts(user);
      expect(text).toBe(again ? `${said} I keep the recording for 24 hours.` : said);
      expect(
        house
          .shown(user)[0]
          ?.message.buttons?.flat()
          .map(({ label }) => label),
      ).toEqual(again ? ['Try again'] : undefined);
      expect(await tasks()).toEqual([]);
    },
  );

  it('heard by another try is worked on, once, however often that is pressed', async () => {
    fake.hears(async () => {
      throw new AppError('unavailable', 'It has trouble.', { retryAfterMs: 60_000 });
    });
    await speak();
    await house.assistant().settle();
    fake.hears(async () => 'todo: call the dentist');
    expect(await press('Try again')).toEqual({ said: 'I listen again.' });
    expect((await press('Try again')).said).toMatch(/already/);
    await house.assistant().settle();
    expect(await tasks()).toMatchObject([{ title: 'call the dentist', state: 'done' }]);
  });

  it('that gets no answer is given up after two minutes', async () => {
    fake.hears((_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))));
    const before = fake.heard.length;
    await speak();
    while (fake.heard.length === before) await new Promise((resolve) => setImmediate(resolve));
    await house.clock.advance(120_000);
    expect((await house.texts(user))[0]).toContain('said nothing for two minutes');
  });

  it('of silence is told, and one over 25 MB is not even fetched', async () => {
    fake.hears(async () => '');
    await speak();
    await speak({ files: [{ ...voice, ref: 'v2', size: 26 * 1024 * 1024 }] });
    const texts = await house.texts(user);
    expect(texts).toEqual([
      expect.stringContaining('I heard no words in it.'),
      expect.stringContaining('Record it in shorter parts.'),
    ]);
  });

  it('is deleted after a day, its words stay, and Fix then says so', async () => {
    await speak();
    await house.assistant().settle();
    expect(await kept()).toHaveLength(1);
    await house.clock.advance(25 * 3600_000);
    await house.restart(); // the first round of the upkeep looks for what is old
    while ((await kept()).length > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await house.db.asSystem((tx) => tx.select().from(voiceNotes).where(eq(voiceNotes.personId, personId)))).toEqual([]);
    expect((await press('Fix')).said).toContain('not kept any more');
  });
});

describe('without a setting', () => {
  it('the person is told what to set, and the words under the recording are worked on all the same', async () => {
    const deaf = await openHouse({ model: false });
    try {
      await deaf.move('bob');
      await deaf.say('bob', 'todo: buy milk', { files: [voice] });
      const texts = await deaf.texts('bob');
      expect(texts[0]).toContain('TRANSCRIBE_URL');
      expect(texts[1]).toContain('buy milk');
    } finally {
      await deaf.close();
    }
  });
});
