import type { DrawDay } from '../../src/ports/day-picture.ts';
import { daySvg, type Letterings, WIDTH } from './day-svg.ts';
import { fontFile, readFont } from './font.ts';
import { createLettering } from './lettering.ts';

/** Pixels: sharp on a phone. */
const PIXELS = 2 * WIDTH;

/** Draws in a thread beside this one. Library and fonts are loaded with the first picture; no font of the machine takes part, so all draw the same. */
export function createDrawDay(): DrawDay {
  let letters: Promise<Letterings> | undefined;
  return async (day) => {
    const { renderAsync } = await import('@resvg/resvg-js');
    const files = { regular: fontFile('DejaVuSans'), bold: fontFile('DejaVuSans-Bold') };
    letters ??= readLetterings(files);
    const image = await renderAsync(daySvg(day, await letters), {
      fitTo: { mode: 'width', value: PIXELS },
      font: { loadSystemFonts: false, fontFiles: Object.values(files), defaultFontFamily: 'DejaVu Sans' },
    });
    return image.asPng();
  };
}

async function readLetterings({ regular, bold }: Readonly<Record<keyof Letterings, string>>): Promise<Letterings> {
  return { regular: createLettering(await readFont(regular)), bold: createLettering(await readFont(bold)) };
}
