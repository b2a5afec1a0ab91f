import type { House } from './house.ts';

/** Lets time pass, five minutes at a time, until a message with these words stands in the chat after so many others. */
export async function untilShown(house: House, user: string, words: string, after = 0) {
  for (let looks = 0; looks < 100; looks += 1) {
    const shown = house.shown(user).slice(after);
    const found = shown.findLast(({ message }) => message.text.includes(words));
    if (found) return found;
    await house.pass(5 * 60_000);
  }
  throw new Error(`nothing with "${words}" came in eight hours`);
}
