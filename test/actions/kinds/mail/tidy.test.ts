import { encode } from 'gpt-tokenizer';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { AppError } from '../../../../src/ground/errors.ts';
import type { Mailbox, MailReader } from '../../../../src/ports/mail.ts';
import { isForAll } from '../../../../src/wiring/kinds.ts';
import { createFakeMail } from '../../../fakes/mail.ts';
import { createMailHand, done } from './hand.ts';

const MAILS = [
  {
    id: 'a',
    subject: 'One',
    from: 'x@x.example',
    messageId: '<a@x>',
    labels: ['work'],
    unread: true,
    at: '2026-11-20T10:00:00Z',
  },
  {
    id: 'b',
    subject: 'Two',
    from: { name: 'Y', address: 'y@y.example' },
    messageId: '<b@x>',
    mailbox: 'archive',
    at: '2026-11-20T11:00:00Z',
  },
  { id: 'c', subject: 'Three', from: 'z@z.example', messageId: '<c@x>', mailbox: 'trash', at: '2026-11-20T12:00:00Z' },
] as const;

let hand: ReturnType<typeof createMailHand>;
beforeEach(() => {
  hand = createMailHand(MAILS);
});
/** The account without what the server numbers anew at each move. */
const account = () => Object.fromEntries(hand.mail.all().map(({ id: _, ...mail }) => [mail.messageId, mail]));
const places = () => Object.fromEntries(Object.entries(account()).map(([id, { mailbox }]) => [id, mailbox]));
const many = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `m${index}`, messageId: `<${index}@x>` }));

