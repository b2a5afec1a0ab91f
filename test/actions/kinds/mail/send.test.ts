import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { shown } from '../../../../src/actions/card/shown.ts';
import { isAppError } from '../../../../src/ground/errors.ts';
import type { OutgoingMail } from '../../../../src/ports/mail.ts';
import type { MailWrite } from '../../../fakes/mail.ts';
import { anyText } from '../../../mail/any-text.ts';
import { ACCOUNT, createMailHand, done } from './hand.ts';

const LUNCH = {
  id: 'm1',
  threadId: 't1',
  from: { name: 'Ann Lee', address: 'ann@a.example' },
  to: [ACCOUNT, 'team@a.example'],
  cc: ['ben@b.example'],
  subject: 'Lunch?',
  messageId: '<lunch@a.example>',
  references: ['<before@a.example>'],
  files: [{ name: 'menu.pdf', mime: 'application/pdf', bytes: new Uint8Array([1, 2, 3]) }],
};
const HELLO = { to: ['ann@a.example'], subject: 'Hi', body: 'Hello' };

let hand: ReturnType<typeof createMailHand>;
beforeEach(() => {
  hand = createMailHand([LUNCH]);
});
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const sent = () => hand.mail.journal.flatMap((write) => (write.did === 'send' ? [write.mail] : []));
const keep = (name: string, bytes: Uint8Array, mime = 'text/plain') =>
  hand.context.inDb((tx) => hand.storedFiles.keep(tx, '', { name, mime, bytes }));

describe('a wish to send', () => {
  it('becomes exact arguments', async () => {
    const id = await keep('a.txt', Buffer.from('abc'));
    const args = await hand.resolve('mail_send', {
      to: ['mom', '"Ben" <Ben@B.example>'],
      cc: ['ceo@göögle.example'],
      bcc: ['eve+x@e.example'],
      subject: ' Hi ',
      body: 'one\r\ntwo',
      attachments: ['a.txt'],
    });
    expect(args).toEqual({
      from: ACCOUNT,
      to: [
        { name: 'Mom', address: 'mom@home.example' },
        { name: 'Ben', address: 'Ben@b.example' },
      ],
      cc: [{ name: '', address: 'ceo@xn--ggle-5qaa.example' }],
      bcc: [{ name: '', address: 'eve+x@e.example' }],
      subject: 'Hi',
      body: 'one\ntwo',
      attachments: [{ file: id, name: 'a.txt', mime: 'text/plain', bytes: 3, sha256: sha256(Buffer.from('abc')) }],
      messageId: expect.stringMatching(/^<[0-9a-f]{40}@me\.example>$/),
    });
  });

  it('has the same Message-ID for the same wish, and another when anything is other', async () => {
    const idOf = async (input: object, over = {}) => {
      const args = await hand.resolve('mail_send', { ...HELLO, ...input }, over);
      return (args as { messageId: string }).messageId;
    };
    const id = await idOf({});
    expect(await idOf({})).toBe(id);
    const others = [
      await idOf({ to: ['ben@b.example'] }),
      await idOf({ bcc: ['ben@b.example'] }),
      await idOf({ subject: 'Hi!' }),
      await idOf({ body: 'Hello.' }),
      await idOf({ inReplyTo: 'm1' }),
      await idOf({}, { source: 'telegram:2' }),
      await idOf({}, { personId: '22222222-2222-4222-8222-222222222222' }),
    ];
    expect(new Set([id, ...others]).size).toBe(8);
  });

  it.each([
    ['nobody', { to: undefined }, 'Say who the mail goes to'],
    ['an empty list', { to: [] }, 'Say who the mail goes to'],
    ['null', { to: null }, 'to: '],
    ['two addresses in one', { to: ['a@x.example, b@y.example'] }, 'is not one address'],
    ['a name that several have', { to: ['ann'] }, '"Ann Lee" <ann@a.example>; "Ann Oak" <oak@a.example>'],
    ['a name that nobody has', { to: ['zoe'] }, 'No contact with a mail address is called "zoe"'],
    ['a subject of two lines', { subject: 'Hi\r\nBcc: x@evil.example' }, 'Write one line'],
    ['an encoded subject', { subject: '=?utf-8?b?SGkNCkJjYzogeEBldmlsLmV4YW1wbGU=?=' }, 'Write its characters'],
    ['HTML', { bodyHtml: '<p>Hi</p>' }, 'bodyHtml'],
    ['two bodies', { alternatives: { text: 'a', html: 'b' } }, 'alternatives'],
    ['another place for answers', { replyTo: 'x@evil.example' }, 'replyTo'],
    ['a thread by its id', { threadId: 't-999' }, 'threadId'],
    ['a file that is not there', { attachments: ['agenda.pdf'] }, 'I have no file "agenda.pdf"'],
    ['an id of no file', { attachments: ['3f0c1a52-7a5e-4a39-9d5c-0123456789ab'] }, 'I have no file'],
    ['a file that is no text', { attachments: [{ fileId: 'f1', name: 'agenda.pdf' }] }, 'attachments.0'],
    ['a mail that is not there', { inReplyTo: 'm9' }, 'There is no such mail'],
  ])('with %s is refused', async (_, input, advice) => {
    await expect(hand.resolve('mail_send', { ...HELLO, ...input })).rejects.toThrow(advice);
  });

  it('takes one address that is not in a list', async () => {
    expect(await hand.resolve('mail_send', { ...HELLO, to: 'ben@b.example' })).toMatchObject({
      to: [{ address: 'ben@b.example' }],
    });
  });

  it('sends an attachment of a mail on, and stores it once', async () => {
    const args = { attachments: [{ name: 'menu.pdf', bytes: 3, sha256: sha256(new Uint8Array([1, 2, 3])) }] };
    expect(await hand.resolve('mail_send', { ...HELLO, attachments: ['m1#1'] })).toMatchObject(args);
    expect(await hand.resolve('mail_send', { ...HELLO, attachments: ['m1#1'] })).toMatchObject(args);
    expect(hand.storedFiles.held).toHaveLength(1);
  });

  it('takes the latest of files with one name, and a name without control characters', async () => {
    await keep('a\r\nX: y.txt', Buffer.from('old'), 'text/html; charset=x\r\nY: z');
    const id = await keep('a\r\nX: y.txt', Buffer.from('new'), 'nonsense');
    expect(await hand.resolve('mail_send', { ...HELLO, attachments: ['a\r\nX: y.txt'] })).toMatchObject({
      attachments: [{ file: id, name: 'a X: y.txt', mime: 'application/octet-stream' }],
    });
  });

  it('with more files than a card or a mail can carry is refused', async () => {
    await keep('a', new Uint8Array(10_000_000));
    await expect(hand.resolve('mail_send', { ...HELLO, attachments: ['a', 'a'] })).rejects.toThrow('larger than 18 MB together');
    await expect(hand.resolve('mail_send', { ...HELLO, attachments: Array(21).fill('a') })).rejects.toThrow('at most 20 files');
  });
});

