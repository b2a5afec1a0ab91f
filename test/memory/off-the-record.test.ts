import { describe, expect, it } from 'vitest';
import { readPrivacy } from '../../src/memory/off-the-record.ts';

describe('readPrivacy', () => {
  it.each([
    "Don't remember this: my PIN is 4711",
    'please don’t save this, but I failed the exam',
    'My salary is 4,000 (do not store that)',
    'Off the record: I am looking for a new job.',
    'keep this out of your memory, I was at the doctor today',
    'Never record what I am saying about Ben',
    'I quit tomorrow, and do not keep this message',
  ])('hears that this is not to be kept: %s', (text) => {
    expect(readPrivacy(text)).toBe('this');
  });

  it.each([
    "don't remember that",
    'Please do not save this.',
    'Oh wait, don’t remember that please',
    'forget what I just said',
    "Actually, don't remember what I just told you!",
    'Off the record, please',
  ])('hears that what was said just before is meant as well: %s', (text) => {
    expect(readPrivacy(text)).toBe('this and before');
  });

  it.each([
    "I don't remember this film",
    "I don't remember that",
    'We never record this show',
    "You still don't remember that?",
    "Why don't you remember that?",
    'Remember this: the code is 4711',
    "Don't forget this",
    "Don't remember Ana's birthday? It is in May",
    'They broke the record of last year',
    'forget it, I will walk',
    'Do not keep these shoes in the rain',
  ])('takes nothing else for such a wish: %s', (text) => {
    expect(readPrivacy(text)).toBe('usual');
  });
});
