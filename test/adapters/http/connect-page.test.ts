import { expect, test } from 'vitest';
import { PAGE_HEADERS, renderPage } from '../../../adapters/http/connect-page.ts';
import type { ConnectForm, ConnectPage } from '../../../src/ports/connect.ts';

const form: ConnectForm = {
  title: 'Connect <your> calendar',
  intro: ['First.', 'Second.'],
  fields: [
    { name: 'user', label: 'User name', type: 'text', hint: 'Often your address' },
    { name: 'secret', label: 'App password', type: 'password', initial: 'never shown' },
    { name: 'port', label: 'Port', type: 'number', initial: '993', optional: true },
    {
      name: 'access',
      label: 'May I change things?',
      type: 'choice',
      initial: 'read',
      choices: [
        { value: 'change', label: 'Yes' },
        { value: 'read', label: 'No, only read' },
      ],
    },
  ],
};
const page = (over: Partial<Extract<ConnectPage, { shows: 'form' }>> = {}) =>
  renderPage({ shows: 'form', form, whose: 'Ann & Co', values: {}, ...over });

test('every field has a label of its own, and its hint is read with it', () => {
  const html = page();
  for (const name of ['user', 'secret', 'port']) {
    expect(html).toContain(`<label for="${name}">`);
    expect(html).toMatch(new RegExp(`<input id="${name}" name="${name}"`));
  }
  expect(html).toContain('aria-describedby="user-hint"');
  expect(html).toContain('<p class="hint" id="user-hint">Often your address</p>');
  expect(html).toContain('<legend>May I change things?</legend>');
  expect(html).toContain('<html lang="en">');
});

test('a value stands in its field again, that of a password never does', () => {
  const html = page({ values: { user: 'ann', secret: 'hunter2', access: 'change' }, problem: 'Wrong password.' });
  expect(html).toContain('value="ann"');
  expect(html).toContain('value="993"');
  expect(html).toContain('value="change" checked');
  expect(html).toContain('<p class="problem" role="alert">Wrong password.</p>');
  expect(html).toContain('<title>Not yet: ');
  expect(html).not.toContain('hunter2');
  expect(html).not.toContain('never shown');
});

test('what people and servers write is text, never markup', () => {
  const html = page({ values: { user: '"><script>alert(1)</script>' }, problem: '<img src=x onerror=alert(1)>' });
  expect(html).not.toMatch(/<script|<img/);
  expect(html).toContain('Connect &lt;your&gt; calendar');
  expect(html).toContain('Ann &amp; Co');
});

test('the page loads, runs and frames nothing, and its one style is the one that is allowed', async () => {
  const policy = PAGE_HEADERS['content-security-policy'];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(PAGE_HEADERS['referrer-policy']).toBe('no-referrer');
  const html = page();
  expect(html).not.toMatch(/<script|src=|href=|url\(|@import| style=| on\w+=/);
  const style = html.match(/<style>(.*)<\/style>/)?.[1] ?? '';
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style))).toString('base64');
  expect(policy).toContain(`'sha256-${digest}'`);
});
