import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Mail, MailFile, MailReader, MailWriter, OutgoingMail } from '../../src/ports/mail.ts';

/** What a correspondent sends to the account. */
export interface Arrival {
  readonly from: string;
  readonly fromName?: string;
  readonly to?: readonly string[];
  readonly cc?: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  readonly references?: readonly string[];
  readonly files?: readonly MailFile[];
}

/** An account of its own for one test, empty at first. What it lacks it says in `lacks`. */
export interface MailHarness {
  readonly reader: MailReader;
  readonly writer: MailWriter;
  /** Delivers to the inbox; resolves once it can be found there. Each arrives later than the one before. */
  arrive(mail: Arrival): Promise<void>;
  close(): Promise<void>;
}

export type MailAbility = 'labels' | 'threads' | 'archive';

const { signal } = new AbortController();
const ANN = 'ann@a.example';
const BEN = 'ben@b.example';

/** The promises of `MailReader` and `MailWriter`, which every mail account keeps. */
export function mailContract(name: string, make: () => Promise<MailHarness>, lacks: readonly MailAbility[] = []): void {
  const having = (ability: MailAbility) => test.skipIf(lacks.includes(ability));

  describe(`${name} keeps the promises of a mail account`, () => {
    let harness: MailHarness;
    let reader: MailReader;
    let writer: MailWriter;
    beforeEach(async () => {
      harness = await make();
      ({ reader, writer } = harness);
    });
    afterEach(() => harness.close());

    const subjects = async (query: Parameters<MailReader['search']>[0], limit = 10) =>
      (await reader.search(query, limit, signal)).map(({ subject }) => subject);
    const one = async (messageId: string): Promise<Mail> => {
      const found = await reader.search({ messageId }, 2, signal);
      expect(found).toHaveLength(1);
      return reader.read(found[0]?.id ?? '', signal);
    };
    const three = async () => {
      await harness.arrive({
        from: ANN,
        fromName: 'Ann Lee',
        subject: 'Lunch plans',
        text: 'noodles?',
        messageId: '<1@a.example>',
      });
      await harness.arrive({ from: BEN, subject: 'Invoice', text: 'for lunch', cc: [ANN], messageId: '<2@b.example>' });
      await harness.arrive({ from: BEN, subject: 'Harbour', text: 'ships', messageId: '<3@b.example>' });
    };
    const outgoing = (more: Partial<OutgoingMail> = {}): OutgoingMail => ({
      messageId: '<ours@me.example>',
      to: [{ name: 'Ann Lee', address: ANN }],
      cc: [{ name: '', address: BEN }],
      bcc: [{ name: '', address: 'eve@e.example' }],
      subject: 'Grüße',
      text: 'Line one\n\n  line two – ünïcode\n',
      attachments: [],
      ...more,
    });

    describe('looking', () => {
      test('a mail that arrived is read with everything it says', async () => {
        await harness.arrive({
          from: ANN,
          fromName: 'Ann Lee',
          cc: [BEN],
          subject: 'Grüße',
          text: 'Hello there',
          messageId: '<1@a.example>',
          references: ['<0@a.example>'],
        });
        const mail = await one('<1@a.example>');
        expect(mail).toMatchObject({
          mailbox: 'inbox',
          from: { name: 'Ann Lee', address: ANN },
          to: [{ address: reader.account }],
          cc: [{ address: BEN }],
          bcc: [],
          subject: 'Grüße',
          messageId: '<1@a.example>',
          references: ['<0@a.example>'],
          unread: true,
          attachments: [],
        });
        expect(mail.text.trimEnd()).toBe('Hello there');
        expect(mail.snippet).toContain('Hello');
        expect(Number.isNaN(Date.parse(mail.at))).toBe(false);
      });

      test('the newest comes first, and never more than asked for', async () => {
        await three();
        expect(await subjects({})).toEqual(['Harbour', 'Invoice', 'Lunch plans']);
        expect(await subjects({}, 2)).toEqual(['Harbour', 'Invoice']);
      });

      test('words are found in subject, text, sender and recipients, and all must be there', async () => {
        await three();
        expect(await subjects({ text: 'LUNCH' })).toEqual(['Invoice', 'Lunch plans']);
        expect(await subjects({ text: 'lunch noodles' })).toEqual(['Lunch plans']);
        expect(await subjects({ text: 'ann@a.example' })).toEqual(['Invoice', 'Lunch plans']);
        expect(await subjects({ text: 'nowhere' })).toEqual([]);
      });

      test('sender and recipients are found by part of name or address', async () => {
        await three();
        expect(await subjects({ from: 'lee' })).toEqual(['Lunch plans']);
        expect(await subjects({ from: BEN })).toEqual(['Harbour', 'Invoice']);
        expect(await subjects({ to: ANN })).toEqual(['Invoice']);
      });

      test('conditions hold together', async () => {
        await three();
        expect(await subjects({ from: BEN, text: 'lunch', mailbox: 'inbox', unread: true })).toEqual(['Invoice']);
        expect(await subjects({ from: BEN, text: 'lunch', mailbox: 'trash' })).toEqual([]);
        expect(await subjects({ from: ANN, unread: false })).toEqual([]);
      });

      test('times bound a search, the beginning included and the end not', async () => {
        await three();
        const at = (await one('<2@b.example>')).at;
        expect(await subjects({ since: at })).toEqual(['Harbour', 'Invoice']);
        expect(await subjects({ until: at })).toEqual(['Lunch plans']);
      });

      test('reading and searching do not mark as read', async () => {
        await three();
        await one('<1@a.example>');
        expect((await one('<1@a.example>')).unread).toBe(true);
      });

      test('what is not there is not found', async () => {
        await expect(reader.read('no-such-mail', signal)).rejects.toMatchObject({ code: 'not-found' });
        await expect(writer.move('no-such-mail', 'trash', signal)).rejects.toMatchObject({ code: 'not-found' });
        await expect(writer.deleteDraft('no-such-mail', signal)).rejects.toMatchObject({ code: 'not-found' });
      });

      test('an attachment is had byte by byte, one that is not there is not found', async () => {
        const bytes = new Uint8Array([0, 1, 2, 250, 13, 10]);
        const files = [{ name: 'numbers.bin', mime: 'application/octet-stream', bytes }];
        await harness.arrive({ from: ANN, subject: 'File', text: 'see file', messageId: '<f@a.example>', files });
        const { id, attachments } = await one('<f@a.example>');
        expect(attachments).toMatchObject([{ name: 'numbers.bin', mime: 'application/octet-stream', size: 6 }]);
        expect(new Uint8Array(await reader.attachment(id, attachments[0]?.ref ?? '', signal))).toEqual(bytes);
        await expect(reader.attachment(id, '99', signal)).rejects.toMatchObject({ code: 'not-found' });
      });
    });

    describe('looking anew', () => {
      test('R63 the first look begins, a later one brings what came since, the oldest first, and again where nothing came nothing', async () => {
        await three();
        const first = await reader.arrivedSince(undefined, 10, signal);
        expect(first).toMatchObject({ mails: [], isAll: true, isAnew: true });
        expect(await reader.arrivedSince(first.cursor, 10, signal)).toMatchObject({ mails: [], isAll: true, isAnew: false });
        for (const number of [4, 5, 6])
          await harness.arrive({ from: ANN, subject: `Mail ${number}`, text: 'Hi', messageId: `<${number}@a.example>` });
        await writer.saveDraft(outgoing(), signal);
        const second = await reader.arrivedSince(first.cursor, 2, signal);
        expect(second).toMatchObject({ isAll: false, isAnew: false });
        expect(second.mails).toMatchObject([
          { subject: 'Mail 4', messageId: '<4@a.example>', mailbox: 'inbox' },
          { subject: 'Mail 5', messageId: '<5@a.example>', mailbox: 'inbox' },
        ]);
        expect(await reader.arrivedSince(first.cursor, 2, signal)).toEqual(second);
        const third = await reader.arrivedSince(second.cursor, 2, signal);
        expect(third).toMatchObject({ mails: [{ subject: 'Mail 6' }], isAll: true, isAnew: false });
        expect(await reader.arrivedSince(third.cursor, 2, signal)).toMatchObject({ mails: [], isAll: true, isAnew: false });
      });

      test('a cursor that the account does not know begins anew', async () => {
        const { cursor } = await reader.arrivedSince('1.1', 10, signal);
        expect(await reader.arrivedSince(cursor, 10, signal)).toMatchObject({ mails: [], isAnew: false });
      });
    });

    describe('tidying', () => {
      test.each(['trash', 'archive', 'junk'] as const)(
        'a mail that is moved to %s and back is the same but for its id',
        async (target) => {
          if (target === 'archive' && lacks.includes('archive')) return;
          await three();
          const before = await one('<2@b.example>');
          const there = await writer.move(before.id, target, signal);
          expect(await reader.read(there, signal)).toEqual({ ...before, id: there, mailbox: target });
          expect(await subjects({ mailbox: 'inbox' })).toEqual(['Harbour', 'Lunch plans']);
          expect(await subjects({ mailbox: target })).toEqual(['Invoice']);
          const back = await writer.move(there, 'inbox', signal);
          expect(await reader.read(back, signal)).toEqual({ ...before, id: back });
        },
      );

      having('labels')('labels are put on and taken off, and nothing else changes', async () => {
        await three();
        const before = await one('<1@a.example>');
        await writer.label(before.id, { add: ['work', 'later'], remove: [] }, signal);
        await writer.label(before.id, { add: ['work'], remove: ['later', 'never-there'] }, signal);
        expect(await one('<1@a.example>')).toEqual({ ...before, labels: [...before.labels, 'work'] });
        const moved = await writer.move(before.id, 'trash', signal);
        expect((await reader.read(moved, signal)).labels).toEqual([...before.labels, 'work']);
      });
    });

    describe('drafts', () => {
      test('a draft is among the drafts as it was written, and was not sent', async () => {
        const bytes = new Uint8Array([1, 2, 3]);
        const id = await writer.saveDraft(outgoing({ attachments: [{ name: 'a.bin', mime: 'application/x-a', bytes }] }), signal);
        const draft = await reader.read(id, signal);
        expect(draft).toMatchObject({
          mailbox: 'drafts',
          to: [{ name: 'Ann Lee', address: ANN }],
          cc: [{ address: BEN }],
          bcc: [{ address: 'eve@e.example' }],
          subject: 'Grüße',
          messageId: '<ours@me.example>',
          attachments: [{ name: 'a.bin', mime: 'application/x-a', size: 3 }],
        });
        expect(draft.text.trimEnd()).toBe('Line one\n\n  line two – ünïcode');
        expect(await subjects({ mailbox: 'drafts', messageId: '<ours@me.example>' })).toEqual(['Grüße']);
        expect(await writer.wasSent('<ours@me.example>', signal).catch(() => false)).toBe(false);
        expect(await subjects({ mailbox: 'sent' })).toEqual([]);
      });

      test('a deleted draft is gone, once', async () => {
        const id = await writer.saveDraft(outgoing(), signal);
        await writer.deleteDraft(id, signal);
        expect(await subjects({ mailbox: 'drafts' })).toEqual([]);
        await expect(writer.deleteDraft(id, signal)).rejects.toMatchObject({ code: 'not-found' });
      });

      test('what is no draft is not deleted as one', async () => {
        await three();
        const { id } = await one('<1@a.example>');
        await expect(writer.deleteDraft(id, signal)).rejects.toMatchObject({ code: 'not-found' });
        expect(await subjects({ from: ANN })).toEqual(['Lunch plans']);
      });
    });

    describe('sending', () => {
      test('what was sent lies among the sent as it was handed over, and is known by its Message-ID', async () => {
        expect(await writer.wasSent('<ours@me.example>', signal)).toBe(false);
        expect(await writer.send(outgoing(), signal)).toEqual({ state: 'done' });
        expect(await writer.wasSent('<ours@me.example>', signal)).toBe(true);
        expect(await writer.wasSent('<other@me.example>', signal)).toBe(false);
        const [summary] = await reader.search({ mailbox: 'sent', to: ANN }, 2, signal);
        const mail = await reader.read(summary?.id ?? '', signal);
        expect(mail).toMatchObject({
          from: { address: reader.account },
          to: [{ name: 'Ann Lee', address: ANN }],
          cc: [{ address: BEN }],
          subject: 'Grüße',
          messageId: '<ours@me.example>',
        });
        expect(mail.text.trimEnd()).toBe('Line one\n\n  line two – ünïcode');
      });

      having('threads')('an answer stands in the thread of what it answers', async () => {
        await harness.arrive({ from: ANN, subject: 'Lunch', text: 'noodles?', messageId: '<1@a.example>' });
        const { threadId } = await one('<1@a.example>');
        const inReplyTo = { messageId: '<1@a.example>', references: ['<1@a.example>'], threadId };
        await writer.send(outgoing({ subject: 'Re: Lunch', inReplyTo }), signal);
        const answer = await one('<ours@me.example>');
        expect(answer).toMatchObject({ threadId, references: ['<1@a.example>'] });
      });
    });

    test('an aborted signal ends every call, and nothing happens', async () => {
      await three();
      const mail = await one('<1@a.example>');
      const draft = await writer.saveDraft(outgoing({ messageId: '<d@me.example>' }), signal);
      const before = await subjects({});
      const over = AbortSignal.abort(new Error('stop'));
      const calls = [
        () => reader.search({}, 1, over),
        () => reader.arrivedSince(undefined, 1, over),
        () => reader.read(mail.id, over),
        () => reader.attachment(mail.id, '1', over),
        () => writer.send(outgoing(), over),
        () => writer.wasSent('<ours@me.example>', over),
        () => writer.saveDraft(outgoing(), over),
        () => writer.deleteDraft(draft, over),
        () => writer.move(mail.id, 'trash', over),
        () => writer.label(mail.id, { add: ['work'], remove: [] }, over),
      ];
      for (const call of calls) await expect(call()).rejects.toThrow('stop');
      expect(await subjects({})).toEqual(before);
      expect(await one('<1@a.example>')).toEqual(mail);
      expect(await writer.wasSent('<ours@me.example>', signal)).toBe(false);
    });
  });
}
