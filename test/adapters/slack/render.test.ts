import type { KnownBlock, RichTextBlock } from '@slack/types';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMarkdown } from '../../../adapters/markdown/parse.ts';
import { plainText } from '../../../adapters/markdown/styled.ts';
import { renderEdit, renderPage, renderParts, wordsOf } from '../../../adapters/slack/render.ts';
import { checkBlocks, checkText, readBlocks } from '../../fakes/slack/limits.ts';

const bodies = (text: string) => renderParts({ text }, []).flatMap((part) => (part.kind === 'text' ? [part.body] : []));
const isRich = (block: KnownBlock): block is RichTextBlock => block.type === 'rich_text';
const frames = (text: string) => bodies(text).flatMap(({ blocks }) => blocks.filter(isRich).flatMap(({ elements }) => elements));
/** Line breaks aside: a frame begins on a line of its own, so that one at its edge goes without saying. */
const words = (text: string) => text.replaceAll('\n', '');

test('looks are styles, an address is a link, and quotes and code have frames of their own', () => {
  expect(frames('**b** `c` ~~d~~ [e](https://f.g)\n\n> quoted *words*\n\n```ts\nlet a\n```\nend')).toEqual([
    {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: 'b', style: { bold: true } },
        { type: 'text', text: ' ' },
        { type: 'text', text: 'c', style: { code: true } },
        { type: 'text', text: ' ' },
        { type: 'text', text: 'd', style: { strike: true } },
        { type: 'text', text: ' ' },
        { type: 'link', url: 'https://f.g', text: 'e' },
        { type: 'text', text: ' (https://f.g)\n' },
      ],
    },
    {
      type: 'rich_text_quote',
      elements: [
        { type: 'text', text: 'quoted ' },
        { type: 'text', text: 'words', style: { italic: true } },
      ],
    },
    { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'let a' }] },
    { type: 'rich_text_section', elements: [{ type: 'text', text: '\nend' }] },
  ]);
});

test('a moment is shown by the clock of its reader, and by its words where that cannot be', () => {
  const text = 'on [Friday, 14:30 (Europe/Berlin)](time:2026-03-06T13:30:00Z)';
  const words = 'Friday, 14:30 (Europe/Berlin)';
  const date = { type: 'date', timestamp: 1772803800, format: '{date_long} at {time}', fallback: words };
  expect(frames(text)).toEqual([{ type: 'rich_text_section', elements: [{ type: 'text', text: 'on ' }, date] }]);
  const [body] = bodies(text);
  expect(body?.text).toBe(`on ${words}`);
  expect(body && wordsOf(body)).toBe(`on ${words}`);
  checkWhole(text);
});

test('a button is read out by its words, without its picture', () => {
  const buttons = [['👍 Useful', 'Why'].map((label) => ({ id: label, label, style: 'plain' as const }))];
  const actions = renderParts({ text: 'x', buttons }, []).flatMap((part) => (part.kind === 'text' ? part.body.blocks : []));
  const [useful, why] = actions.flatMap((block) => (block.type === 'actions' ? block.elements : []));
  expect(useful).toMatchObject({ text: { text: '👍 Useful' }, accessibility_label: 'Useful' });
  expect(why).not.toHaveProperty('accessibility_label');
});

test('a notification holds the same words, and no mark-up', () => {
  expect(bodies('see <!channel> *a* & <@U1>')[0]?.text).toBe('see &lt;!channel&gt; a &amp; &lt;@U1&gt;');
});

test('parts are numbered, and buttons stand under the last', () => {
  const parts = renderParts({ text: 'word '.repeat(2000), buttons: [[{ id: 'x', label: 'Ok', style: 'plain' }]] }, []);
  const shown = parts.map((part) => (part.kind === 'text' ? part.body.blocks : []));
  expect(shown.map((blocks) => readBlocks(blocks).slice(-6))).toEqual(['\n(1/3)', '\n(2/3)', '\n(3/3)']);
  expect(shown.map((blocks) => blocks.some(({ type }) => type === 'actions'))).toEqual([false, false, true]);
});

test('a text of exactly 4,000 is one part without a number', () => {
  expect(bodies('a'.repeat(4000))).toHaveLength(1);
  expect(bodies('a'.repeat(4001))).toHaveLength(2);
});

test('a message without anything to see is still a message, and an empty file is told in words', () => {
  expect(readBlocks(bodies(' \n')[0]?.blocks ?? [])).toBe('(no text)');
  const empty = { name: 'a.txt', mime: 'text/plain', bytes: new Uint8Array() };
  const [part] = renderParts({ text: 'Here' }, [empty]);
  expect(part?.kind === 'text' && readBlocks(part.body.blocks)).toBe('Here\n\na.txt is empty.');
});

