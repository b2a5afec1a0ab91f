import type { ShowCards } from '../../actions/show-again.ts';
import type { Database } from '../../db/client.ts';
import type { Command } from './command.ts';

/** `/cards`: what waits for a press comes to the chat where the person is now. */
export function createCardsCommand({ db, showCards }: { readonly db: Database; readonly showCards: ShowCards }): Command {
  return {
    name: 'cards',
    description: 'Show here what waits for your press',
    usage: '/cards',
    async run({ personId, platform, chat, source }) {
      const count = await db.asPerson(personId, (tx) => showCards(tx, personId, { platform, chat }, source));
      return { message: { text: countText(count) } };
    },
  };
}

function countText(count: number): string {
  if (count === 0) return 'Nothing waits for your press.';
  const cards = count === 1 ? 'This card waits' : `These ${count} cards wait`;
  return `${cards} for your press. Press here or where it stood before: it counts once, and both places show what came of it.`;
}
