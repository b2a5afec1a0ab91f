import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMarkdown } from '../../../adapters/markdown/parse.ts';
import { plainText } from '../../../adapters/markdown/styled.ts';
import { renderEdit, renderParts, withoutLooks } from '../../../adapters/telegram/render.ts';
import { checkEntities } from '../../fakes/telegram/limits.ts';

const render = (text: string) => renderParts({ text }, []).map((part) => (part.kind === 'text' ? part.body : undefined));
const one = (text: string) => render(text)[0];

test('looks become entities in UTF-16 units', () => {
  expect(one('😀 **b** `c` ~~d~~ [e](https://f.g)')).toEqual({
    text: '😀 b c d e (https://f.g)',
    entities: [
      { type: 'text_link', url: 'https://f.g', offset: 9, length: 1 },
      { type: 'code', offset: 5, length: 1 },
      { type: 'bold', offset: 3, length: 1 },
      { type: 'strikethrough', offset: 7, length: 1 },
    ],
  });
});

test('a moment is its words, in the zone that stands there', () => {
  const words = 'Friday, 14:30 (Europe/Berlin)';
  expect(one(`[${words}](time:2026-03-06T13:30:00Z)`)).toEqual({ text: words, entities: [] });
});

test('nothing stands inside code, and a link wins over code', () => {
  expect(one('**a `b` c**')?.entities.filter((entity) => entity.type === 'bold')).toHaveLength(2);
  expect(one('[`a`](https://b.c)')?.entities.map((entity) => entity.type)).toEqual(['text_link']);
});

test('a text with more looks than Telegram keeps is one block, so that no code comes loose', () => {
  const words = (count: number) => Array(count).fill('`a.b` c').join(' ');
  expect(one(words(100))?.entities).toHaveLength(100);
  expect(one(words(101))?.entities).toEqual([{ type: 'pre', offset: 0, length: one(words(101))?.text.length }]);
});

test('without its looks, a text keeps its code', () => {
  const body = one('**a** `b.c` [d](https://e.f)');
  expect(body && withoutLooks(body).entities).toEqual([{ type: 'code', offset: 2, length: 3 }]);
});

test('a block of code carries its language', () => {
  expect(one('```ts title\nlet a\n```')).toEqual({
    text: 'let a',
    entities: [{ type: 'pre', language: 'ts', offset: 0, length: 5 }],
  });
});

test('parts are numbered, and buttons stand under the last', () => {
  const parts = renderParts({ text: 'word '.repeat(2000), buttons: [[{ id: 'x', label: 'Ok', style: 'plain' }]] }, []);
  expect(parts.map((part) => part.kind === 'text' && part.body.text.slice(-6))).toEqual(['\n(1/3)', '\n(2/3)', '\n(3/3)']);
  expect(parts.map((part) => part.keyboard !== undefined)).toEqual([false, false, true]);
});

test('a text of exactly 4096 is one part without a number', () => {
  expect(render('a'.repeat(4096)).map((body) => body?.text.length)).toEqual([4096]);
  expect(render('a'.repeat(4097))).toHaveLength(2);
});

test('a text too long for a caption goes first on its own, the buttons under the file', () => {
  const file = { name: 'a.pdf', mime: 'application/pdf', bytes: new Uint8Array(1) };
  const buttons = [[{ id: 'x', label: 'Ok', style: 'plain' as const }]];
  const kinds = (text: string) => renderParts({ text, buttons }, [file]).map((part) => [part.kind, part.keyboard !== undefined]);
  expect(kinds('a'.repeat(1025))).toEqual([
    ['text', false],
    ['file', true],
  ]);
  expect(kinds('a'.repeat(1024))).toEqual([['file', true]]);
});

test('a picture carries the text as its caption; of a longer text it goes first, and the buttons stand under the text', () => {
  const file = { name: 'day.png', mime: 'image/png', bytes: new Uint8Array(1), alt: 'A day' };
  const buttons = [[{ id: 'x', label: 'X', style: 'plain' as const }]];
  const kinds = (text: string) => renderParts({ text, buttons }, [file]).map((part) => [part.kind, part.keyboard !== undefined]);
  expect(kinds('a'.repeat(1024))).toEqual([['file', true]]);
  expect(kinds('a'.repeat(1025))).toEqual([
    ['file', false],
    ['text', true],
  ]);
});

test('a file over 50 MB is told in a sentence', () => {
  const file = { name: 'film.mp4', mime: 'video/mp4', bytes: new Uint8Array(50 * 1024 * 1024 + 1) };
  const parts = renderParts({ text: 'Here' }, [file]);
  expect(parts).toMatchObject([{ kind: 'text', body: { text: expect.stringMatching(/^Here\n\nfilm\.mp4 is over 50 MB/) } }]);
});

test('a message without anything to see is still a message', () => {
  expect(one(' \n')?.text).toBe('(no text)');
});

test('a button id over 64 bytes is a bug', () => {
  const buttons = [[{ id: 'é'.repeat(33), label: 'Ok', style: 'plain' as const }]];
  expect(() => renderParts({ text: 'a', buttons }, [])).toThrow('64 bytes');
});

test('an edit shows the first part', () => {
  expect(renderEdit({ text: 'word '.repeat(2000) }, 'text').text).toMatch(/\n\(1\/3\)$/);
  expect(renderEdit({ text: 'word '.repeat(300) }, 'caption').text.length).toBeLessThanOrEqual(1024);
});

test('joined parts without their numbers are the text; every part keeps the limits of Telegram', () => {
  const block = fc.oneof(
    fc.lorem({ maxCount: 300 }),
    fc.lorem({ maxCount: 60 }).map((words) => `**${words}** _and_ \`code\``),
    fc.lorem({ maxCount: 800 }).map((words) => `\`\`\`js\n${words.replaceAll(' ', '\n')}\n\`\`\``),
    fc.lorem({ maxCount: 200 }).map((words) => `> ${words} [link](https://a.b/${'c'.repeat(9)})`),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.constant('👨‍👩‍👧'.repeat(700)),
    fc.constant('x'.repeat(5000)),
  );
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 8 }), (blocks) => {
      const markdown = blocks.join('\n\n');
      const bodies = render(markdown).map((body) => body ?? { text: '', entities: [] });
      const whole = plainText(parseMarkdown(markdown));
      const count = bodies.length;
      const texts = bodies.map(({ text }, index) => (count === 1 ? text : text.slice(0, -`\n(${index + 1}/${count})`.length)));
      if (whole.trim() !== '') expect(texts.join('')).toBe(whole);
      for (const { text, entities } of bodies) {
        expect(text.length).toBeLessThanOrEqual(4096);
        expect(() => encodeURIComponent(text)).not.toThrow();
        checkEntities(text, entities);
      }
      expect(render(markdown)).toEqual(bodies);
    }),
    { numRuns: 60 },
  );
}, 30_000);
