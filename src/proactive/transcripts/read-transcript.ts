import { AppError } from '../../ground/errors.ts';

/** What somebody said, and where it stands in the text as it was given. */
export interface TranscriptLine {
  /** Counted from 1; blank lines and times count as well, so that it is the line of any editor. */
  readonly number: number;
  /** As the transcript names them; empty where it does not. */
  readonly speaker: string;
  readonly text: string;
}

const MOST_CHARACTERS = 1_000_000;
/** Characters. */
const LONG_LINE = 300;
const TIMING = /-->/;
/** `[00:12]`, `00:01:12.500`, `(0:12)`. */
const CLOCK = String.raw`[[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?`;
const NAME = String.raw`[\p{Lu}\d][\p{L}\p{M}\d.'’-]*(?:\s+[\p{L}\p{M}\d.'’()-]+){0,3}`;
/** `Ana Ruiz: Hello`, with a time before or behind the name. */
const SAID = new RegExp(String.raw`^(?:${CLOCK}\s*[-–]?\s*)?(${NAME}?)\s*(?:${CLOCK})?\s*:\s+(\S.*)$`, 'u');
/** `Ana Ruiz  0:12` on a line of its own, with the words below. */
const SPEAKS = new RegExp(String.raw`^(?:(${NAME}?)\s+${CLOCK}|${CLOCK}\s+(${NAME}))$`, 'u');
/** WebVTT, 3.2.2.7: a voice span names who speaks. */
const VOICE = /^<v(?:\.[^\s>]*)?\s+([^\s>][^>]*)>/;
const TAG = /<\/?[a-z][^<>]*>/gi;
/** What stands before a colon and is nobody. */
const NOBODY =
  /^(?:notes?|agenda|actions?|action items?|decisions?|to ?do|topic|summary|subject|date|time|place|attendees|participants|re|ps)$/i;

/** Reads plain text, WebVTT or SubRip. Who speaks goes on speaking until somebody else is named. Rejects with `invalid` when nothing is said in it. */
export function readTranscript(given: string): readonly TranscriptLine[] {
  if (given.length > MOST_CHARACTERS)
    throw new AppError('invalid', 'This transcript is longer than a million characters. Send it in parts.');
  const rows = rowsOf(given.replace(/^\uFEFF/, ''));
  const said = rows.some((row) => TIMING.test(row)) ? readCues(rows) : readProse(rows);
  const spoken = said.filter(({ text }) => text !== '');
  if (spoken.length === 0)
    throw new AppError('invalid', 'I found nothing said in it. I read .txt, .vtt and .srt, such as "Ana: Hello" line by line.');
  return spoken;
}

/** Each once, in the order in which they speak first. */
export function speakersOf(lines: readonly TranscriptLine[]): readonly string[] {
  return [...new Set(lines.map(({ speaker }) => speaker).filter((name) => name !== ''))];
}

/** Speech that was written down comes as one long line: then each sentence counts as one. */
function rowsOf(given: string): readonly string[] {
  const rows = given.split(/\r\n|\r|\n/);
  return rows.length > 2 || given.length < LONG_LINE ? rows : given.split(/(?<=[.!?])\s+/);
}

/** Of a cue everything below its times is said; notes, styles, numbers and names of cues are not. */
function readCues(rows: readonly string[]): TranscriptLine[] {
  const lines: TranscriptLine[] = [];
  let isInside = false;
  let speaker = '';
  for (const [index, row] of rows.entries()) {
    if (TIMING.test(row)) isInside = true;
    else if (row.trim() === '') isInside = false;
    else if (isInside) {
      const named = VOICE.exec(row.trim())?.[1]?.trim();
      const line = readLine(row.replaceAll(TAG, ''), named ?? speaker);
      speaker = line.speaker;
      lines.push({ number: index + 1, ...line });
    }
  }
  return lines;
}

function readProse(rows: readonly string[]): TranscriptLine[] {
  const lines: TranscriptLine[] = [];
  let speaker = '';
  for (const [index, row] of rows.entries()) {
    const [, before, behind] = SPEAKS.exec(row.trim()) ?? [];
    const named = before ?? behind;
    const line = named === undefined ? readLine(row, speaker) : { speaker: named, text: '' };
    speaker = line.speaker;
    lines.push({ number: index + 1, ...line });
  }
  return lines;
}

function readLine(row: string, current: string): { readonly speaker: string; readonly text: string } {
  const line = row.trim();
  const [, speaker, text] = SAID.exec(line) ?? [];
  if (speaker !== undefined && text !== undefined && !NOBODY.test(speaker)) return { speaker, text };
  return { speaker: current, text: line };
}
