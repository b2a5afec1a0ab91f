import { expect } from 'vitest';
import type { Dialogue } from './dialogue.ts';
import { saying } from './model-scripts.ts';
import type { Talk } from './talk.ts';

const letters = (text: string) => text.replaceAll(/\(\d+\/\d+\)|\s/g, '');

/** The model says this Markdown; resolves with the message that comes of it. */
async function shown(talk: Talk, markdown: string) {
  talk.play(saying(markdown));
  return talk.says('show me');
}

/** How an answer looks. */
export const renderingDialogues: readonly Dialogue[] = [
  {
    shows: 'a long answer comes in parts, in order, with no letter lost',
    async hold(talk) {
      const lines = Array.from({ length: 400 }, (_, at) => `Line ${at} says what line ${at} has to say.`);
      await shown(talk, lines.join('\n\n'));
      await talk.hears('Line 399 ');
      const parts = talk.heard();
      expect(parts.length).toBeGreaterThan(1);
      expect(letters(parts.map(({ text }) => text).join(''))).toBe(letters(lines.join('')));
    },
  },
  {
    shows: 'a code block is code, to the letter',
    async hold(talk) {
      const code = 'if (a < b && c > d) {\n  say("*not bold* _at all_ <@U1> :smile:");\n}';
      const message = await shown(talk, `Try this:\n\n\`\`\`js\n${code}\n\`\`\`\nand run \`npm start\`.`);
      expect(message.code.map((piece) => piece.trim())).toEqual([code, 'npm start']);
    },
  },
  {
    shows: 'a code block longer than a message stays code in each part',
    async hold(talk) {
      const lines = Array.from({ length: 300 }, (_, at) => `const value${at} = compute(${at}, "some text that is long enough");`);
      await shown(talk, `\`\`\`js\n${lines.join('\n')}\n\`\`\``);
      await talk.hears('value299 ');
      const parts = talk.heard();
      expect(parts.length).toBeGreaterThan(1);
      expect(letters(parts.flatMap(({ code }) => code).join(''))).toBe(letters(lines.join('')));
    },
  },
  {
    shows: 'a table keeps its cells and its columns',
    async hold(talk) {
      const { text, code } = await shown(talk, '| City | Price |\n| --- | ---: |\n| Rome | 120 |\n| Oslo | 95 |');
      for (const cell of ['City', 'Price', 'Rome', '120', 'Oslo', '95']) expect(text).toContain(cell);
      const rows = code.join('\n').trim().split('\n');
      expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    },
  },
  {
    shows: 'a list inside a list keeps its order and its depth',
    async hold(talk) {
      const { text } = await shown(talk, '1. Pack\n   - shirts\n   - shoes\n2. Leave');
      const places = ['Pack', 'shirts', 'shoes', 'Leave'].map((word) => text.indexOf(word));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(text).toMatch(/\n\s+\S? ?shirts/);
    },
  },
  {
    shows: 'text that runs from right to left arrives letter by letter',
    async hold(talk) {
      const text = 'שלום, הפגישה עם Ana היא ב-15:30. مرحبا بالعالم';
      expect((await shown(talk, text)).text).toBe(text);
    },
  },
  {
    shows: 'emoji, joined signs and marks of other scripts stay whole',
    async hold(talk) {
      const text = '👩‍👩‍👧‍👦 ok 🇩🇪 é ñ 漢字 ½';
      expect((await shown(talk, text)).text).toBe(text);
    },
  },
  {
    shows: 'signs that mean something to the platform are only signs',
    async hold(talk) {
      const text = '2*3*4 = 24, a_b_c, ~x~, <!channel> @everyone & "quotes"';
      const message = await shown(talk, text.replaceAll(/[*_~<]/g, '\\$&'));
      expect(message.text).toBe(text);
      expect(message.links.filter((link) => !message.code.includes(link))).toEqual([]);
    },
  },
  {
    shows: 'a link of the person can be followed, and is shown without a preview',
    async hold(talk) {
      talk.play(saying('It is at [the page](https://example.org/menu).'));
      const message = await talk.says('where is https://example.org/menu');
      expect(message.links.length).toBeGreaterThan(0);
      for (const link of message.links) expect(link).toContain('example.org/menu');
      expect(message.previewDisabled).toBe(true);
    },
  },
  {
    shows: 'an empty answer of the model still ends in a message',
    async hold(talk) {
      const { text } = await shown(talk, '');
      expect(text.trim()).not.toBe('');
    },
  },
];
