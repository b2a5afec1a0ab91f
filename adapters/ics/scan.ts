import { AppError } from '../../src/ground/errors.ts';

/** The parts of an iCalendar stream (RFC 5545, 3.4) that matter here, each in lines that are unfolded. */
export interface Scanned {
  /** X-WR-CALNAME, as the big services write it; empty without. */
  readonly name: string;
  /** METHOD in upper case: what is to be done with it (RFC 5546); empty without. */
  readonly method: string;
  /** The lines of each VEVENT, without what it nests and attaches. */
  readonly events: readonly (readonly string[])[];
  /** The lines of each VTIMEZONE and what it nests. */
  readonly zones: readonly (readonly string[])[];
  /** Events beyond the limit. */
  readonly skipped: number;
}

const MOST_EVENTS = 20_000;
const MOST_ZONES = 200;
const MOST_ZONE_LINES = 400;
const MOST_EVENT_LINES = 2_000;
/** Characters: a description may be long, what is longer is dropped. */
const LONGEST_LINE = 65_536;
const DEEPEST = 6;

/**
 * Takes a calendar apart without looking into its values, in one pass: alarms and attachments fall away, and whatever is too much of anything.
 * Throws `invalid` for what is no calendar.
 */
export function scan(text: string): Scanned {
  if (!/^\s*BEGIN:VCALENDAR\s*$/im.test(text.slice(0, 4096))) throw new AppError('invalid', 'This is no calendar (RFC 5545).');
  const events = createPile(MOST_EVENTS, MOST_EVENT_LINES);
  const zones = createPile(MOST_ZONES, MOST_ZONE_LINES);
  let name = '';
  let method = '';
  const keep: Readonly<Record<string, (line: string) => void>> = {
    VEVENT: (line) => void (/^ATTACH[;:]/i.test(line) || events.add(line)),
    VTIMEZONE: zones.add,
    VCALENDAR: (line) => {
      name ||= /^X-WR-CALNAME[^:]*:(.*)$/i.exec(line)?.[1]?.trim() ?? '';
      method ||= /^METHOD[^:]*:(.*)$/i.exec(line)?.[1]?.trim().toUpperCase() ?? '';
    },
  };
  for (const { line, begins, room } of located(text)) {
    if (begins === 'VEVENT') events.begin();
    if (begins === 'VTIMEZONE') zones.begin();
    if (begins === undefined || room === 'VTIMEZONE') keep[room]?.(line);
  }
  return { name: name.slice(0, 100), method, events: events.all, zones: zones.all, skipped: events.skipped() };
}

/** Components of one kind, as many and as long as may be. */
function createPile(most: number, mostLines: number) {
  const all: string[][] = [];
  let begun = 0;
  return {
    all,
    begin() {
      begun += 1;
      if (begun <= most) all.push([]);
    },
    add(line: string) {
      const lines = begun <= most ? all.at(-1) : undefined;
      if (lines && lines.length < mostLines) lines.push(line);
    },
    skipped: () => begun - all.length,
  };
}

interface Located {
  readonly line: string;
  /** The component that begins with this line. */
  readonly begins?: string | undefined;
  /** The component that it stands in: the innermost, but all of a time zone is one. */
  readonly room: string;
}

function* located(text: string): Generator<Located> {
  const open: string[] = [];
  for (const line of unfold(text)) {
    const { begins, ends } = edgeOf(line);
    if (begins) open.push(begins);
    if (open.length > DEEPEST) throw new AppError('invalid', 'This calendar nests deeper than any calendar does.');
    if (!ends) yield { line, begins, room: roomIn(open) };
    else if (open.at(-1) === ends) open.pop();
  }
}

function edgeOf(line: string): { readonly begins?: string; readonly ends?: string } {
  const [, edge, component = ''] = /^(BEGIN|END):(\S+)\s*$/i.exec(line) ?? [];
  if (edge === undefined) return {};
  return edge.toUpperCase() === 'BEGIN' ? { begins: component.toUpperCase() } : { ends: component.toUpperCase() };
}

function roomIn(open: readonly string[]): string {
  return open.includes('VTIMEZONE') ? 'VTIMEZONE' : (open.at(-1) ?? '');
}

/** RFC 5545, 3.1: a line that begins with a space or a tab goes on with the one before. Of a line that is too long, nothing comes. */
function* unfold(text: string): Generator<string> {
  let whole = '';
  let isTooLong = false;
  for (const [line] of text.replace(/^\uFEFF/, '').matchAll(/[^\r\n]+/g)) {
    if (line.startsWith(' ') || line.startsWith('\t')) {
      isTooLong ||= whole.length + line.length > LONGEST_LINE;
      if (!isTooLong) whole += line.slice(1);
      continue;
    }
    if (whole !== '' && !isTooLong) yield whole;
    [whole, isTooLong] = [line, line.length > LONGEST_LINE];
  }
  if (whole !== '' && !isTooLong) yield whole;
}
