import { expect, test } from 'vitest';
import { daySvg } from '../../../adapters/pictures/day-svg.ts';
import { createDrawDay } from '../../../adapters/pictures/draw-day.ts';
import { fontFile, readFont } from '../../../adapters/pictures/font.ts';
import { createLettering } from '../../../adapters/pictures/lettering.ts';
import { dayWithBudget } from '../../fixtures/day-picture.ts';

const regular = createLettering(await readFont(fontFile('DejaVuSans')));
const bold = createLettering(await readFont(fontFile('DejaVuSans-Bold')));
const titled = (title: string) => ({ ...dayWithBudget, blocks: dayWithBudget.blocks.map((block) => ({ ...block, title })) });
const drawn = (title: string) => daySvg(titled(title), { regular, bold });

test('a day becomes a PNG, the same one each time', async () => {
  const [first, again] = [await createDrawDay()(dayWithBudget), await createDrawDay()(dayWithBudget)];
  const png = Buffer.from(first);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([800, 352]);
  expect(png.length).toBeLessThan(60_000);
  expect(png.equals(again)).toBe(true);
});

test('a title is text, whatever it looks like', () => {
  const svg = drawn('</text><image href="http://evil.example/a.png"/>&amp;');
  expect(svg).toContain('&lt;/text&gt;&lt;image href="http://evil.ex');
  expect(svg.match(/<(?!\/?(?:svg|rect|path|text)\b)/g)).toBeNull();
});

test('a title too long for its block ends in an ellipsis', () => {
  const [, shown = ''] = />(A meeting.*?)</.exec(drawn(`A meeting ${'of many words '.repeat(6)}`)) ?? [];
  expect(shown).toMatch(/^A meeting of many words .*…$/);
  expect(bold.width(shown, 13)).toBeLessThanOrEqual(320);
});

test('signs that the font lacks leave no holes: pictures vanish, letters become an ellipsis, and where nothing is left the time stands alone', () => {
  expect(regular.fit('🦄 Party ❤️', 13, 400)).toBe('Party ❤');
  expect(regular.fit('Treffen 予算会議 um drei', 13, 400)).toBe('Treffen … um drei');
  expect(regular.fit('予算会議', 13, 400)).toBe('');
  expect(drawn('予算会議').match(/10:00-11:00/g)).toHaveLength(1);
  expect(regular.fit('Ελληνικά, русский, العربية', 13, 400)).toBe('Ελληνικά, русский, العربية');
});

test('a conflict is marked by a sign as well as by its colour', () => {
  const [block] = dayWithBudget.blocks;
  const day = { ...dayWithBudget, blocks: block ? [{ ...block, conflict: true }] : [] };
  expect(daySvg(day, { regular, bold })).toContain('⚠ Budget');
  expect(drawn('Budget')).not.toContain('⚠');
});
