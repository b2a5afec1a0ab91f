import { describe, expect, it } from 'vitest';
import { recipientWarnings } from '../../src/mail/acquaintance.ts';
import { eachOnce, findRecipients } from '../../src/mail/recipients.ts';
import { createFakeContacts } from '../fakes/contacts.ts';
import { createFakeMail } from '../fakes/mail.ts';

const { signal } = new AbortController();
const contacts = createFakeContacts([
  ['Mom', 'mom@home.example'],
  ['Ann Lee', 'ann@a.example'],
  ['Ann Lee-Oak', 'oak@a.example'],
  ['Annabel', 'annabel@a.example'],
  ['Two', 'one@two.example', 'two@two.example'],
  ['None'],
  ['Broken', 'not an address', 'ok@broken.example'],
  ['Evil\u202e', 'e@e.example'],
]).reader;
const find = (...said: string[]) => findRecipients(said, contacts, signal);
const at = (address: string, name = '') => ({ name, address });

describe('recipients', () => {
  it('are addresses as they stand, in their order', async () => {
    expect(await find('b@b.example', '"Ann" <ann@a.example>')).toEqual([at('b@b.example'), at('ann@a.example', 'Ann')]);
  });

  it.each([
    ['mom', 'mom@home.example'],
    [' Mom ', 'mom@home.example'],
    ['ann lee', 'ann@a.example'],
    ['annabel', 'annabel@a.example'],
    ['broken', 'ok@broken.example'],
  ])('by the name %j are one address of the address book', async (said, address) => {
    expect(await find(said)).toMatchObject([{ address }]);
  });

  it('that several contacts could be are refused with the choices', async () => {
    await expect(find('ann')).rejects.toThrow(
      '"ann" could be any of these: "Ann Lee" <ann@a.example>; "Ann Lee-Oak" <oak@a.example>; "Annabel" <annabel@a.example>. Write the address that is meant.',
    );
    await expect(find('two')).rejects.toThrow('"Two" <one@two.example>; "Two" <two@two.example>');
  });

  it.each([['nobody'], ['none']])('that nobody is (%s) are not found', async (said) => {
    await expect(find(said)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('by name without an address book are refused', async () => {
    await expect(findRecipients(['mom'], undefined, signal)).rejects.toThrow('No address book is connected');
  });

  it('lose a name that cannot be sent as it is', async () => {
    expect(await find('evil')).toEqual([at('e@e.example')]);
  });

  it('are there once, in the first place they stand in, and letters count', () => {
    const a = at('a@x.example');
    const upper = at('A@x.example');
    expect(eachOnce({ to: [a, a], cc: [upper, a], bcc: [upper] })).toEqual({ to: [a], cc: [upper], bcc: [] });
  });

  it('are at most a hundred', async () => {
    const many = Array.from({ length: 101 }, (_, index) => `p${index}@x.example`);
    await expect(find(...many)).rejects.toThrow('at most 100 people');
    const all = many.map((address) => at(address));
    expect(() => eachOnce({ to: all.slice(0, 60), cc: all.slice(60), bcc: [] })).toThrow('at most 100 people');
  });
});

describe('what is to be looked at twice', () => {
  const mail = createFakeMail({
    account: 'me@me-myself.example',
    mails: [
      { mailbox: 'sent', from: 'me@me-myself.example', to: ['old@friend.example'] },
      { mailbox: 'sent', from: 'me@me-myself.example', to: ['x@friend.example'], cc: ['copied@friend.example'] },
      { mailbox: 'sent', from: 'me@me-myself.example', to: ['joann@friend.example'] },
      { from: 'eager@stranger.example' },
    ],
  });
  const warnings = (...addresses: (string | { name: string; address: string })[]) =>
    recipientWarnings(
      { mail: mail.reader, contacts },
      addresses.map((one) => (typeof one === 'string' ? at(one) : one)),
      signal,
    );

  it('is nothing when the person wrote there before, or knows them', async () => {
    const known = ['old@friend.example', 'copied@friend.example', 'mom@home.example', 'me@me-myself.example'];
    expect(await warnings(...known)).toEqual([]);
  });

  it('is a first mail, letter by letter', async () => {
    expect(await warnings('new@somewhere.example')).toEqual([
      'This is your first mail to new@somewhere.example, and none ever came from there.',
    ]);
    expect(await warnings('ann@friend.example')).toHaveLength(1);
    expect(await warnings('Old@friend.example')).toHaveLength(1);
    expect(await warnings('old+tag@friend.example')).toHaveLength(1);
  });

  it('is a first mail also to somebody who wrote: a stranger is not known by writing', async () => {
    expect(await warnings('eager@stranger.example')).toEqual([
      'This is your first mail to eager@stranger.example, who has written to you.',
    ]);
  });

  it('is a name that passes for an address', async () => {
    expect(await warnings({ name: 'mom@home.example', address: 'old@friend.example' })).toEqual([
      'The name "mom@home.example" is no address: the mail goes to old@friend.example.',
    ]);
  });

  it('is a domain that looks like one the person knows', async () => {
    expect(await warnings('x@friemd.example')).toContain(
      'friemd.example looks like friend.example, which you know, but is another domain.',
    );
    expect(await warnings('x@me-myse1f.example')).toContain(
      'me-myse1f.example looks like me-myself.example, which you know, but is another domain.',
    );
  });

  it('is how many there are, above ten', async () => {
    const many = Array.from({ length: 30 }, (_, index) => `p${index}@x.example`);
    expect(await warnings(...many.slice(0, 10))).not.toContain('It goes to 10 people.');
    const all = await warnings(...many);
    expect(all).toContain('It goes to 30 people.');
    expect(all).toContain('I did not look up whether you ever wrote to the last 5 of them.');
  });

  it('is that it could not be looked up', async () => {
    const { reader, fault } = createFakeMail({ account: 'me@me.example' });
    for (let time = 0; time < 2; time += 1) fault('search', { kind: 'reject' });
    expect(await recipientWarnings({ mail: reader }, [at('a@b.example')], signal)).toEqual([
      'I could not look up whether you ever wrote to a@b.example.',
    ]);
  });

  it('ends with the signal', async () => {
    const over = AbortSignal.abort(new Error('stop'));
    await expect(recipientWarnings({ mail: mail.reader }, [at('a@b.example')], over)).rejects.toThrow('stop');
  });
});
