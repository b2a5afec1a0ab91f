/** How a stretch of text looks, in words every platform can translate. */
export interface Marks {
  readonly bold?: true;
  readonly italic?: true;
  readonly strike?: true;
  readonly code?: true;
  /** The address it leads to. */
  readonly link?: string;
  readonly quote?: true;
  /** The moment that the words name, in Unix seconds: where a platform can, the reader sees it by their own clock instead. */
  readonly moment?: number;
  /** A block of fixed-width text, with its language, or '' when none is named. */
  readonly pre?: string;
}

/** A stretch of text in one look. */
export interface Run {
  readonly text: string;
  readonly marks: Marks;
}

/** What a person reads, in order. The joined texts are the whole message. */
export type StyledText = readonly Run[];

export function plainText(styled: StyledText): string {
  return styled.map((run) => run.text).join('');
}

/** The stretch from `start` up to, not including, `end`, in UTF-16 units. */
export function sliceStyled(styled: StyledText, start: number, end: number): StyledText {
  const cut: Run[] = [];
  let offset = 0;
  for (const { text, marks } of styled) {
    const part = text.slice(Math.max(0, start - offset), Math.max(0, end - offset));
    if (part !== '') cut.push({ text: part, marks });
    offset += text.length;
  }
  return cut;
}
