import type { Temporal } from 'temporal-polyfill';
import type { Database } from '../../../src/db/client.ts';
import { recordEpisode } from '../../../src/memory/episodes.ts';
import { saveFact } from '../../../src/memory/facts.ts';
import { learn } from '../../../src/memory/slots/learn.ts';

/** Something that was told, with a word in it that stands nowhere else. */
export interface Told {
  readonly mark: string;
  /** What the person would write after `/forget`. */
  readonly ways: readonly string[];
}

const FORMS = [
  (mark: string) => `The code of the boathouse is ${mark}.`,
  (mark: string, place: number) => `Friend${LETTERS[place % 26]} lives in ${mark}.`,
  (mark: string) => `We had dinner at ${mark} and talked about the garden.`,
  (mark: string, place: number) => `My ${NOUNS[place % NOUNS.length]} password is ${mark}-${place}`,
];
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const NOUNS = ['router', 'library', 'studio', 'boat', 'garage', 'school', 'bank', 'printer', 'archive', 'radio'];

/** Tells a person's memory so many things, some to be remembered, some in passing, some that say a fact, a minute apart. */
export async function tellAll(
  db: Database,
  personId: string,
  count: number,
  from: Temporal.Instant,
  random: () => number,
): Promise<Told[]> {
  return db.asPerson(personId, async (tx) => {
    const told: Told[] = [];
    for (let place = 0; place < count; place += 1) {
      const mark = markOf(random);
      const text = (FORMS[place % FORMS.length] ?? FORMS[0]!)(mark, place);
      const [at, source] = [from.add({ minutes: place }), `proof:${mark}`];
      const said = {
        personId,
        text,
        tainted: false,
        source,
        at,
        platform: 'terminal',
        chat: 'one',
        role: 'person',
        turnId: null,
      } as const;
      const isSaved = place % 3 === 0;
      const id = isSaved
        ? (await saveFact(tx, { personId, text, trust: 'owner', source, recordedAt: at })).id
        : await recordEpisode(tx, said);
      await learn(tx, { personId, own: text, trust: 'owner', source, zone: 'UTC', now: at });
      told.push({ mark, ways: [mark, `${isSaved ? 'fact' : 'episode'}:${id.slice(0, 8)}`] });
    }
    return told;
  });
}

/** A word that no stemmer cuts and that looks like a name. */
function markOf(random: () => number): string {
  const letters = Array.from({ length: 9 }, () => 'bdfgkmpvxz'[Math.floor(random() * 10)]).join('');
  return `Q${letters}o`;
}
