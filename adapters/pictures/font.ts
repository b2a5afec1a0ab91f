import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** What a font can show, and how wide. */
export interface Font {
  has(character: string): boolean;
  /** In units of the text's size, without kerning. */
  width(text: string): number;
}

/** Where a font of the package lies. */
export function fontFile(name: 'DejaVuSans' | 'DejaVuSans-Bold'): string {
  return createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
}

/** Reads the tables of a TrueType font (OpenType specification: head, hhea, hmtx, and cmap in its format 12). */
export async function readFont(path: string): Promise<Font> {
  const file = await readFile(path);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tables = tablesOf(view);
  const unitsPerEm = view.getUint16(tables('head') + 18);
  const widths = { at: tables('hmtx'), count: view.getUint16(tables('hhea') + 34) };
  const glyphOf = glyphs(view, tables('cmap'));
  const advance = (glyph: number) => view.getUint16(widths.at + 4 * Math.min(glyph, widths.count - 1));
  return {
    has: (character) => glyphOf(character.codePointAt(0) ?? 0) !== 0,
    width: (text) => [...text].reduce((sum, each) => sum + advance(glyphOf(each.codePointAt(0) ?? 0)), 0) / unitsPerEm,
  };
}

function tablesOf(view: DataView): (tag: string) => number {
  const places = new Map<string, number>();
  for (let index = 0; index < view.getUint16(4); index += 1) {
    const entry = 12 + 16 * index;
    const tag = [0, 1, 2, 3].map((place) => String.fromCharCode(view.getUint8(entry + place))).join('');
    places.set(tag, view.getUint32(entry + 8));
  }
  return (tag) => {
    const place = places.get(tag);
    if (place === undefined) throw new Error(`the font has no table ${tag}`);
    return place;
  };
}

const FORMAT_OF_RANGES = 12;

/** The glyph of each code point; 0 where the font has none. */
function glyphs(view: DataView, cmap: number): (codePoint: number) => number {
  const count = view.getUint16(cmap + 2);
  const subtables = Array.from({ length: count }, (_, index) => cmap + view.getUint32(cmap + 8 + 8 * index));
  const ranges = subtables.find((place) => view.getUint16(place) === FORMAT_OF_RANGES);
  if (ranges === undefined) throw new Error('the font does not map its characters by ranges');
  const groups = Array.from({ length: view.getUint32(ranges + 12) }, (_, index) => {
    const group = ranges + 16 + 12 * index;
    return { first: view.getUint32(group), last: view.getUint32(group + 4), glyph: view.getUint32(group + 8) };
  });
  return (codePoint) => {
    const group = groups.find(({ first, last }) => first <= codePoint && codePoint <= last);
    return group ? group.glyph + codePoint - group.first : 0;
  };
}
