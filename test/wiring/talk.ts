import { afterAll, beforeAll, beforeEach } from 'vitest';
import { words } from '../agent/answers.ts';
import { type House, openHouse } from './house.ts';

type Said = Parameters<House['say']>[2];

/** A house in which every test has a person of its own, who talks with it. */
export interface Talk {
  readonly house: House;
  /** The person's account, and their id. */
  readonly user: string;
  readonly person: string;
  /** Says this a second later; gives the answer. */
  say(text: string, over?: Said): Promise<string>;
  /** What was said last. */
  latest(): ReturnType<House['shown']>[number];
  /** Presses the button with this label under it; gives what then stands there. */
  press(label: string): Promise<string>;
}

/** To be called once in a file, outside of its tests. The model answers everything with `I see.` until it is told otherwise. */
export function talkInHouse(options: Parameters<typeof openHouse>[0] = {}): Talk {
  let house: House;
  let person = '';
  let count = 0;
  beforeAll(async () => {
    house = await openHouse(options);
  });
  beforeEach(async () => {
    count += 1;
    person = await house.move(talk.user);
    house.play(() => words('I see.'));
  });
  afterAll(() => house.close());

  const answer = async () => (await house.texts(talk.user)).at(-1) ?? '';
  const talk: Talk = {
    get house() {
      return house;
    },
    get user() {
      return `ann${count}`;
    },
    get person() {
      return person;
    },
    async say(text, over) {
      await house.clock.advance(1_000);
      await house.say(talk.user, text, over);
      return answer();
    },
    latest() {
      const shown = house.shown(talk.user).at(-1);
      if (!shown) throw new Error('nothing was said yet');
      return shown;
    },
    async press(label) {
      const { message, messageId } = talk.latest();
      const buttons = (message.buttons ?? []).flat();
      const button = buttons.find((one) => one.label === label);
      if (!button) throw new Error(`there is no button ${label} among ${buttons.map((one) => one.label).join(', ')}`);
      await house.press(talk.user, button.id, { messageId });
      return answer();
    },
  };
  return talk;
}