describe('an answer', () => {
  it('goes to whoever wrote, in the thread, whose people the card shows', async () => {
    const args = await hand.resolve('mail_send', { inReplyTo: 'm1', body: 'Yes' });
    expect(args).toMatchObject({
      to: [{ name: 'Ann Lee', address: 'ann@a.example' }],
      subject: 'Re: Lunch?',
      inReplyTo: {
        id: 'm1',
        threadId: 't1',
        subject: 'Lunch?',
        messageId: '<lunch@a.example>',
        references: ['<before@a.example>', '<lunch@a.example>'],
      },
    });
    expect((await hand.card('mail_send', { inReplyTo: 'm1', body: 'Yes' })).Answers).toBe(
      [
        '"Lunch?", with ann@a.example (named "Ann Lee"), me@me.example, team@a.example, ben@b.example',
        'mail m1, thread t1, <before@a.example> <lunch@a.example>',
      ].join('\n'),
    );
  });

  it('goes where its sender wants answers', async () => {
    hand.mail.arrive({ id: 'm2', from: 'ann@a.example', replyTo: ['list@l.example'], messageId: '<2@a.example>' });
    expect(await hand.resolve('mail_send', { inReplyTo: 'm2', body: 'Yes' })).toMatchObject({
      to: [{ address: 'list@l.example' }],
    });
  });

  it('to people who are not in the thread is pointed out', async () => {
    const elsewhere = 'Nobody it goes to took part in the mail that it answers.';
    expect(await hand.warnings('mail_send', { inReplyTo: 'm1', body: 'x', to: ['mom'] })).toContain(elsewhere);
    expect(await hand.warnings('mail_send', { inReplyTo: 'm1', body: 'x', to: ['mom', 'ben@b.example'] })).not.toContain(
      elsewhere,
    );
  });

  it('takes nothing into a header that could be another one', async () => {
    hand.mail.arrive({ id: 'm3', messageId: '<a@b>\r\nBcc: x@evil.example' });
    await expect(hand.resolve('mail_send', { ...HELLO, inReplyTo: 'm3' })).rejects.toThrow('no usable Message-ID');
    hand.mail.arrive({ id: 'm4', messageId: '<4@b>', references: ['<a@b>\r\nBcc: x@evil.example', '<ok@b>'] });
    expect(await hand.resolve('mail_send', { ...HELLO, inReplyTo: 'm4' })).toMatchObject({
      inReplyTo: { references: ['<ok@b>', '<4@b>'] },
    });
  });

  it('in a long thread refers to its first and its latest mails', async () => {
    const references = Array.from({ length: 40 }, (_, index) => `<${index}@b>`);
    hand.mail.arrive({ id: 'm5', messageId: '<last@b>', references });
    expect(await hand.resolve('mail_send', { ...HELLO, inReplyTo: 'm5' })).toMatchObject({
      inReplyTo: { references: ['<0@b>', ...references.slice(-8), '<last@b>'] },
    });
  });
});

