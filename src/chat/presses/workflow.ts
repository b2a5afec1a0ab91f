import type { Act } from '../../actions/act.ts';
import type { Database } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { enqueue } from '../../outbox/outbox.ts';
import { RECIPES, type Recipe } from '../../workflows/recipes.ts';
import { workflowsOf } from '../../workflows/store.ts';
import type { OutsidePress } from '../presses.ts';
import { undoButton } from '../undo-button.ts';

interface RecipePressDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly act: Act;
  readonly buttons: Buttons;
}

/** The buttons under the recipes: one tap switches one on. */
export function createRecipePress({ db, clock, act, buttons }: RecipePressDeps): OutsidePress {
  return (personId, { verb }, press) => {
    const recipe = RECIPES.find((each) => each.verb === verb);
    return recipe && switchOn(recipe);

    async function switchOn(recipe: Recipe): Promise<string> {
      const { name } = recipe;
      const on = await db.asPerson(personId, (tx) => workflowsOf(tx, personId));
      if (on.some((workflow) => workflow.name === name && workflow.source !== press.key))
        return `${name} is on already. /workflow shows it.`;
      const wish = { personId, ...wishOf(recipe), key: `press:${press.key}`, source: press.key };
      const outcome = await act({ ...wish, tainted: false, unattended: false });
      if (outcome.state !== 'done') return outcome.state === 'refused' ? outcome.said : 'I ask you first, in a card.';
      const { actionId, said: text, undoable } = outcome;
      const undo = undoButton(buttons, personId, actionId);
      const why = { trigger: 'the button you pressed', by: 'rule', sources: [], actions: [actionId] };
      const message = { text, ...(undoable && { buttons: [[undo]] }) };
      await db.asPerson(personId, (tx) =>
        enqueue(tx, { personId, key: `pressed:${press.key}`, message, why, now: clock.now(), to: press }),
      );
      return `${name} is on.`;
    }
  };
}

function wishOf({ name, plan: { when, conditions, steps }, setting }: Recipe) {
  if (setting) return { kind: 'profile_update', input: setting };
  return { kind: 'workflow_create', input: { name, when, if: conditions.join('\n'), steps: steps.join('\n') } };
}
