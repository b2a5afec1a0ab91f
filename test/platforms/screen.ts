import { ABILITIES, type Ability, type Person, type PlatformName, type Press, type SentFile, type Shown } from './platform.ts';

export type Fit = RegExp | string;

/** A person in front of their screen: what they do, and what they get to see of it. Written once, the same on every platform. */
export interface Screen {
  readonly on: PlatformName;
  readonly person: Person;
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
  /** Resolves with the first truthy value; rejects with what stands on the screen. */
  until<T>(look: () => T): Promise<NonNullable<T>>;
}

/** `waitFor` has the patience that the place of the story needs. */
export function createScreen(on: PlatformName, person: Person, waitFor: <T>(look: () => T) => Promise<NonNullable<T>>): Screen {
  const heard = () => person.messages().filter(({ from }) => from === 'bot');

  async function until<T>(look: () => T): Promise<NonNullable<T>> {
    try {
      return await waitFor(look);
    } catch (error) {
      const shown = heard().map((message) => `${message.text} [${labels(message).join('] [')}]`);
      throw new Error(`in vain; on the screen stands:\n${shown.join('\n---\n')}`, { cause: error });
    }
  }

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
    on,
    person,
    can: (ability) => ABILITIES[on].includes(ability),
    until,
    heard,
    answerTo,
    now,
    pressOld,
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
  };
}

export function labels({ buttons }: Shown): string[] {
  return buttons.flat().map(({ text }) => text);
}

function fits(text: string, fit: Fit): boolean {
  return typeof fit === 'string' ? text.includes(fit) : fit.test(text);
}
