import type { Temporal } from 'temporal-polyfill';
import {
  ABILITIES,
  type Ability,
  type Person,
  type PlatformName,
  type Press,
  type SentFile,
  type Shown,
} from '../../platforms/platform.ts';
import type { Guest, Stage } from './stage.ts';

/** Long enough for a slow machine; no test rests on it. */
const PATIENCE_MS = 10_000;

export type Fit = RegExp | string;

/** A person in front of their screen: what they do, and what they get to see. Written once, held on every platform. */
export interface Talk extends Guest {
  readonly on: PlatformName;
  can(ability: Ability): boolean;
  /** Writes; resolves with the first message that comes of it. */
  says(text: string): Promise<Shown>;
  /** The same for a command, given the way the platform has it. */
  runs(command: string, argument?: string): Promise<Shown>;
  sends(file: SentFile): Promise<Shown>;
  /** Does something; resolves with the first message of the assistant behind it. */
  answerTo(act: () => unknown): Promise<Shown>;
  /** What the assistant has said, as it stands now. */
  heard(): readonly Shown[];
  /** Resolves with the newest message of the assistant that fits. */
  hears(fit: Fit): Promise<Shown>;
  /** Resolves with the newest message that has this button. */
  card(label: string): Promise<Shown>;
  /** Presses the button; resolves with the sentence that answers the press. */
  press(shown: Shown, label: string): Promise<string>;
  /** Presses the button as it once stood there, whether or not it still does. */
  pressOld(shown: Shown, label: string): Promise<string>;
  /** Presses a button for a window. */
  open(shown: Shown, label: string): Promise<Press>;
  /** The message as it stands now. */
  now(shown: Shown): Shown;
  /** Resolves when the message, as it stands now, fits. */
  becomes(shown: Shown, fit: Fit): Promise<Shown>;
  until<T>(look: () => T): Promise<NonNullable<T>>;
  /** Time goes by, for everybody on the stage. */
  passes(time: Temporal.DurationLike): Promise<void>;
  /** Somebody else on the same platform, to whom messages may be sent. */
  other(): Promise<Talk>;
  stranger(): Person;
}

export async function createTalk(stage: Stage, on: PlatformName, passes: Talk['passes'], of?: Guest): Promise<Talk> {
  const guest = await stage.guest(on, of);
  const { person } = guest;
  const platform = stage.platform(on);
  async function until<T>(look: () => T): Promise<NonNullable<T>> {
    try {
      // A slow machine may have let a request time out: what is tried again later waits for the clock.
      return await platform.waitFor(look, PATIENCE_MS).catch(() => retried(look));
    } catch (error) {
      const shown = heard().map((message) => `${message.text} [${labels(message).join('] [')}]`);
      throw new Error(`in vain; on the screen stands:\n${shown.join('\n---\n')}`, { cause: error });
    }
  }

  async function retried<T>(look: () => T): Promise<NonNullable<T>> {
    await stage.passes({ seconds: 2 });
    return platform.waitFor(look, PATIENCE_MS);
  }

  const heard = () => person.messages().filter(({ from }) => from === 'bot');

  async function answerTo(act: () => unknown): Promise<Shown> {
    const known = new Set(heard().map(({ messageId }) => messageId));
    act();
    return until(() => heard().find(({ messageId }) => !known.has(messageId)));
  }

  function now({ messageId, text }: Shown): Shown {
    const found = person.messages().find((each) => each.messageId === messageId);
    if (!found) throw new Error(`the message is gone: ${text}`);
    return found;
  }

  function dataOf(shown: Shown, label: string): string {
    const button = shown.buttons.flat().find(({ text }) => text === label);
    if (!button) throw new Error(`no button ${label}, only ${labels(shown).join(', ')}, under: ${shown.text}`);
    return button.data;
  }

  async function pressOld(shown: Shown, label: string): Promise<string> {
    const press = person.presses(shown.messageId, dataOf(shown, label));
    return until(() => press.said());
  }

  return {
    ...guest,
    on,
    can: (ability) => ABILITIES[on].includes(ability),
    until,
    heard,
    answerTo,
    now,
    pressOld,
    passes,
    says: (text) => answerTo(() => person.writes(text)),
    runs: (command, argument) => answerTo(() => person.runs(command, argument)),
    sends: (file) => answerTo(() => person.sends(file)),
    hears: (fit) => until(() => heard().findLast(({ text }) => fits(text, fit))),
    card: (label) => until(() => heard().findLast((shown) => labels(shown).includes(label))),
    press: (shown, label) => pressOld(now(shown), label),
    async open(shown, label) {
      const press = person.presses(shown.messageId, dataOf(now(shown), label));
      await until(() => press.form() !== undefined || press.said());
      return press;
    },
    becomes: (shown, fit) =>
      until(() => {
        const current = now(shown);
        return fits(current.text, fit) ? current : undefined;
      }),
    other: () => createTalk(stage, on, passes, guest),
    stranger: () => stage.stranger(on),
  };
}

export function labels({ buttons }: Shown): string[] {
  return buttons.flat().map(({ text }) => text);
}

function fits(text: string, fit: Fit): boolean {
  return typeof fit === 'string' ? text.includes(fit) : fit.test(text);
}
