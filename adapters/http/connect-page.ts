import { createHash } from 'node:crypto';
import type { ConnectField, ConnectPage, ConnectValues } from '../../src/ports/connect.ts';

const STYLE = [
  ':root{color-scheme:light dark;font:1.05rem/1.5 system-ui,sans-serif}',
  'body{max-width:34rem;margin:2rem auto;padding:0 1rem}',
  'label,legend{display:block;font-weight:600;margin-top:1.2rem;padding:0}',
  'fieldset{border:0;margin:0;padding:0}fieldset label{font-weight:400;margin-top:.3rem}',
  'input:not([type=radio]){box-sizing:border-box;width:100%;font:inherit;padding:.5rem;border:1px solid GrayText;border-radius:.3rem}',
  '.hint{margin:.2rem 0 0;font-size:.9rem}',
  '.problem{border-left:.3rem solid #c00;padding:.5rem 1rem;font-weight:600}',
  'button,.onward{display:inline-block;font:inherit;font-weight:600;margin-top:1.6rem;padding:.6rem 1.4rem}',
].join('');

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** With every page: nothing is loaded, run, framed, kept or told on. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow',
  connection: 'close',
} as const;

/** A whole HTML document without scripts; the form is sent back to its own address. */
export function renderPage(page: ConnectPage): string {
  if (page.shows === 'words') return document(page.title, paragraph(page.text));
  if (page.shows === 'onward') return document(`One step at ${page.service}`, onward(page));
  return document(page.form.title, formBody(page), page.problem);
}

function formBody({ form, whose, values, problem }: Extract<ConnectPage, { shows: 'form' }>): string {
  return [
    ...(problem === undefined ? [] : [`<p class="problem" role="alert">${escaped(problem)}</p>`]),
    paragraph(`For the assistant of ${whose}. If that is not you, close this page.`),
    ...form.intro.map(paragraph),
    '<form method="post" accept-charset="utf-8">',
    ...form.fields.map((field) => (field.type === 'choice' ? choiceOf(field, values) : inputOf(field, values))),
    '<button type="submit">Check and continue</button>',
    '</form>',
  ].join('\n');
}

/** A link and no redirect: a form may lead nowhere but back here. */
function onward({ service, url }: Extract<ConnectPage, { shows: 'onward' }>): string {
  const text = `${service} asks you itself whether I may. Then it brings you back here.`;
  return `${paragraph(text)}\n<p><a class="onward" href="${escaped(url)}">Continue to ${escaped(service)}</a></p>`;
}

function inputOf(field: ConnectField, values: ConnectValues): string {
  const { name, label, type, hint } = field;
  const attributes = {
    id: name,
    name,
    type: type === 'number' ? 'text' : type,
    ...(type === 'number' && { inputmode: 'numeric' }),
    ...(type !== 'password' && { value: values[name] ?? field.initial ?? '' }),
    maxlength: '500',
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
    ...(hint !== undefined && { 'aria-describedby': `${name}-hint` }),
  };
  const written = Object.entries(attributes).map(([key, value]) => `${key}="${escaped(value)}"`);
  return [
    `<label for="${escaped(name)}">${escaped(label)}${field.optional ? ' (may stay empty)' : ''}</label>`,
    `<input ${written.join(' ')}${field.optional ? '' : ' required'}>`,
    ...(hint === undefined ? [] : [`<p class="hint" id="${escaped(name)}-hint">${escaped(hint)}</p>`]),
  ].join('\n');
}

function choiceOf({ name, label, hint, initial, choices = [] }: ConnectField, values: ConnectValues): string {
  const chosen = values[name] ?? initial ?? choices[0]?.value;
  const rows = choices.map(
    ({ value, label: text }) =>
      `<label><input type="radio" name="${escaped(name)}" value="${escaped(value)}"${value === chosen ? ' checked' : ''}> ${escaped(text)}</label>`,
  );
  const hinted = hint === undefined ? [] : [`<p class="hint">${escaped(hint)}</p>`];
  return [`<fieldset><legend>${escaped(label)}</legend>`, ...rows, ...hinted, '</fieldset>'].join('\n');
}

function document(title: string, body: string, problem?: string): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${problem === undefined ? '' : 'Not yet: '}${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1>${escaped(title)}</h1>`,
    body,
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function paragraph(text: string): string {
  return `<p>${escaped(text)}</p>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