describe.each(['mail_trash', 'mail_archive'])('%s', (kind) => {
  const target = kind === 'mail_trash' ? 'trash' : 'archive';
  const ids = kind === 'mail_trash' ? ['a', 'b'] : ['a', 'c'];

  it('moves mails, and undo puts each back where it was, as it was', async () => {
    const before = account();
    const { said, undo, tainted } = await hand.wish(kind, { mails: ids });
    expect([said, tainted]).toEqual([`2 mails are in the ${target} now.`, false]);
    expect(hand.mail.journal).toMatchObject(ids.map((id) => ({ did: 'move', id, to: target })));
    expect(await hand.undo(kind, undo)).toBe('2 mails are back where they were.');
    expect(account()).toEqual(before);
    // It may have been cut off before it was settled: what stands as it should already counts.
    expect(await hand.undo(kind, undo)).toBe('2 mails are back where they were.');
    expect(account()).toEqual(before);
  });

  it('shows every mail on the card, by the id that runs and by what it is', async () => {
    const card = await hand.card(kind, { mails: ids });
    expect(card).toMatchObject({ Account: 'me@me.example' });
    expect(card['Mails (2)']?.split('\n')).toHaveLength(2);
    expect(card['Mails (2)']).toContain('2026-11-20 11:00, x@x.example: "One", inbox, "work", a, <a@x>');
  });

  it('takes each mail once, and none that is there already', async () => {
    await expect(hand.resolve(kind, { mails: [target === 'trash' ? 'c' : 'b'] })).rejects.toThrow('already');
    expect(await hand.resolve(kind, { mails: ['a', 'a', target === 'trash' ? 'c' : 'b'] })).toMatchObject({
      mails: [{ id: 'a' }],
    });
    expect(await hand.resolve(kind, { mails: 'a' })).toMatchObject({ mails: [{ id: 'a' }] });
  });

  it.each([
    [{ mails: [] }, 'Say which mails'],
    [{ mails: ['zzz'] }, 'There is no such mail'],
    [{ mails: many(501).map(({ id }) => id) }, 'At most 500 mails at once'],
  ])('refuses %j', async (input, advice) => {
    await expect(hand.resolve(kind, input)).rejects.toThrow(advice);
    expect(hand.mail.journal).toEqual([]);
  });

  it('leaves what was moved or changed since the card, and undoes only its own', async () => {
    const args = await hand.resolve(kind, { mails: ids });
    await hand.mail.writer.move('a', 'junk', hand.context.signal);
    const { said, undo } = done(await hand.run(kind, args));
    expect(said).toBe(`1 mail is in the ${target} now. 1 mail had been moved or changed before, so I left it.`);
    expect(places()['<a@x>']).toBe('junk');
    await hand.undo(kind, undo);
    expect(places()['<a@x>']).toBe('junk');
  });

  it('does nothing when all was moved since', async () => {
    const args = await hand.resolve(kind, { mails: ['a'] });
    await hand.mail.writer.move('a', 'junk', hand.context.signal);
    await expect(hand.run(kind, args)).rejects.toMatchObject({ code: 'invalid' });
  });

  it('rejects when the first fails, and tells how far it came when a later one does', async () => {
    const args = await hand.resolve(kind, { mails: ids });
    hand.mail.fault('move', { kind: 'reject', message: 'No more today.' });
    await expect(hand.run(kind, args)).rejects.toThrow('No more today.');
    expect(hand.mail.journal).toEqual([]);
    const broken = createMailHand(many(3));
    const three = await broken.resolve(kind, { mails: ['m0', 'm1', 'm2'] });
    const move = broken.mail.writer.move;
    const writer = {
      ...broken.mail.writer,
      move: async (...call: Parameters<typeof move>) => {
        if (call[0] === 'm1') throw new AppError('unavailable', 'No more today.');
        return move(...call);
      },
    };
    const { said } = done(await broken.run(kind, three, { hands: { mail: writer } }));
    expect(said).toBe(`1 mail is in the ${target} now. The other 2 I did not touch: No more today.`);
  });

  it('cut off is looked for: what is done is told and can be undone', async () => {
    const args = await hand.resolve(kind, { mails: ids });
    expect(await hand.find(kind, args)).toBe('nothing');
    await hand.mail.writer.move('a', target, hand.context.signal);
    const { said, undo } = done(await hand.find(kind, args));
    expect(said).toBe(`1 mail of 2 is in the ${target} now. I was cut off there; ask again for the rest.`);
    expect(await hand.undo(kind, undo)).toBe('1 mail is back where it was.');
    expect(places()['<a@x>']).toBe('inbox');
  });

  it('cannot be undone when the mail is gone since', async () => {
    const { undo } = await hand.wish(kind, { mails: ['a'] });
    const there = hand.mail.all().find(({ messageId }) => messageId === '<a@x>');
    await hand.mail.writer.move(there?.id ?? '', 'junk', hand.context.signal);
    await expect(hand.undo(kind, undo)).rejects.toThrow('This cannot be undone any more');
    expect(places()['<a@x>']).toBe('junk');
  });

  it('of another account than the one on the card does nothing', async () => {
    const args = await hand.resolve(kind, { mails: ids });
    const eyes = { mail: { ...hand.mail.reader, account: 'other@me.example' } };
    await expect(hand.run(kind, args, { eyes })).rejects.toThrow('Another mail account');
    expect(hand.mail.journal).toEqual([]);
  });
});

test('of several accounts the one that is named is changed, the first without a name, and never one that is only to be read', async () => {
  const other = createFakeMail({ account: 'work@me.example', mails: [{ id: 'w', messageId: '<w@x>' }] });
  const eyes = { mail: hand.mail.reader, mails: [hand.mail.reader, other.reader] };
  const hands = { mails: new Map([['work@me.example', other.writer]]) };
  await hand.wish('mail_archive', { mails: ['w'], account: 'Work@me.example' }, { eyes, hands });
  expect(other.all().map(({ mailbox }) => mailbox)).toEqual(['archive']);
  await expect(hand.wish('mail_archive', { mails: ['a'] }, { eyes, hands })).rejects.toThrow('can only be read');
  await expect(hand.resolve('mail_read', { id: 'w', account: 'none@x.example' }, { eyes })).rejects.toThrow('work@me.example');
  expect(hand.mail.journal).toEqual([]);
});

