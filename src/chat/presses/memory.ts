import type { Act } from '../../actions/act.ts';
import type { Database, Tx } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import { type NamePair, namePairs } from '../../memory/graph/names.ts';
import { type Holding, holdingsOf, idsIn } from '../../memory/holdings.ts';
import { observationsOn, standingShortForm } from '../../memory/night/read-night.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { enqueue, findPressed } from '../../outbox/outbox.ts';
import { load } from '../../people/profile-store.ts';
import type { IncomingPress } from '../../ports/chat.ts';
import {
  endDay,
  itemView,
  listed,
  MEMORY_VERBS,
  type MemoryVerb,
  type MemoryView,
  namesOn,
  overview,
  pageFor,
  type Sign,
} from '../memory-view.ts';
import type { OutsidePress } from '../presses.ts';
import { undoButton } from '../undo-button.ts';

interface MemoryPressDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly act: Act;
  readonly buttons: Buttons;
}

const GONE = 'I do not remember this any more. /memory shows what there is.';

/** The buttons of `/memory`: a look is shown in the place of the last one; a deed runs as any other, with Undo. */
export function createMemoryPress(deps: MemoryPressDeps): OutsidePress {
  return (personId, { verb, id }, press) => {
    const known = MEMORY_VERBS.find((each) => each === verb);
    return known && pressed(deps, personId, known, id, press);
  };
}

async function pressed(
  deps: MemoryPressDeps,
  personId: string,
  verb: MemoryVerb,
  id: string,
  press: IncomingPress,
): Promise<string> {
  const { all, pairs, zone } = await deps.db.asPerson(personId, async (tx) => ({
    all: await holdingsOf(tx, personId),
    pairs: await namePairs(tx, personId),
    zone: (await load(tx, personId)).identity.timezone,
  }));
  const sign = signWith(deps.buttons, personId);
  if (verb === 'mall') {
    const short = await deps.db.asPerson(personId, (tx) => standingShortForm(tx, personId, all));
    return show(deps, personId, press, overview(all, short, sign), 'All that I remember.');
  }
  if (verb === 'mtopic') {
    const page = pageFor(all, id);
    if (!page) return GONE;
    const found = all.filter(({ topic }) => topic === page.topic);
    const seen = await deps.db.asPerson(personId, (tx) => observationsOn(tx, personId, page.topic));
    const list = { heading: page.topic, found, from: page.from, names: namesOn(pairs, page.topic), seen };
    return show(deps, personId, press, listed(list, zone, sign), page.topic.slice(0, 100));
  }
  if (verb === 'msame' || verb === 'mapart') {
    const pair = pairs.find((each) => each.id === id);
    return pair ? ruleOn(deps, personId, pair, verb === 'msame', zone, press) : GONE;
  }
  const one = all.find((each) => each.id === id);
  if (!one) return GONE;
  const view = itemView(one, zone, sign);
  if (verb === 'mitem') return show(deps, personId, press, view, 'Here it is.');
  if (verb === 'mright') {
    const message = { ...view.message, text: howToCorrect(one) };
    return show(deps, personId, press, { ...view, message }, 'Write what is right.');
  }
  return change(deps, personId, verb, one, zone, press);
}

type Deed = Exclude<MemoryVerb, 'mall' | 'mtopic' | 'mitem' | 'mright' | 'msame' | 'mapart'>;

async function change(
  deps: MemoryPressDeps,
  personId: string,
  deed: Deed,
  one: Holding,
  zone: string,
  press: IncomingPress,
): Promise<string> {
  const wish = wishOf(deed, one, endDay(deps.clock.now(), zone));
  return carryOut(deps, personId, wish, press, async (tx, sign) => {
    const anew = (await holdingsOf(tx, personId)).find(({ id }) => id === one.id);
    return anew ? itemView(anew, zone, sign) : { message: { text: '' }, sources: idsIn(one) };
  });
}

function ruleOn(
  deps: MemoryPressDeps,
  personId: string,
  { short, long }: NamePair,
  isSame: boolean,
  zone: string,
  press: IncomingPress,
): Promise<string> {
  const wish = { kind: 'memory_names', input: { short, long, isSame } };
  return carryOut(deps, personId, wish, press, async (tx, sign) => {
    const found = (await holdingsOf(tx, personId)).filter(({ topic }) => topic === long);
    const names = namesOn(await namePairs(tx, personId), long);
    const seen = await observationsOn(tx, personId, long);
    return listed({ heading: long, found, from: 0, names, seen }, zone, sign);
  });
}

/** Does it, and shows what there is afterwards, with Undo. */
async function carryOut(
  deps: MemoryPressDeps,
  personId: string,
  wish: { readonly kind: string; readonly input: object },
  press: IncomingPress,
  look: (tx: Tx, sign: Sign) => Promise<MemoryView>,
): Promise<string> {
  const key = `press:${press.key}`;
  const outcome = await deps.act({ ...wish, personId, key, source: press.key, tainted: false, unattended: false });
  if (outcome.state !== 'done') return outcome.state === 'refused' ? outcome.said : 'I ask you first, in a card.';
  const { actionId, said, undoable } = outcome;
  const answer = said.split('\n')[0]?.slice(0, 200) ?? said;
  if (!undoable) return answer;
  const undo = undoButton(deps.buttons, personId, actionId);
  const { message, sources } = await deps.db.asPerson(personId, (tx) => look(tx, signWith(deps.buttons, personId)));
  const text = [`✓ ${said}`, message.text].filter(Boolean).join('\n\n');
  const view = { message: { text, buttons: [[undo], ...(message.buttons ?? [])] }, sources };
  await show(deps, personId, press, view, said, [actionId]);
  return answer;
}

function wishOf(deed: Deed, { item, class: kind }: Holding, end: string): { readonly kind: string; readonly input: object } {
  switch (deed) {
    case 'mpin':
      return { kind: 'memory_keep', input: { item, as: 'pinned' } };
    case 'mlong':
      return { kind: 'memory_keep', input: { item, as: 'long' } };
    case 'mend':
      return { kind: 'memory_keep', input: { item, as: kind === 'pinned' ? 'pinned' : 'long', until: end } };
    case 'mforget':
      return { kind: 'memory_forget', input: { words: item } };
  }
}

function howToCorrect({ item, text }: Holding): string {
  return `What I have is: ${text}\n\nWrite what is right behind this: \`/memory correct ${item} \``;
}

/** In the place of the message that was pressed. */
async function show(
  { db, clock }: MemoryPressDeps,
  personId: string,
  press: IncomingPress,
  { message, sources }: MemoryView,
  said: string,
  actions: readonly string[] = [],
): Promise<string> {
  await db.asPerson(personId, async (tx) => {
    const original = await findPressed(tx, personId, press);
    if (!original) return;
    const why = { trigger: 'the button you pressed', by: 'rule', sources: [...sources], actions: [...actions] };
    await enqueue(tx, { personId, key: `pressed:${press.key}`, message, why, now: clock.now(), edits: original.key });
  });
  return said;
}

function signWith({ sign }: Buttons, personId: string): Sign {
  return (verb, id) => sign({ verb, id }, personId);
}
