import type { OutgoingMessage } from '../ports/chat.ts';
import type { Effect } from './kind.ts';

/** One wish for an action, from a model's tool call or a command. */
export interface Wish {
  readonly personId: string;
  readonly kind: string;
  /** Untrusted: what the model or the command wrote. */
  readonly input: unknown;
  /** The same key is the same wish: it runs once. */
  readonly key: string;
  /** The key of what wished for it: an inbox key, or a schedule's. */
  readonly source: string;
  readonly turnId?: string;
  readonly tainted: boolean;
  readonly unattended: boolean;
}

export type ActOutcome =
  | {
      readonly state: 'done';
      readonly said: string;
      readonly actionId: string;
      readonly undoable: boolean;
      /** True when `said` holds text from outside, or the wish was tainted already. */
      readonly tainted: boolean;
      readonly effect: Effect;
    }
  /** Nothing has happened: the card asks the person first. */
  | { readonly state: 'proposed'; readonly card: OutgoingMessage; readonly actionId: string }
  /** Nothing has happened: the sentence says what to write instead. */
  | { readonly state: 'refused'; readonly said: string };

export type Act = (wish: Wish) => Promise<ActOutcome>;