describe('five hundred mails', () => {
  it('R19 stop between two: what was done is told exactly, and undo takes back exactly that', async () => {
    const big = createMailHand(many(500));
    const args = await big.resolve('mail_trash', { mails: many(500).map(({ id }) => id) });
    const stop = new AbortController();
    const move = big.mail.writer.move;
    const writer = {
      ...big.mail.writer,
      move: async (...call: Parameters<typeof move>) => {
        const id = await move(...call);
        if (big.mail.journal.length === 37) stop.abort(new AppError('unavailable', 'Stopped, as you said.'));
        return id;
      },
    };
    const { said, undo } = done(await big.run('mail_trash', args, { signal: stop.signal, hands: { mail: writer } }));
    expect(said).toBe('37 mails are in the trash now. The other 463 I did not touch: Stopped, as you said.');
    expect(big.mail.journal).toHaveLength(37);
    expect(await big.undo('mail_trash', undo)).toBe('37 mails are back where they were.');
    expect(big.mail.all().every(({ mailbox }) => mailbox === 'inbox')).toBe(true);
    expect(big.mail.journal).toHaveLength(74);
  });

  it('R19 stop in the middle of one: that one is told as unsure, and undo puts it right either way', async () => {
    for (const arrived of [true, false]) {
      const few = createMailHand(many(3));
      const args = await few.resolve('mail_trash', { mails: ['m0', 'm1', 'm2'] });
      const stop = new AbortController();
      const move = few.mail.writer.move;
      const writer = {
        ...few.mail.writer,
        move: (...call: Parameters<typeof move>) => {
          if (call[0] !== 'm1') return move(...call);
          few.mail.fault('move', { kind: 'hang', arrived });
          const hanging = move(...call);
          stop.abort(new AppError('unavailable', 'Stopped, as you said.'));
          return hanging;
        },
      };
      const { said, undo } = done(await few.run('mail_trash', args, { signal: stop.signal, hands: { mail: writer } }));
      expect(said).toBe('1 mail is in the trash now. One more may be. The other 1 I did not touch: Stopped, as you said.');
      expect(await few.undo('mail_trash', undo)).toBe('2 mails are back where they were.');
      expect(few.mail.all().map(({ mailbox }) => mailbox)).toEqual(['inbox', 'inbox', 'inbox']);
    }
  });

  it('R19 stop between two also where the server heeds no signal, in the deed and in its undo', async () => {
    const deaf = new AbortController().signal;
    const { reader, writer, journal } = hand.mail;
    const stop = new AbortController();
    const move = async (id: string, to: Mailbox) => {
      const moved = await writer.move(id, to, deaf);
      stop.abort(new AppError('unavailable', 'Stopped, as you said.'));
      return moved;
    };
    const deafReader: MailReader = {
      ...reader,
      read: (id) => reader.read(id, deaf),
      search: (query, limit) => reader.search(query, limit, deaf),
      attachment: (id, ref) => reader.attachment(id, ref, deaf),
    };
    const over = { eyes: { mail: deafReader }, hands: { mail: { ...writer, move } }, signal: stop.signal };
    const args = await hand.resolve('mail_trash', { mails: ['a', 'b'] });
    const { said, undo } = done(await hand.run('mail_trash', args, over));
    expect(said).toBe('1 mail is in the trash now. The other 1 I did not touch: Stopped, as you said.');
    expect(journal).toHaveLength(1);
    await expect(hand.undo('mail_trash', undo, over)).rejects.toThrow('Stopped, as you said.');
    expect(journal).toHaveLength(1);
  });

  it('stopped before the first do nothing and leave nothing to undo', async () => {
    const args = await hand.resolve('mail_trash', { mails: ['a'] });
    const signal = AbortSignal.abort(new AppError('unavailable', 'Stopped, as you said.'));
    expect(done(await hand.run('mail_trash', args, { signal }))).toMatchObject({
      said: '0 mails are in the trash now. The other 1 I did not touch: Stopped, as you said.',
      undo: undefined,
    });
    expect(hand.mail.journal).toEqual([]);
  });

  it('R19 undo can be stopped between two, and goes on when asked again', async () => {
    const { undo } = await hand.wish('mail_trash', { mails: ['a', 'b'] });
    const signal = AbortSignal.abort(new AppError('unavailable', 'Stopped, as you said.'));
    await expect(hand.undo('mail_trash', undo, { signal })).rejects.toThrow('Stopped, as you said.');
    expect(await hand.undo('mail_trash', undo)).toBe('2 mails are back where they were.');
  });
});

