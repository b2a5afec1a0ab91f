import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { words } from '../agent/answers.ts';
import { noDovecot } from '../fixtures/dovecot.ts';
import { gmailService, imapService, type MailService, type OwnedMailbox } from '../fixtures/owned-mailbox.ts';
import { atRest } from './at-rest.ts';
import { type House, openHouse } from './house.ts';

/** Minutes. News that can wait is kept for fifteen, and the loop that says it may be a beat behind the clock. */
const LONGEST_WAIT = 20;
const ANSWER = 'Hi Ben,\n\nyes, on Monday.\n\nAnn';

const SERVICES = [
  { where: 'on Dovecot', missing: noDovecot, open: imapService },
  { where: 'in Gmail', missing: undefined, open: gmailService },
];

describe.each(SERVICES)('R22 an unasked answer among the drafts $where', ({ missing, open }) => {
  let service: MailService;
  let house: House;
  let ring: (personId: string) => void;
  const boxes = new Map<string, OwnedMailbox>();
  beforeAll(async () => {
    const connections = {
      eyesOf: async (personId: string) => only('mail', boxes.get(personId)?.reader),
      handsOf: async (personId: string) => only('mail', boxes.get(personId)?.writer),
      onMail: (listener: typeof ring) => {
        ring = listener;
      },
    };
    house = await openHouse({ connections: connections as never });
    if (missing === undefined) service = await open(() => house.clock.now().toString());
  });
  afterAll(async () => {
    await house.close();
    for (const box of boxes.values()) await box.close();
    await service?.close();
  });
  beforeEach((context) => context.skip(missing !== undefined, missing));

  /** Somebody whose inbox is watched, and who has set this. */
  async function person(replies = 'drafts') {
    const user = `p${randomUUID().slice(0, 8)}`;
    const account = `${user}@me.example`;
    const ann = await house.move(user);
    const box = await service.account(account);
    boxes.set(ann, box);
    const told = async (text: string) => {
      await house.say(user, text);
      return (await house.texts(user)).at(-1) ?? '';
    };
    const rows = <T extends Record<string, unknown>>(query: string) =>
      house.db.asSystem(async (tx) => (await tx.execute<T>(query)).rows);
    const looked = async () => {
      await atRest(house, ann);
      await house.assistant().settle();
    };
    /** A look begins when the one before is over with all that belongs to it. */
    const look = async () => {
      await lookOnce();
      await lookOnce();
    };
    const lookOnce = async () => {
      const due = house.clock.now().toString();
      await rows(`update schedules set next_at = '${due}' where kind = 'mail' and person_id = '${ann}'`);
      ring(ann);
      await looked();
    };
    const shown = () => house.shown(user).filter(({ message }) => message.text.includes('Re: Boxes'));
    const pass = (minutes: number) => house.pass(60_000, minutes);
    const buttons = () => shown().at(-1)?.message.buttons?.[0] ?? [];
    expect(await told(`/settings mail.replies ${replies}`)).toContain(replies);
    ring(ann);
    await looked(); // the first look
    await pass(1);
    return {
      user,
      ann,
      account,
      ...box,
      told,
      rows,
      pass,
      look,
      shown,
      buttons,
      states: async () => {
        const all = await rows<{ kind: string; state: string }>(
          `select kind, state from actions where person_id = '${ann}' and kind in ('mail_draft', 'mail_send')`,
        );
        return Object.fromEntries(all.map(({ kind, state }) => [kind, state]));
      },
      card: () => shown().at(-1)?.message.text ?? '',
      press: async (label: string) => {
        const button = buttons().find((each) => each.label === label);
        if (!button) throw new Error(`no ${label} under ${JSON.stringify(shown().at(-1)?.message)}`);
        const said = await house.press(user, button.id);
        await look();
        return said;
      },
      /** Ben asks, and what is written in answer is shown. */
      async asked(from = 'Ben <ben@b.example>', more = '') {
        house.play(({ messages }) => words(messages[0]?.content.startsWith('Sort') ? 'action_required' : ANSWER));
        const head = `From: ${from}\r\nTo: ${account}\r\nSubject: Boxes\r\nMessage-ID: <q@b.example>\r\n${more}`;
        const thread = 'In-Reply-To: <b@me.example>\r\nReferences: <a@b.example> <b@me.example>\r\n';
        const bytes = `${head}${thread}\r\nWhen do they come?\r\n`;
        await box.deliver(bytes);
        await look();
        await house.jobs.run();
        await house.assistant().settle();
        for (let minute = 0; minute < LONGEST_WAIT && buttons().length === 0; minute += 1) await pass(1);
      },
    };
  }

  test('lies in its thread (In-Reply-To, References), nothing is sent, and the card says so, with Send, Edit and Discard', async () => {
    const ann = await person();
    await ann.asked();
    const [draft = '', ...more] = await ann.drafts();
    expect(more).toEqual([]);
    expect(draft).toMatch(/^In-Reply-To: <q@b\.example>\r$/m);
    expect(draft.replace(/\r\n\s+/g, ' ')).toMatch(/^References: <a@b\.example> <b@me\.example> <q@b\.example>\r$/m);
    expect(draft).toMatch(/^To: .*ben@b\.example/m);
    expect(draft).toContain('yes, on Monday.');
    expect(ann.card()).toContain('yes, on Monday.');
    expect(ann.card()).toMatch(/Draft.*lies among your drafts, too/s);
    expect(ann.card()).not.toContain('mail.replies drafts');
    expect(ann.buttons().map(({ label }) => label)).toEqual(['Send', 'Edit', 'Discard']);
    await ann.pass(5);
    expect(await ann.taken()).toEqual([]);
    const ledger = await ann.rows(
      `select kind, state, decided_by from actions where person_id = '${ann.ann}' and kind like 'mail_%'`,
    );
    expect(ledger).toContainEqual({ kind: 'mail_draft', state: 'done', decided_by: 'your setting mail.replies drafts' });
    expect(ledger).toContainEqual({ kind: 'mail_send', state: 'proposed', decided_by: 'it reaches somebody else' });
  });

  test('goes by Send, once and as the card showed it, and is no draft any more', async () => {
    const ann = await person();
    await ann.asked();
    await ann.press('Send');
    await ann.pass(2);
    expect(await ann.taken()).toHaveLength(1);
    expect((await ann.taken())[0]).toContain('yes, on Monday.');
    expect(ann.card()).toContain('Sent: ');
    expect([await ann.drafts(), (await ann.sent()).length]).toEqual([[], 1]);
    await ann.look();
    expect(await ann.taken()).toHaveLength(1);
    expect(await ann.states()).toEqual({ mail_draft: 'undone', mail_send: 'done' });
  });

  test('is gone after Discard, and nothing is sent', async () => {
    const ann = await person();
    await ann.asked();
    await ann.press('Discard');
    await ann.pass(1);
    expect([await ann.drafts(), await ann.taken()]).toEqual([[], []]);
    expect(ann.card()).toContain('Discarded. Nothing was sent, and its draft is gone.');
  });

  test.each([
    ['Discard', 0, 'You changed its draft in your mailbox, so that stays there.'],
    ['Send', 1, 'You changed its draft in your mailbox, so that stays there.'],
  ])('stays where the person has changed it in their mail program, at %s, and the outcome says so', async (label, sent, says) => {
    const ann = await person();
    await ann.asked();
    const [draft = ''] = await ann.drafts();
    const changed = draft
      .replace('yes, on Monday.', 'no, on Tuesday.')
      .replace(/^Message-ID: .*$/m, 'Message-ID: <own@me.example>');
    await ann.changeDraft(changed);
    expect(await ann.drafts()).toEqual([changed]);
    await ann.press(label);
    await ann.pass(2);
    expect(await ann.taken()).toHaveLength(sent);
    expect((await ann.taken()).every((mail) => mail.includes('yes, on Monday.'))).toBe(true);
    expect(await ann.drafts()).toEqual([changed]);
    expect(ann.card()).toContain(says);
  });

  test('is taken back with its card once the person has answered by their mail program', async () => {
    const ann = await person();
    await ann.asked();
    await ann.sends(own(ann.account));
    await ann.look();
    await house.assistant().settle();
    expect(ann.card()).toContain('You answered this mail yourself meanwhile. Nothing was sent.');
    expect(await ann.drafts()).toEqual([]);
    expect(ann.buttons()).toEqual([]);
  });

  test('that the person has sent by their mail program does not go a second time by Send', async () => {
    const ann = await person();
    await ann.asked();
    const send = ann.buttons().find(({ label }) => label === 'Send')?.id ?? '';
    await ann.dropDrafts();
    await ann.sends(own(ann.account));
    await house.press(ann.user, send);
    await ann.pass(1);
    expect(await ann.taken()).toEqual([]);
    expect(ann.card()).toMatch(/You (have )?answered this mail yourself/);
  });

  test('stays when the card expires, and its Undo takes it away', async () => {
    const ann = await person();
    await ann.asked();
    await house.clock.advance(25 * 3_600_000);
    await house.assistant().settle();
    expect(await ann.press('Send')).toContain('expired');
    expect(await ann.states()).toEqual({ mail_draft: 'done', mail_send: 'expired' });
    expect(await ann.drafts()).toHaveLength(1);
    expect(await ann.told('/undo')).toContain('The draft is deleted.');
    expect(await ann.drafts()).toEqual([]);
  });

  test('is followed by an edited card, which goes as it is and takes it away', async () => {
    const ann = await person();
    await ann.asked();
    await ann.press('Edit');
    await house.say(ann.user, 'Not this week.');
    await house.assistant().settle();
    expect(ann.buttons().map(({ label }) => label)).toEqual(['Send', 'Edit', 'Discard']);
    await ann.look();
    expect(await ann.drafts()).toHaveLength(1);
    await ann.press('Send');
    await ann.pass(2);
    expect((await ann.taken()).map((mail) => mail.includes('Not this week.'))).toEqual([true]);
    expect(await ann.drafts()).toEqual([]);
  });

  test.each([
    ['card', undefined, ''],
    ['off', undefined, ''],
    ['drafts', 'No Reply <no-reply@b.example>', ''],
    ['drafts', undefined, 'List-Id: <l.b.example>\r\n'],
    ['drafts', undefined, 'Auto-Submitted: auto-generated\r\n'],
  ])('is none where the setting is %s, the sender %j, and the headers say %j', async (replies, from, more) => {
    const ann = await person(replies);
    await ann.asked(from, more);
    expect([await ann.drafts(), ann.shown().length > 0]).toEqual([[], replies === 'card']);
  });
});

function only<T>(name: string, one: T | undefined): Record<string, T> {
  return one === undefined ? {} : { [name]: one };
}

/** What the person wrote by themself. */
function own(account: string): string {
  const head = `From: ${account}\r\nTo: ben@b.example\r\nSubject: Re: Boxes\r\nMessage-ID: <mine@me.example>\r\n`;
  return `${head}In-Reply-To: <q@b.example>\r\nReferences: <a@b.example> <b@me.example> <q@b.example>\r\n\r\nOn Monday.\r\n`;
}
