/** Where the conversation is seen and typed: a person's terminal or a pair of pipes. */
export interface Screen {
  /** Columns to wrap at, as of now; Infinity where lines are not to be broken. */
  width(): number;
  open(events: ScreenEvents): void;
  /** Shows whole lines, ending in a newline. Resolves when the reader took them: false when nobody reads any more. */
  print(lines: string): Promise<boolean>;
  /** True while an unfinished line stands on the screen. */
  isHalfTyped(): boolean;
  /** Shows for a few seconds that we work. */
  showWorking(): void;
  /** Reads no more; printing goes on working. */
  close(): void;
}

export interface ScreenEvents {
  /** One message as typed, never blank. The next is read from a pipe only when this has settled; it never rejects. */
  readonly onText: (text: string) => Promise<void>;
  /** Called once. `left` when the person asked to leave, `ended` when the input is over. */
  readonly onEnd: (how: 'left' | 'ended') => void;
  /** Names of the commands, for completion. */
  readonly commands: readonly string[];
}