describe('a card to send', () => {
  it('shows every argument whole, with nobody where nobody is', async () => {
    const id = await keep('a.txt', Buffer.from('abc'));
    const input = { ...HELLO, to: ['"mom@home.example" <x@evil.example>', 'mom'], attachments: ['a.txt'] };
    expect(await hand.card('mail_send', input)).toEqual({
      From: ACCOUNT,
      'To (2)': 'x@evil.example (named "mom@home.example"), mom@home.example (named "Mom")',
      Cc: 'nobody',
      'Bcc, hidden from the others': 'nobody',
      Subject: 'Hi',
      Text: 'Hello',
      'Files (1)': `a.txt, text/plain, 3 bytes, SHA-256 ${sha256(Buffer.from('abc'))}, file ${id}`,
      'Message-ID': expect.stringMatching(/^<.+>$/),
    });
    const kind = hand.kinds.find(({ name }) => name === 'mail_send');
    const lines = kind?.card(await hand.resolve('mail_send', input), hand.context.profile) ?? [];
    expect(lines.flatMap(({ files = [] }) => files)).toEqual([id]);
  });

  it('says all that is to be looked at twice', async () => {
    expect(
      await hand.warnings('mail_send', { ...HELLO, to: ['"mom@home.example" <x@h0me.example>'], bcc: ['ann@a.example'] }),
    ).toEqual([
      'The name "mom@home.example" is no address: the mail goes to x@h0me.example.',
      'h0me.example looks like home.example, which you know, but is another domain.',
      'This is your first mail to x@h0me.example, and none ever came from there.',
    ]);
  });
});

