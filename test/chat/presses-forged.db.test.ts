import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actions } from '../../src/db/schema/actions.ts';
import { tasks } from '../../src/db/schema/planning.ts';
import { createButtons } from '../../src/outbox/buttons.ts';
import { calls } from '../agent/answers.ts';
import { type House, openHouse } from '../wiring/house.ts';

const CARDS = 10;
const ROUNDS = 100;
const AT_ONCE = 100;

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** So many open cards of a person, by their first buttons. */
async function cards(user: string): Promise<string[]> {
  for (let card = 0; card < CARDS; card += 1) {
    house.play(() => calls(['task_add', { title: `task ${card}` }]));
    await house.say(user, 'deal with this', { foreignText: 'words of others' });
    await house.texts(user);
  }
  const buttons = house.shown(user).flatMap(({ message }) => message.buttons?.flat() ?? []);
  return buttons.filter(({ label }) => label === 'Add').map(({ id }) => id);
}

/** The letter at `at` is another one. */
function bend(button: string, at: number): string {
  const index = at % button.length;
  const other = button[index] === 'a' ? 'b' : 'a';
  return `${button.slice(0, index)}${other}${button.slice(index + 1)}`;
}

test('R27 10,000 forged, foreign, mutated and replayed presses run nothing', async () => {
  const [ann, ben] = [await house.move('ann'), await house.move('ben')];
  const theirs = await cards('ann');
  const declined = (await cards('ben')).map((go) => ({ go, id: go.split('.')[1] ?? '' }));
  for (const { id } of declined) await house.press('ben', house.buttons.sign({ verb: 'no', id }, ben));
  const foreign = createButtons(Buffer.alloc(32, 9));

  let presses = 0;
  const next = () => {
    presses += 1;
    return presses;
  };
  const forge = [
    (go: string) => house.press('ann', bend(go, next())),
    (go: string) => house.press('ben', go),
    (go: string) => house.press('nobody', go),
    (go: string) => house.press('ann', foreign.sign({ verb: 'do', id: go.split('.')[1] ?? '' }, ann)),
    (go: string) => house.press('ann', house.buttons.sign({ verb: 'do', id: go.split('.')[1] ?? '' }, ben)),
    (go: string) => house.press('ann', go.replace(/^do/, ['no', 'undo', 'again', 'leave', 'edit'][next() % 5] ?? 'no')),
    (go: string) => house.press('ann', `${go.slice(0, -1)}`),
    (go: string) => house.press('ben', house.buttons.sign({ verb: 'do', id: go.split('.')[1] ?? '' }, ben)),
    (_: string, card: number) => house.press('ben', declined[card]?.go ?? ''),
    (_: string, card: number) => house.press('ben', declined[card]?.go ?? '', { key: 'press:replayed' }),
  ];
  const rounds = Array.from({ length: ROUNDS }, () => theirs.map((go, card) => ({ go, card }))).flat();
  const said: string[] = [];
  for (let from = 0; from < rounds.length; from += AT_ONCE / forge.length) {
    const wave = rounds.slice(from, from + AT_ONCE / forge.length);
    said.push(...(await Promise.all(wave.flatMap(({ go, card }) => forge.map((press) => press(go, card))))));
  }

  expect(said).toHaveLength(10_000);
  for (const sentence of said) expect(sentence).toMatch(/Nothing was done|Got it already/);
  const left = await house.db.asSystem(async (tx) => ({
    tasks: await tx.select().from(tasks),
    open: await tx.$count(actions, eq(actions.state, 'proposed')),
    declined: await tx.$count(actions, eq(actions.state, 'declined')),
  }));
  expect(left).toEqual({ tasks: [], open: CARDS, declined: CARDS });
  // The real ones still count, each once.
  for (const go of theirs) await house.press('ann', go);
  expect(await house.db.asPerson(ann, (tx) => tx.select().from(tasks))).toHaveLength(CARDS);
}, 240_000);