describe('mail_label', () => {
  const labels = () => Object.fromEntries(hand.mail.all().map(({ messageId, labels: all }) => [messageId, all]));

  it('adds and removes, and undo leaves the labels as they were', async () => {
    const before = account();
    const { said, undo } = await hand.wish('mail_label', { mails: ['a', 'b'], add: ['Later', 'WORK'], remove: ['work'] });
    expect(said).toBe('2 mails are labelled as asked now.');
    // The account calls it `work`: that is what was there, so it is what goes and comes back.
    expect(labels()).toMatchObject({ '<a@x>': ['Later'], '<b@x>': ['Later', 'WORK'] });
    expect(await hand.undo('mail_label', undo)).toBe('2 mails have their labels as before.');
    expect(account()).toEqual(before);
    expect(await hand.undo('mail_label', undo)).toBe('2 mails have their labels as before.');
    expect(account()).toEqual(before);
  });

  it('does not touch what is labelled so already, and undo keeps that', async () => {
    const { undo } = await hand.wish('mail_label', { mails: ['a'], add: ['work'] });
    expect(hand.mail.journal).toEqual([]);
    await hand.undo('mail_label', undo);
    expect(labels()['<a@x>']).toEqual(['work']);
  });

  it('finds a mail that was moved since when it undoes', async () => {
    const { undo } = await hand.wish('mail_label', { mails: ['a'], add: ['Later'] });
    await hand.mail.writer.move('a', 'archive', hand.context.signal);
    await hand.undo('mail_label', undo);
    expect(labels()['<a@x>']).toEqual(['work']);
  });

  it('cut off is looked for', async () => {
    const args = await hand.resolve('mail_label', { mails: ['a', 'b'], add: ['Later'], remove: ['work'] });
    expect(await hand.find('mail_label', args)).toBe('nothing');
    await hand.mail.writer.label('a', { add: ['Later'], remove: [] }, hand.context.signal);
    const { said, undo } = done(await hand.find('mail_label', args));
    expect(said).toContain('1 mail of 2 is labelled as asked now. I was cut off there');
    await hand.undo('mail_label', undo);
    expect(labels()['<a@x>']).toEqual(['work']);
  });

  it.each([
    [{ mails: ['a'] }, 'Say which label'],
    [{ mails: ['a'], add: ['\\Deleted'] }, 'is no label but a place or mark'],
    [{ mails: ['a'], remove: ['INBOX'] }, 'is no label but a place or mark'],
    [{ mails: ['zzz'], add: ['x'] }, 'There is no such mail'],
  ])('refuses %j', async (input, advice) => {
    await expect(hand.resolve('mail_label', input)).rejects.toThrow(advice);
  });
});

describe('the tools of mail and contacts', () => {
  const specs = createMailHand()
    .kinds.filter(isForAll)
    .map(({ name, description, parameters }) => ({ name, description, parameters }));

  test.each(specs.map((spec) => [spec.name, spec] as const))('%s costs fewer than 140 tokens', (_, spec) => {
    expect(encode(JSON.stringify(spec)).length).toBeLessThan(140);
  });

  test('are offered only when their account is connected, and have an area for the audit', () => {
    for (const { name, needs, area } of createMailHand().kinds)
      expect([needs, area]).toEqual(name === 'contact_find' ? ['contacts', 'contact'] : ['mail', 'mail']);
  });

  test('all eight together cost fewer than 640', () => {
    expect(specs).toHaveLength(8);
    expect(encode(JSON.stringify(specs)).length).toBeLessThan(640);
  });
});

test.each([
  ['mail_archive', { mails: ['a'] }],
  ['mail_junk', { mails: ['a'] }],
  ['mail_label', { mails: ['a'], add: ['x'] }],
  ['mail_send', { to: ['ben@b.example'], subject: 'Hi', body: 'Hi' }],
  ['mail_draft', { to: ['ben@b.example'], subject: 'Hi', body: 'Hi' }],
])('R89 no card is made of %s where the account can only be read, and what helps is said', async (kind, input) => {
  const eyes = { mail: { ...hand.mail.reader, onlyRead: true } };
  await expect(hand.resolve(kind, input, { eyes })).rejects.toMatchObject({
    code: 'denied',
    message: 'The mail account me@me.example can only be read. Connect it again with /connect to let me change it.',
  });
  const other = createFakeMail({ account: 'work@me.example' }).reader;
  await expect(hand.resolve(kind, input, { eyes: { ...eyes, mails: [eyes.mail, other] } })).rejects.toThrow('work@me.example');
});