describe('sending', () => {
  it('hands over exactly what the arguments say', async () => {
    await keep('a.txt', Buffer.from('abc'));
    const { said, undo, args } = await hand.wish('mail_send', {
      ...HELLO,
      bcc: ['eve@e.example'],
      inReplyTo: 'm1',
      attachments: ['a.txt'],
    });
    const { messageId } = args as { messageId: string };
    expect(sent()).toEqual([
      {
        messageId,
        to: [{ name: '', address: 'ann@a.example' }],
        cc: [],
        bcc: [{ name: '', address: 'eve@e.example' }],
        subject: 'Hi',
        text: 'Hello',
        inReplyTo: { messageId: '<lunch@a.example>', references: ['<before@a.example>', '<lunch@a.example>'], threadId: 't1' },
        attachments: [{ name: 'a.txt', mime: 'text/plain', bytes: Buffer.from('abc') }],
      } satisfies OutgoingMail,
    ]);
    expect(said).toBe(`Sent: "Hi" to ${shown('ann@a.example')}, ${shown('eve@e.example')}.`);
    expect(undo).toBeUndefined();
  });

  it('of a file that changed since the card sends nothing', async () => {
    const id = await keep('a.txt', Buffer.from('abc'));
    const args = await hand.resolve('mail_send', { ...HELLO, attachments: ['a.txt'] });
    hand.storedFiles.held[0] = { id, name: 'a.txt', mime: 'text/plain', bytes: Buffer.from('abd') };
    await expect(hand.run('mail_send', args)).rejects.toThrow('has changed since the card was shown');
    hand.storedFiles.held.pop();
    await expect(hand.run('mail_send', args)).rejects.toMatchObject({ code: 'invalid' });
    expect(hand.mail.journal).toEqual([]);
  });

  it('from another account than the one on the card sends nothing', async () => {
    const args = await hand.resolve('mail_send', HELLO);
    const eyes = { ...hand.context.eyes, mail: { ...hand.mail.reader, account: 'other@me.example' } };
    await expect(hand.run('mail_send', args, { eyes })).rejects.toThrow('Another mail account is connected now');
    await expect(hand.run('mail_send', args, { hands: {} })).rejects.toMatchObject({ code: 'unavailable' });
    expect(hand.mail.journal).toEqual([]);
  });

  it('without an answer is unknown; what the server refused is not', async () => {
    const args = await hand.resolve('mail_send', HELLO);
    hand.mail.fault('send', { kind: 'unknown', arrived: true });
    expect(await hand.run('mail_send', args)).toEqual({ unknown: 'the server closed the connection before its answer' });
    hand.mail.fault('send', { kind: 'reject', code: 'denied', message: 'The server refused the recipient.' });
    await expect(hand.run('mail_send', args)).rejects.toThrow('The server refused the recipient.');
  });

  it('that was cut off is found by its Message-ID', async () => {
    const args = await hand.resolve('mail_send', HELLO);
    expect(await hand.find('mail_send', args)).toBe('nothing');
    await hand.run('mail_send', args);
    expect(await hand.find('mail_send', args)).toEqual({ said: `Sent: "Hi" to ${shown('ann@a.example')}.` });
    expect(sent()).toHaveLength(1);
  });

  it('cannot be undone', async () => {
    expect((await hand.wish('mail_send', HELLO)).undo).toBeUndefined();
  });
});

