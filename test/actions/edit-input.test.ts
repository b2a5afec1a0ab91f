import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { applyEdit, editText, howTo } from '../../src/actions/edit-input.ts';

const schema = z.object({
  to: z.array(z.string()),
  subject: z.string(),
  body: z.string(),
  minutes: z.number().optional(),
  silent: z.boolean().optional(),
  guests: z.array(z.object({ name: z.string() })).optional(),
});
const mail = { parameters: z.toJSONSchema(schema, { io: 'input' }), mainInput: 'body' };
const task = { parameters: z.toJSONSchema(z.object({ task: z.string() }), { io: 'input' }), mainInput: undefined };
const free = { ...mail, mainInput: undefined };
const before = { to: ['ben@b.example'], subject: 'Lunch', body: 'At one?', minutes: 5 };

describe('what should be different', () => {
  it.each<[string, string, object]>([
    ['plain words replace the main part', 'At two?\nOr three?', { body: 'At two?\nOr three?' }],
    ['a named line replaces that part', 'subject: Dinner', { subject: 'Dinner' }],
    ['the name counts in any case', 'Subject : Dinner', { subject: 'Dinner' }],
    ['a list is split at commas', 'to: ann@a.example, Cleo ,', { to: ['ann@a.example', 'Cleo'] }],
    ['words below a named line are the main part', 'subject: Dinner\nAt eight?', { subject: 'Dinner', body: 'At eight?' }],
    ['the main part may be named and go on', 'body: Dear Ben\n\nat eight?', { body: 'Dear Ben\n\nat eight?' }],
    ['what looks like a part and is none is words', 'PS: bring bread', { body: 'PS: bring bread' }],
    ['a number is a number', 'minutes: 30', { minutes: 30 }],
    ['yes is yes', 'silent: yes', { silent: true }],
  ])('%s', (_, text, change) => {
    expect(applyEdit(mail, before, text)).toEqual({ ...before, ...change });
  });

  it('leaves out a part with nothing behind it', () => {
    expect(applyEdit(mail, before, 'minutes:')).toEqual({ to: before.to, subject: 'Lunch', body: 'At one?' });
  });

  it('replaces the only part there is by plain words', () => {
    expect(applyEdit(task, { task: '3' }, '4')).toEqual({ task: '4' });
  });

  it('says how to write it where plain words mean nothing', () => {
    expect(() => applyEdit(free, before, 'at two')).toThrow(howTo(free));
    expect(howTo(free)).toBe('Write one part a line: `to: …`, `subject: …`, `body: …`, `minutes: …`, `silent: …`.');
    expect(howTo(mail)).toMatch(/^Plain words replace the body\. Or write one part a line: `to: …`/);
  });

  it('goes on below a named part where there is no main one', () => {
    expect(applyEdit(free, before, 'subject: a\nb')).toEqual({ ...before, subject: 'a\nb' });
  });

  it('refuses words for a number', () => {
    expect(() => applyEdit(mail, before, 'minutes: many')).toThrow('Write minutes as a number');
  });

  it('leaves what cannot be written in a line as it is', () => {
    expect(applyEdit(mail, { guests: [{ name: 'Ben' }] }, 'guests: Cleo')).toEqual({
      guests: [{ name: 'Ben' }],
      body: 'guests: Cleo',
    });
  });

  it('gives what can be changed as text that reads back as the same', () => {
    const whole = { ...before, silent: true, guests: [{ name: 'Cleo' }], body: 'Dear Ben,\n\nat one?' };
    const text = editText(mail, whole);
    expect(text).toBe('to: ben@b.example\nsubject: Lunch\nminutes: 5\nsilent: yes\nDear Ben,\n\nat one?');
    expect(applyEdit(mail, whole, text ?? '')).toEqual(whole);
    expect(editText(free, before)).toBe('to: ben@b.example\nsubject: Lunch\nbody: At one?\nminutes: 5');
  });

  it.each([
    ['a body with a line that looks like a part', mail, { ...before, body: 'see below\nsubject: tea' }],
    ['a subject of two lines', mail, { ...before, subject: 'a\nb' }],
    ['an address with a comma', mail, { ...before, to: ['a,b@c.example'] }],
    ['a text that ends in spaces', mail, { ...before, body: 'so long  ' }],
  ])('gives no text of %s', (_, kind, input) => {
    expect(editText(kind, input)).toBeUndefined();
  });
});
