import { expect, test } from 'vitest';
import { readValues, withoutPasswords } from '../../src/chat/connect-values.ts';
import type { ConnectForm } from '../../src/ports/connect.ts';

const form: ConnectForm = {
  title: 'Connect',
  intro: [],
  fields: [
    { name: 'user', label: 'User name', type: 'text' },
    { name: 'port', label: 'Port', type: 'number', initial: '993', optional: true },
    { name: 'secret', label: 'Password', type: 'password' },
  ],
};

test('a form that nobody has filled in keeps its initial values', () => {
  expect(withoutPasswords(form, {})).toEqual({});
});

test('what was filled in may stand there again, a password never', () => {
  expect(withoutPasswords(form, { user: 'ann', port: '', secret: 'x' })).toEqual({ user: 'ann', port: '' });
});

test('a password is taken as it is, anything else without blanks around it', () => {
  expect(readValues(form, { user: ' ann ', port: '', secret: ' p w ' })).toEqual({ user: 'ann', port: '', secret: ' p w ' });
});

test.each([
  [{ user: '', secret: 'x' }, 'is empty'],
  [{ user: 'ann', secret: 'x', port: 'imap' }, 'must be a number'],
  [{ user: 'ann\nben', secret: 'x' }, 'line break'],
])('%j is told what to do', (said, problem) => {
  expect(() => readValues(form, said)).toThrow(problem);
});