describe('a draft', () => {
  const save = async (input: object = HELLO) => {
    const { said, undo } = await hand.wish('mail_draft', input);
    return { said, undo, id: (undo as { id: string }).id };
  };

  it('is saved as it was said, reaches nobody, and is deleted by undo', async () => {
    const { said, undo, id } = await save({ ...HELLO, inReplyTo: 'm1' });
    expect(said).toBe(`Draft saved, id \`${id}\`: "Hi" to ${shown('ann@a.example')}.`);
    expect(hand.mail.journal).toMatchObject([{ did: 'saveDraft', id, mail: { subject: 'Hi', text: 'Hello' } }]);
    expect(await hand.undo('mail_draft', undo)).toBe('The draft is deleted.');
    expect(hand.mail.all().map((mail) => mail.id)).toEqual(['m1']);
    expect(await hand.undo('mail_draft', undo)).toBe('The draft is deleted.');
  });

  it("that answers a mail speaks with that mail's subject, so its result is tainted; another is not", async () => {
    const answer = await hand.resolve('mail_draft', { to: ['ann@a.example'], body: 'Yes', inReplyTo: 'm1' });
    expect(done(await hand.run('mail_draft', answer))).toMatchObject({ said: expect.stringContaining('Lunch?'), tainted: true });
    const own = await hand.resolve('mail_draft', HELLO);
    expect(done(await hand.run('mail_draft', own))).toMatchObject({ tainted: false });
  });

  it('that changed since is not deleted by undo', async () => {
    const { undo, id } = await save();
    const reader = {
      ...hand.mail.reader,
      read: async (...call: Parameters<typeof hand.mail.reader.read>) => ({
        ...(await hand.mail.reader.read(...call)),
        text: 'mine',
      }),
    };
    await expect(hand.undo('mail_draft', undo, { eyes: { mail: reader } })).rejects.toThrow('The draft has changed since');
    expect(hand.mail.all().map((mail) => mail.id)).toContain(id);
  });

  it('that was cut off is found by its Message-ID', async () => {
    const args = await hand.resolve('mail_draft', HELLO);
    expect(await hand.find('mail_draft', args)).toBe('nothing');
    const { undo } = done(await hand.run('mail_draft', args));
    expect(done(await hand.find('mail_draft', args)).undo).toEqual(undo);
  });

  it('that is saved but cannot be looked at is saved all the same', async () => {
    const args = await hand.resolve('mail_draft', HELLO);
    hand.mail.fault('read', { kind: 'reject' });
    expect(done(await hand.run('mail_draft', args))).toMatchObject({
      said: expect.stringContaining('Draft saved'),
      undo: undefined,
    });
  });

  it('is sent by its id as it stands, and is no draft any more', async () => {
    await keep('a.txt', Buffer.from('abc'));
    const { id } = await save({ ...HELLO, cc: ['mom'], bcc: ['eve@e.example'], inReplyTo: 'm1', attachments: ['a.txt'] });
    const { said, args } = await hand.wish('mail_send', { draft: id });
    expect(args).toMatchObject({
      to: [{ address: 'ann@a.example' }],
      cc: [{ name: 'Mom', address: 'mom@home.example' }],
      bcc: [{ address: 'eve@e.example' }],
      subject: 'Hi',
      body: 'Hello',
      inReplyTo: { threadId: 't1', messageId: '<lunch@a.example>' },
      attachments: [{ name: 'a.txt', bytes: 3 }],
      draft: { id },
    });
    expect(sent()).toMatchObject([{ text: 'Hello', attachments: [{ name: 'a.txt', bytes: Buffer.from('abc') }] }]);
    expect(said).not.toContain('still among');
    expect(hand.mail.all().filter(({ mailbox }) => mailbox === 'drafts')).toEqual([]);
  });

  it('is sent with what was said anew', async () => {
    const { id } = await save();
    expect(await hand.resolve('mail_send', { draft: id, body: 'Bye', to: ['mom'] })).toMatchObject({
      to: [{ address: 'mom@home.example' }],
      subject: 'Hi',
      body: 'Bye',
    });
  });

  it('that is gone or changed since the card is not sent', async () => {
    const { id, undo } = await save();
    const args = await hand.resolve('mail_send', { draft: id });
    await hand.undo('mail_draft', undo);
    await expect(hand.run('mail_send', args)).rejects.toMatchObject({ code: 'not-found' });
    expect(sent()).toEqual([]);
  });

  it('that stays behind after the sending is told of, and the mail is sent all the same', async () => {
    const { id } = await save();
    const args = await hand.resolve('mail_send', { draft: id });
    hand.mail.fault('deleteDraft', { kind: 'reject' });
    expect(done(await hand.run('mail_send', args)).said).toContain('Its draft is still among your drafts.');
    expect(sent()).toHaveLength(1);
    expect(done(await hand.find('mail_send', args)).said).not.toContain('still');
    expect(hand.mail.all().map((mail) => mail.id)).not.toContain(id);
  });

  it('that is none is refused', async () => {
    await expect(hand.resolve('mail_send', { draft: 'm1' })).rejects.toThrow('That mail is no draft');
  });
});

it('R27 what the arguments say is what is handed over, whatever is wished for', async () => {
  const text = anyText(40);
  const address = fc.stringMatching(/^[a-zA-Z0-9+.]{1,8}@[a-zé]{1,8}\.example$/u);
  const recipient = fc.oneof({ weight: 20, arbitrary: address }, text, fc.constant('mom'));
  const wish = fc.record(
    {
      to: fc.array(recipient, { maxLength: 3 }),
      cc: fc.array(recipient, { maxLength: 2 }),
      bcc: fc.array(recipient, { maxLength: 2 }),
      subject: text,
      body: text,
    },
    { requiredKeys: ['to'] },
  );
  let went = 0;
  await fc.assert(
    fc.asyncProperty(wish, async (input) => {
      const args = await hand.resolve('mail_send', input).catch((error: unknown) => {
        if (!isAppError(error)) throw error;
        return undefined;
      });
      if (args === undefined) return;
      await hand.run('mail_send', args);
      const { to, cc, bcc, subject, body, messageId } = args as Record<string, unknown>;
      const mail = { messageId, to, cc, bcc, subject, text: body, attachments: [] };
      went += 1;
      expect(hand.mail.journal).toHaveLength(went);
      expect(hand.mail.journal.at(-1)).toEqual({ did: 'send', mail } as MailWrite);
    }),
    { numRuns: 100, seed: 27 },
  );
  expect(went).toBeGreaterThan(5);
});