test('a text with more looks than Slack takes is one block of fixed width', () => {
  const [body] = bodies(Array(700).fill('`a` b').join(' '));
  expect(frames(Array(700).fill('`a` b').join(' '))).toMatchObject([{ type: 'rich_text_preformatted' }]);
  expect(() => checkBlocks(body?.blocks, 50)).not.toThrow();
});

test('an edit shows the first part, a page the whole', () => {
  const text = 'word '.repeat(2000);
  expect(readBlocks(renderEdit({ text }).blocks)).toMatch(/\n\(1\/3\)$/);
  const page = renderPage({ text });
  expect(() => checkBlocks(page, 100)).not.toThrow();
  expect(readBlocks(page).match(/word/g)).toHaveLength(2000);
});

const HARD: Record<string, string> = {
  'nested lists': '- a\n  - b\n    1. c\n       - d\n  - e\n\n1. f\n   ```\n   code in a list\n   ```\n2. g',
  'a table': '| Name | Qty |\n|---|--:|\n| *Tea* | 2 |\n| A \\| B | 10 |',
  'a wide table': `|${' c |'.repeat(40)}\n|${'---|'.repeat(40)}\n|${' value |'.repeat(40)}`,
  'code that never ends': '```js\nlet a = `b`;\n',
  'links of all kinds':
    '<https://a.b/c?d=e&f=g> [x](https://a.b "title") [y](javascript:alert(1)) ![p](https://a.b/p.png) mailto:a@b.c',
  'quotes in quotes': '> a\n> > b\n> > > c\n>\n> - d',
  emoji: '👨‍👩‍👧 :smile: 🏳️‍🌈 *️⃣ e\u0301',
  'right to left': 'שלום **עולם** — مرحبا `code` بالعالم\u200f!',
  'mark-up of Slack': '*not bold* _x_ ~y~ <!here> <@U1> <#C1|x> <https://evil.example|good.example> &lt;b&gt; :tada:',
  '20,000 characters': Array.from(
    { length: 400 },
    (_, at) => `## Part ${at}\n\n**Bold** and _light_ words, \`code ${at}\`, [a link](https://a.b/${at}).`,
  ).join('\n\n'),
  'one long word': 'x'.repeat(20_000),
  'many links': Array.from({ length: 300 }, (_, at) => `https://a.example/${at}`).join(' '),
};

function checkWhole(markdown: string): void {
  const rendered = bodies(markdown);
  const whole = plainText(parseMarkdown(markdown));
  const count = rendered.length;
  const texts = rendered.map(({ blocks }, index) => {
    const shown = readBlocks(blocks);
    return count === 1 ? shown : shown.slice(0, -`(${index + 1}/${count})`.length);
  });
  if (whole.trim() !== '') expect(words(texts.join(''))).toBe(words(whole));
  for (const { text, blocks } of rendered) {
    checkText(text);
    checkBlocks(blocks, 50);
    expect(text).not.toMatch(/<|>/);
    expect(blocks.every(({ type }) => type === 'rich_text')).toBe(true);
  }
  expect(bodies(markdown)).toEqual(rendered);
}

test.each(Object.entries(HARD))('%s arrive whole: nothing is refused and no character is lost', (_, markdown) => {
  checkWhole(markdown);
});

test('whatever the text, joined parts are the text, and every part keeps the limits of Slack', () => {
  const block = fc.oneof(
    fc.lorem({ maxCount: 300 }),
    fc.lorem({ maxCount: 60 }).map((text) => `**${text}** _and_ \`code\``),
    fc.lorem({ maxCount: 800 }).map((text) => `\`\`\`js\n${text.replaceAll(' ', '\n')}\n\`\`\``),
    fc.lorem({ maxCount: 200 }).map((text) => `> ${text} [link](https://a.b/${'c'.repeat(9)})`),
    fc.lorem({ maxCount: 400 }).map((text) => text.replaceAll(' ', ' `a` **b** ')),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.constantFrom(...Object.values(HARD).filter((text) => text.length < 2000)),
    fc.constant('👨‍👩‍👧'.repeat(700)),
    fc.constant('x'.repeat(5000)),
  );
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 8 }), (blocks) => checkWhole(blocks.join('\n\n'))),
    { numRuns: 60 },
  );
}, 30_000);
