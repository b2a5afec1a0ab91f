import { describe, expect, test } from 'vitest';
import type { RecordFor } from '../../src/audit/noted.ts';
import { CALENDAR_LOOK } from '../../src/audit/regular-looks.ts';
import type { EventContent } from '../../src/ports/calendar.ts';
import type { Look } from '../../src/ports/connections.ts';
import { joinedEyes, joinedHands, type OpenAccount } from '../../src/wiring/accounts.ts';
import { recordedAccount } from '../../src/wiring/recorded-account.ts';
import { createCalendarHand } from '../actions/kinds/calendar/hand.ts';
import { createFakeCalendar } from '../fakes/calendar.ts';
import { createFakeContacts } from '../fakes/contacts.ts';
import { createFakeFiles } from '../fakes/files.ts';
import { createFakeTaskList } from '../fakes/task-list.ts';
import { createFakeSearch, createFakeWeb } from '../fakes/web.ts';

const { signal } = new AbortController();
const ZONE = 'Europe/Berlin';
const SECRET: EventContent = {
  ...{ title: 'Secret', description: '', location: '', recurrence: [], guests: [] },
  start: { at: '2026-11-23T09:00:00Z', zone: ZONE },
  end: { at: '2026-11-23T10:00:00Z', zone: ZONE },
};

/** Whatever is called on it is counted, but for what asks nobody. */
function counted<T extends object>(target: T, calls: string[]): T {
  return new Proxy(target, {
    get(from, name) {
      const member: unknown = Reflect.get(from, name);
      if (name === 'bytes' && member) return counted(member, calls);
      if (typeof member !== 'function' || name === 'admit') return member;
      return (...args: unknown[]) => {
        calls.push(String(name));
        return member.apply(from, args);
      };
    },
  });
}

function recording() {
  const calls: string[] = [];
  const entries: string[] = [];
  const recordFor: RecordFor = (dataType) => async (access, call, ref) =>
    void entries.push(`${dataType} ${access} ${call} ${ref}`);
  return { calls, entries, recordFor };
}

describe('R92 each call has one entry, also one that fails, and nothing of what was found or written', () => {
  test('of a calendar', async () => {
    const { calls, entries, recordFor } = recording();
    const fake = createFakeCalendar({ calendars: [{ id: 'main', silent: true }] });
    const account = { eyes: { calendar: counted(fake.reader, calls) }, hands: { calendar: counted(fake.writer, calls) } };
    const { eyes, hands } = recordedAccount(account, recordFor);
    const made = await hands.calendar?.create('main', 'mine', SECRET, signal);
    const etag = made && 'etag' in made ? made.etag : '';
    await eyes.calendar?.calendars(signal);
    await eyes.calendar?.events({ from: '2026-11-20T00:00:00Z', until: '2026-11-30T00:00:00Z', text: 'secret' }, 5, signal);
    await expect(eyes.calendar?.event('main', 'none', signal)).rejects.toThrow();
    await hands.calendar?.update('main', 'mine', etag, { ...SECRET, location: 'Secret place' }, signal);
    await expect(hands.calendar?.respond('main', 'mine', 'accepted', signal)).rejects.toThrow();
    await expect(
      hands.calendar?.note?.('main', 'mine', etag, { address: 'a@a.example', answer: 'declined' }, signal),
    ).rejects.toThrow();
    const meeting = { ...SECRET, method: 'request', uid: 'theirs', sequence: 0, organizer: 'e@e.example', comment: '' } as const;
    await hands.calendar?.file?.('main', { ...meeting, alternatives: [] }, signal);
    await expect(hands.calendar?.remove('main', 'mine', 'old', signal)).rejects.toThrow();
    expect(calls).toHaveLength(9);
    expect(entries).toHaveLength(calls.length);
    expect(entries.join('\n').toLowerCase()).not.toContain('secret');
    expect(entries.at(-1)).toBe('calendar delete calendar account: remove main mine');
  });

  test('of an address book, files, the web and a list of tasks', async () => {
    const { calls, entries, recordFor } = recording();
    const files = createFakeFiles({ files: { 'secret.md': 'Rome' } });
    const web = createFakeWeb({ pages: {} });
    const tasks = createFakeTaskList();
    const account: OpenAccount = {
      eyes: {
        contacts: counted(createFakeContacts([['Ann Secret', 'ann@a.example']]).reader, calls),
        files: counted(files.reader, calls),
        web: counted(web.reader, calls),
        search: counted(createFakeSearch([]).searcher, calls),
      },
      hands: { files: counted(files.writer, calls) },
      taskList: async () => counted(tasks.list, calls),
    };
    const { eyes, hands, taskList } = recordedAccount(account, recordFor);
    await eyes.contacts?.find('secret', 5, signal);
    await eyes.files?.search('secret', 5, signal);
    await eyes.files?.read('secret.md', signal);
    await eyes.files?.placeFor('secret-too.md', signal);
    await hands.files?.write('secret-too.md', Buffer.from('secret'), null, signal);
    await expect(hands.files?.remove('secret-too.md', 'old', signal)).rejects.toThrow();
    await expect(eyes.web?.read('https://a.example/secret', signal)).rejects.toThrow();
    await expect(eyes.web?.look('https://a.example/secret', {}, signal)).rejects.toThrow();
    await eyes.search?.search('secret', 5, signal);
    const list = await taskList?.(signal);
    const task = await list?.add({ title: 'Secret', notes: '', due: null, done: false }, signal);
    await list?.all(signal);
    await list?.one(task?.id ?? '', signal);
    if (task) await list?.change(task, { done: true }, signal);
    const [done] = (await list?.all(signal)) ?? [];
    if (done) await list?.bytes?.of(done, signal);
    if (done) await list?.bytes?.giveBack(done, JSON.stringify(task), signal);
    if (task) await list?.remove(task, signal).catch(() => undefined);
    expect(calls).toHaveLength(17);
    expect(entries).toHaveLength(calls.length);
    expect(entries.join('\n').toLowerCase()).not.toContain('secret');
  });

  test.each<[Look | undefined]>([[undefined], ['regular']])(
    'of each of several calendars that are seen as one, look %s',
    async (look) => {
      const { calls, entries, recordFor } = recording();
      const accounts = ['home', 'work'].map((id): OpenAccount => {
        const { reader, writer } = createFakeCalendar({ account: `${id}@a.example`, calendars: [{ id, name: id }] });
        const account = { eyes: { calendar: counted(reader, calls) }, hands: { calendar: counted(writer, calls) } };
        return recordedAccount(account, recordFor, look);
      });
      const hand = createCalendarHand([], { eyes: joinedEyes(accounts, [], ZONE), hands: joinedHands(accounts) });
      const { undo } = await hand.wish('calendar_create', { title: 'Secret', start: '2026-11-23T12:00', calendar: 'work' });
      await hand.wish('calendar_list', { when: 'next 7 days' });
      await hand.wish('calendar_free', { when: 'monday' });
      await undo();
      expect(calls.length).toBeGreaterThan(12);
      expect(entries).toHaveLength(calls.length);
      const looks = entries.filter((entry) => entry.includes(CALENDAR_LOOK));
      expect(looks).toHaveLength(look ? entries.filter((entry) => entry.startsWith('calendar read')).length : 0);
    },
  );
});
