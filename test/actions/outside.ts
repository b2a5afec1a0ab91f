import { z } from 'zod';
import {
  type ActionResult,
  defineOutsideKind,
  type Effect,
  type HandsContext,
  type OutsideKind,
  type Unanswered,
} from '../../src/actions/kind.ts';
import { AppError } from '../../src/ground/errors.ts';

type Undoing = { readonly texts: string[] };
type Outcome = ActionResult<Undoing> | Unanswered;

/** A place outside that takes letters, and does with the next ones whatever the test says. */
export interface Office {
  /** What has really happened there, in order. */
  readonly letters: string[];
  /** How often it was asked to take one. */
  readonly tries: () => number;
  /** What happens from now on instead of taking the letter. */
  instead(run: ((context: HandsContext, text: string) => Promise<Outcome>) | undefined): void;
  /** What a look for an earlier try gives from now on. */
  finds(find: (context: HandsContext) => Promise<Outcome | 'nothing'>): void;
  /** Called before something is taken back. */
  onUndo(act: () => Promise<void>): void;
  readonly kinds: readonly OutsideKind[];
}

const args = z.object({ text: z.string() });
const undoData = z.object({ texts: z.array(z.string()) });

export function openOffice(): Office {
  const letters: string[] = [];
  let tries = 0;
  let instead: ((context: HandsContext, text: string) => Promise<Outcome>) | undefined;
  let find: (context: HandsContext) => Promise<Outcome | 'nothing'> = async () => ({ unknown: 'nobody answers there' });
  let beforeUndo = async () => {};

  const kind = (name: string, effect: Effect, rest: { readonly holdMs?: number; readonly continues?: boolean } = {}) =>
    defineOutsideKind({
      name,
      description: 'Post a letter.',
      effect,
      verb: 'Post',
      area: 'letter',
      input: args,
      args,
      mainInput: 'text',
      ...rest,
      resolve: async (_, { text }) => {
        if (text === 'nowhere') throw new AppError('not-found', 'There is no such address.');
        return { text };
      },
      fields: { text: (value) => ({ label: 'Letter', value }) },
      async run(context, { text }) {
        tries += 1;
        if (instead) return instead(context, text);
        letters.push(text);
        return { said: `Posted: ${text}.`, undo: { texts: [text] } };
      },
      find: (context) => find(context),
      undoData,
      async undo(_, { texts }) {
        await beforeUndo();
        for (const text of texts) letters.splice(letters.indexOf(text), letters.includes(text) ? 1 : 0);
        return `Taken back: ${texts.length}.`;
      },
    });

  return {
    letters,
    tries: () => tries,
    instead(run) {
      instead = run;
    },
    finds(look) {
      find = look;
    },
    onUndo(act) {
      beforeUndo = act;
    },
    kinds: [
      kind('post', 'outbound'),
      kind('stamp', 'private'),
      kind('peek', 'read'),
      kind('held', 'outbound', { holdMs: 30_000 }),
      kind('ask_around', 'outbound', { continues: true }),
    ],
  };
}

/** A batch of so many letters, which looks at the signal between two of them and pauses before the one called `pauseAt`. */
export function batch(office: Office, count: number, pauseAt: number, pause: () => Promise<void>) {
  return async ({ signal }: HandsContext): Promise<Outcome> => {
    const texts: string[] = [];
    for (let item = 0; item < count && !signal.aborted; item += 1) {
      if (item === pauseAt) await pause();
      office.letters.push(`${item}`);
      texts.push(`${item}`);
    }
    return { said: `${texts.length} of ${count} posted.`, undo: { texts } };
  };
}

/** Waits for ever, heeding the signal or not. */
export const never = (signal?: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
