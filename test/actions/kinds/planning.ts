import { Temporal } from 'temporal-polyfill';
import type { ActionContext, InsideKind } from '../../../src/actions/kind.ts';
import { reminderKinds } from '../../../src/actions/kinds/reminders.ts';
import { taskKinds } from '../../../src/actions/kinds/tasks.ts';
import type { Database } from '../../../src/db/client.ts';
import { defaultProfile, type Profile } from '../../../src/people/profile.ts';
import { addPerson } from '../../fixtures/database.ts';

/** A Wednesday, 13:00 in Berlin. */
export const NOW = '2026-03-04T12:00:00Z';

export const profile: Profile = {
  ...defaultProfile('Europe/Berlin', 'Ann'),
  goals: { shortTerm: ['Run a marathon'], longTerm: ['Learn Greek'], metrics: [], values: [] },
};

/** What a kind does for one new person: wish and take back, as the ledger would store it in between. */
export async function createHand(db: Database, over: Partial<Pick<ActionContext, 'profile'>> = {}) {
  const personId = await addPerson(db);
  let now = Temporal.Instant.from(NOW);
  const inTransaction = <T>(work: (context: ActionContext) => Promise<T>) =>
    db.asPerson(personId, (tx) =>
      work({ tx, personId, profile, now, source: 'telegram:1', tainted: false, ownWords: '', ...over }),
    );
  return {
    personId,
    setNow(iso: string) {
      now = Temporal.Instant.from(iso);
    },
    wish: (name: string, input: object) =>
      inTransaction(async (context) => {
        const kind = kindOf(name);
        const args: unknown = JSON.parse(JSON.stringify(await kind.resolve(context, input)));
        const { said, undo } = await kind.run(context, args);
        const card = kind.card(args, context.profile).map(({ label, value }) => `${label}: ${value}`);
        return { said, card, args, undo: undo === undefined ? undefined : (JSON.parse(JSON.stringify(undo)) as unknown) };
      }),
    /** Does what was resolved earlier, such as what a card held. */
    run: (name: string, args: unknown) => inTransaction((context) => kindOf(name).run(context, args)),
    undo: (name: string, data: unknown) => inTransaction((context) => kindOf(name).undo(context, data)),
  };
}

function kindOf(name: string): InsideKind {
  const kind = [...taskKinds, ...reminderKinds].find((each) => each.name === name);
  if (!kind) throw new Error(`no kind ${name}`);
  return kind;
}
