import type { DayBlock, DayMark, DayPicture, DayStretch } from '../../src/ports/day-picture.ts';
import type { Lettering } from './lettering.ts';

export interface Letterings {
  readonly regular: Lettering;
  readonly bold: Lettering;
}

/** A card with a ground of its own, since chats are light or dark. Text keeps a contrast of 4.5 to 1 (WCAG 2.2, 1.4.3). */
const COLOURS = {
  ground: '#f8f5ef',
  line: '#e4ddd0',
  ink: '#2c2a26',
  muted: '#6a655b',
  block: '#dbe7f3',
  blockEdge: '#3a6ea5',
  conflict: '#f7dcd4',
  conflictEdge: '#b23c24',
  focus: '#e8f0e0',
  focusInk: '#4d6740',
  wholeDay: '#e9e1f1',
  wholeDayEdge: '#7a5aa0',
  due: '#a8650f',
} as const;

/** In units of the drawing; two pixels each. */
export const WIDTH = 400;
const MARGIN = 16;
const HOURS = 48;
const LINE = 24;
const GAP = 3;
const EDGE = 4;
const PAD = 11;
/** Less room for a title is given to it alone, without its time. */
const LEAST_TITLE = 70;
const WARNING = '⚠';
/** Of more that stand side by side, each needs its room for its title. */
const MOST_MARKED = 2;
const SECOND_LINE = 17;
const TITLE = 17;
const TEXT = 13;
const SMALL = 11.5;
const RIGHT = WIDTH - MARGIN;
const LEFT = MARGIN + HOURS;
/** A middle line of text stands so far above the line that it is written on. */
const RISE = 0.36;

/** The whole drawing. Whatever the day says stands in it as text and nothing else. */
export function daySvg(day: DayPicture, letters: Letterings): string {
  const wholeDayTop = MARGIN + LINE + 10;
  const axisTop = wholeDayTop + day.wholeDay.length * (LINE + GAP) + 12;
  const y = (minute: number) => axisTop + (minute / day.lineMinutes) * LINE;
  const belowTop = y(day.minutes) + 18;
  const height = Math.ceil(belowTop + day.below.length * LINE + (day.below.length > 0 ? MARGIN - 4 : 0));
  const draw = createPen(letters);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="DejaVu Sans">`,
    `<rect width="${WIDTH}" height="${height}" fill="${COLOURS.ground}"/>`,
    draw.text(day.title, { x: MARGIN, y: MARGIN + LINE / 2, width: RIGHT - MARGIN, size: TITLE, bold: true }),
    ...day.wholeDay.map((title, index) => wholeDayBar(draw, title, wholeDayTop + index * (LINE + GAP))),
    ...day.stretches.map((stretch) => openTime(draw, stretch, y)),
    ...day.hours.map((hour) => hourLine(draw, hour, y)),
    ...day.blocks.map((block) => blockBox(draw, block, y)),
    ...day.due.map(({ at }) => dueMark(y(at))),
    ...day.below.map((text, index) =>
      draw.text(text, { x: LEFT, y: belowTop + (index + 0.5) * LINE, width: RIGHT - LEFT, size: TEXT }),
    ),
    '</svg>',
  ].join('\n');
}

interface Pen {
  /** One line, its middle at `y`. */
  text(text: string, place: TextPlace): string;
  box(x: number, y: number, width: number, height: number, fill: string): string;
  letters: Letterings;
}

interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly bold?: boolean;
  readonly fill?: string;
  readonly end?: boolean;
}

function createPen(letters: Letterings): Pen {
  return {
    letters,
    text(text, { x, y, width, size, bold = false, fill = COLOURS.ink, end = false }) {
      const line = (bold ? letters.bold : letters.regular).fit(text, size, width);
      const looks = `${bold ? ' font-weight="bold"' : ''}${end ? ' text-anchor="end"' : ''}`;
      return line === ''
        ? ''
        : `<text x="${x}" y="${y + size * RISE}" font-size="${size}" fill="${fill}"${looks}>${escaped(line)}</text>`;
    },
    box: (x, y, width, height, fill) => `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="5" fill="${fill}"/>`,
  };
}

type Scale = (minute: number) => number;

function wholeDayBar({ box, text }: Pen, title: string, y: number): string {
  return [
    box(LEFT, y, RIGHT - LEFT, LINE, COLOURS.wholeDay),
    box(LEFT, y, EDGE, LINE, COLOURS.wholeDayEdge),
    text(title, { x: LEFT + PAD, y: y + LINE / 2, width: RIGHT - LEFT - 2 * PAD, size: TEXT }),
  ].join('');
}

function hourLine({ text }: Pen, { at, label }: DayMark, scale: Scale): string {
  const y = scale(at);
  const line = `<path d="M${LEFT} ${y}H${RIGHT}" stroke="${COLOURS.line}"/>`;
  return text(label, { x: LEFT - 10, y, width: HOURS, size: SMALL, fill: COLOURS.muted, end: true }) + line;
}

function openTime({ box, text }: Pen, { from, until, kind, label }: DayStretch, scale: Scale): string {
  const [top, bottom] = [scale(from), scale(until)];
  const isFocus = kind === 'focus';
  const band = isFocus ? box(LEFT, top + 1, RIGHT - LEFT, bottom - top - 2, COLOURS.focus) : '';
  const fill = isFocus ? COLOURS.focusInk : COLOURS.muted;
  if (bottom - top < LINE) return band;
  return band + text(label, { x: LEFT + PAD, y: top + LINE / 2, width: RIGHT - LEFT - 2 * PAD, size: SMALL, fill });
}

function blockBox({ box, text, letters }: Pen, block: DayBlock, scale: Scale): string {
  const lane = (RIGHT - LEFT) / block.lanes;
  const [x, top] = [LEFT + block.lane * lane, scale(block.from)];
  const [width, height] = [lane - (block.lane + 1 < block.lanes ? GAP : 0), scale(block.until) - top];
  const [fill, edge] = block.conflict ? [COLOURS.conflict, COLOURS.conflictEdge] : [COLOURS.block, COLOURS.blockEdge];
  const shape = box(x, top + 1, width, height - 2, fill) + box(x, top + 1, EDGE, height - 2, edge);
  const room = { x: x + PAD, width: width - PAD - GAP, y: top + LINE / 2 };
  const time = { size: SMALL, fill: COLOURS.ink };
  if (letters.bold.fit(block.title, TEXT, Number.POSITIVE_INFINITY) === '') return shape + text(block.time, { ...room, ...time });
  const isMarked = block.conflict && block.lanes <= MOST_MARKED;
  const title = (space: number) =>
    text(isMarked ? `${WARNING} ${block.title}` : block.title, { ...room, width: space, size: TEXT, bold: true });
  if (height >= 2 * LINE - GAP)
    return shape + title(room.width) + text(block.time, { ...room, y: room.y + SECOND_LINE, ...time });
  const timeWidth = letters.regular.width(block.time, SMALL) + PAD;
  if (room.width - timeWidth < LEAST_TITLE) return shape + title(room.width);
  return shape + title(room.width - timeWidth) + text(block.time, { ...room, x: x + width - PAD, end: true, ...time });
}

function dueMark(y: number): string {
  return `<path d="M${LEFT} ${y - 6}l6 6l-6 6l-6 -6z" fill="${COLOURS.due}" stroke="${COLOURS.ground}" stroke-width="1.5"/>`;
}

/** XML 1.0, 2.4: with these, no text begins a tag, an entity or the end of a section. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
