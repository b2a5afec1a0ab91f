import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import { isStandingConsent } from '../../people/consents.ts';
import type { Profile } from '../../people/profile.ts';
import { fieldText, withField } from '../../people/profile-path.ts';
import { loadForChange, save } from '../../people/profile-store.ts';
import { type ActionContext, defineKind, type InsideKind } from '../kind.ts';

interface Deps {
  /** Called in the same transaction after every change and undo: what depends on the profile, such as the hour of the brief, follows it. */
  readonly onChange: (tx: Tx, personId: string, profile: Profile, now: Temporal.Instant) => Promise<void>;
}

const path = z.string().trim().max(100);
/** As the field's own reading writes it: the whole list, the zone's full name, hours as 09:00-18:00. */
const canonicalText = z.string().max(20_000);

/** Changes one field of the profile or settings, named by its dotted path. */
export function profileUpdate({ onChange }: Deps): InsideKind {
  async function put({ tx, personId, now }: ActionContext, field: string, text: string, profile: Profile): Promise<void> {
    const changed = withField(profile, field, text);
    await save(tx, personId, changed);
    await onChange(tx, personId, changed, now);
  }

  return defineKind({
    name: 'profile_update',
    description: 'Change one profile or settings field by dotted path, like identity.timezone. Lists take "+item" or "-item".',
    effect: 'private',
    verb: 'Change',
    area: 'profile',
    input: z.object({ path, value: z.preprocess(toText, z.string().max(2_000)) }),
    args: z.object({ path, value: canonicalText }),
    async resolve({ profile, tainted, commanded }, input) {
      const value = fieldText(withField(profile, input.path, input.value), input.path);
      // The profile stands in every later prompt as the person's own word: no press can make a stranger's words that.
      if (tainted) throw new AppError('denied', `${STRANGE} /settings ${input.path} and the new value.`);
      if (!commanded && isStandingConsent(input.path, value))
        throw new AppError('denied', `${CONSENT} /settings ${input.path.replace(/^settings\./, '')} ${value}`);
      return { path: input.path, value };
    },
    fields: {
      path: (value) => ({ label: 'Setting', value }),
      value: (value) => ({ label: 'New value', value }),
    },
    async run(context, args) {
      const profile = await loadForChange(context.tx, context.personId);
      const before = fieldText(profile, args.path);
      if (before === args.value) return { said: `${args.path} is ${shown(before)} already.` };
      await put(context, args.path, args.value, profile);
      const said = `${args.path} is now ${shown(args.value)}. It was ${shown(before)}.`;
      return { said, undo: { path: args.path, before, after: args.value } };
    },
    undoData: z.object({ path, before: canonicalText, after: canonicalText }),
    async undo(context, { path: field, before, after }) {
      const profile = await loadForChange(context.tx, context.personId);
      const standing = fieldText(profile, field);
      if (standing !== after) {
        throw new AppError('invalid', `${field} was changed again since and is ${shown(standing)} now, so it stays as it is.`);
      }
      await put(context, field, before, profile);
      return `${field} is ${shown(before)} again.`;
    },
  });
}

const STRANGE = 'Text from outside was in this request, so I leave the profile as it is. Change it by the command:';

const CONSENT = 'This lets me do things without a card each time, so only you yourself can say it, by the command:';

/** Models write 30, true and ["a", "b"] as well. */
function toText(value: unknown): unknown {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function shown(text: string): string {
  return text === '' ? 'empty' : text;
}
