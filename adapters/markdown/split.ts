import { plainText, type StyledText, sliceStyled } from './styled.ts';

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Cuts a message into parts of at most `limit` UTF-16 units, or of what `sizeOf` counts; joined they are the message again. The same
 * message always splits the same way, so that a delivery can go on behind the parts that arrived. A look that spans a stretch no longer
 * than a part is never cut; a longer one ends with its part and begins anew in the next.
 */
export function splitStyled(styled: StyledText, limit: number, sizeOf?: (part: StyledText) => number): StyledText[] {
  const text = plainText(styled);
  const wholes = keptWhole(styled, limit);
  const until = (start: number, room: number) => (text.length - start > room ? bestCut(text, start, room, wholes) : text.length);

  /** Written out a part may be longer than it reads: it is cut shorter in that measure until it fits. */
  function fitting(start: number): number {
    let room = limit;
    let end = until(start, room);
    while (sizeOf && room > 2) {
      const size = sizeOf(sliceStyled(styled, start, end));
      if (size <= limit) break;
      room = Math.max(2, Math.min(room - 1, Math.floor(((end - start) * limit) / size)));
      end = until(start, room);
    }
    return end;
  }

  const parts: StyledText[] = [];
  let start = 0;
  do {
    const end = fitting(start);
    parts.push(sliceStyled(styled, start, end));
    start = end;
  } while (start < text.length);
  return parts;
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The stretch that each look covers without a gap. */
function keptWhole(styled: StyledText, limit: number): Stretch[] {
  const done: Stretch[] = [];
  let open = new Map<string, Stretch>();
  let offset = 0;
  for (const { text, marks } of styled) {
    const end = offset + text.length;
    const looks = Object.entries(marks).map(([name, value]) => `${name} ${value}`);
    const next = new Map(looks.map((look) => [look, { start: open.get(look)?.start ?? offset, end }]));
    for (const [look, stretch] of open) if (!next.has(look)) done.push(stretch);
    open = next;
    offset = end;
  }
  return [...done, ...open.values()].filter(({ start, end }) => end - start <= limit);
}

/** The latest good place: after an empty line, a line, a word, in the second half; else anywhere that cuts no letter. */
function bestCut(text: string, start: number, limit: number, wholes: readonly Stretch[]): number {
  const nearby = wholes.filter((whole) => whole.end > start && whole.start < start + limit && whole.end - whole.start <= limit);
  const isFree = (place: number) => !nearby.some((whole) => whole.start < place && place < whole.end);
  const places = placesIn(text, start, limit).filter(isFree);
  const good = places.filter((place) => place - start >= limit / 2);
  return (
    good.find((place) => text.slice(place - 2, place) === '\n\n') ??
    good.find((place) => text[place - 1] === '\n') ??
    good.find((place) => text[place - 1] === ' ') ??
    places.find((place) => /\s/.test(text.charAt(place - 1))) ??
    places[0] ??
    wholeCharacter(text, start + limit)
  );
}

/** Ends of letters as people count them (UAX 29), latest first. */
function placesIn(text: string, start: number, limit: number): number[] {
  const places: number[] = [];
  // A little more than the limit, so that the last letter is seen whole.
  for (const { index, segment } of letters.segment(text.slice(start, start + limit + 64))) {
    const end = start + index + segment.length;
    if (end <= start + limit) places.push(end);
  }
  return places.reverse();
}

/** For a single letter over the limit: at least no surrogate pair is cut. */
function wholeCharacter(text: string, place: number): number {
  return /[\uD800-\uDBFF]/.test(text.charAt(place - 1)) ? place - 1 : place;
}
