import type { Font } from './font.ts';

/** Writes with one font: only what it can show, and no wider than there is room. */
export interface Lettering {
  /** The text cut to this width; empty where nothing of it can be read. */
  fit(text: string, size: number, width: number): string;
  width(text: string, size: number): number;
}

const ELLIPSIS = '…';
/** They only say how the sign before them is to look. */
const VARIATION = /[\ufe00-\ufe0f]/g;
const IN_WORDS = /[\p{L}\p{N}]/u;

export function createLettering(font: Font): Lettering {
  const width = (text: string, size: number) => font.width(text) * size;

  /** Letters that the font lacks leave an ellipsis, other signs nothing. */
  function shown(text: string): string {
    const signs = [...text.replaceAll(VARIATION, '')].map((sign) => {
      if (font.has(sign)) return sign;
      return IN_WORDS.test(sign) ? ELLIPSIS : '';
    });
    const line = signs.join('').replaceAll(/…+/g, ELLIPSIS).replaceAll(/\s+/g, ' ').trim();
    return IN_WORDS.test(line) ? line : '';
  }

  return {
    width,
    fit(text, size, most) {
      const line = shown(text);
      if (width(line, size) <= most) return line;
      const signs = [...line];
      while (signs.length > 0 && width(signs.join('').trimEnd() + ELLIPSIS, size) > most) signs.pop();
      return signs.length === 0 ? '' : signs.join('').trimEnd() + ELLIPSIS;
    },
  };
}
