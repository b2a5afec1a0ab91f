import { and, eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { type NewsKind, notices, type RatingReason } from '../db/schema/news.ts';
import { uuidOf } from '../ground/named-uuid.ts';
import type { Profile } from '../people/profile.ts';
import { load } from '../people/profile-store.ts';
import type { Button } from '../ports/chat.ts';
import type { SignButton } from './reminder-message.ts';

/** What was rated: a brief, a review, or news of these kinds. */
export type Rateable = { readonly is: 'brief' | 'review' } | { readonly is: 'news'; readonly kinds: readonly NewsKind[] };

/** One setting that a verdict may have changed. Nothing changes by the verdict alone: the person presses it, or writes it. */
export interface RatingOffer {
  /** At most 40 characters. */
  readonly label: string;
  /** The dotted path of the field, and its new value. */
  readonly path: string;
  readonly value: string;
  /** What holds once it is changed. */
  readonly said: string;
}

/** The verb of the buttons that take up an offer. */
export const OFFER_VERB = 'ratefix';

/** What a verdict with this reason offers to change; what is so already is not offered. */
export function offersFor(rated: Rateable, reason: RatingReason, profile: Profile): readonly RatingOffer[] {
  if (rated.is !== 'news') return reason === 'at a bad time' ? otherHours(rated.is, profile) : [];
  const [kind, another] = rated.kinds;
  if (kind === undefined || another !== undefined || reason === 'wrong') return [];
  const path = `settings.news.${kind}`;
  const standing = profile.settings.news[kind];
  const digest = {
    label: 'Only with the brief',
    path,
    value: 'digest',
    said: `News of the kind ${kind} comes with the brief from now on.`,
  };
  const off = {
    label: 'None of this kind',
    path,
    value: 'off',
    said: `News of the kind ${kind} does not come any more; /news shows it.`,
  };
  if (standing === 'off') return [];
  return [...(standing === 'digest' ? [] : [digest]), ...(reason === 'of no interest' ? [off] : [])];
}

/** What else helps, in one sentence; undefined where the offers say all. */
export function adviceFor({ is }: Rateable, reason: RatingReason): string | undefined {
  if (reason === 'wrong') return 'Tell me what is right: what you write counts from then on, and /memory corrects what I hold.';
  if (is !== 'news' && reason !== 'at a bad time') return '"Less of this" leaves parts of it out.';
  return undefined;
}

/** What the message with this key was. */
export async function rateableOf(tx: Tx, personId: string, item: string): Promise<Rateable> {
  const [word = ''] = item.split(/[:-]/);
  if (word === 'brief' || word === 'review') return { is: word };
  const told = await tx
    .selectDistinct({ kind: notices.kind })
    .from(notices)
    .where(and(eq(notices.personId, personId), eq(notices.saidWith, item)));
  return { is: 'news', kinds: told.map(({ kind }) => kind) };
}

/** What this verdict on that message offers, and advises, as the person's settings stand. */
export async function answersTo(tx: Tx, personId: string, item: string, reason: RatingReason) {
  const rated = await rateableOf(tx, personId, item);
  return { offers: offersFor(rated, reason, await load(tx, personId)), advice: adviceFor(rated, reason) };
}

/** A button for each, whose id names the setting and its value: pressed late, it does what it said or nothing. */
export function offerButtons(personId: string, offers: readonly RatingOffer[], sign: SignButton): readonly Button[] {
  return offers.map((offer) => ({ id: sign(OFFER_VERB, idOf(offer), personId), label: offer.label, style: 'plain' }));
}

/** The offer that the button stood for; undefined where it is so already, or the setting has changed since. */
export async function offerOf(tx: Tx, personId: string, item: string, id: string): Promise<RatingOffer | undefined> {
  const [rated, profile] = [await rateableOf(tx, personId, item), await load(tx, personId)];
  return REASONS_THAT_OFFER.flatMap((reason) => offersFor(rated, reason, profile)).find((offer) => idOf(offer) === id);
}

const REASONS_THAT_OFFER: readonly RatingReason[] = ['of no interest', 'at a bad time'];

function idOf({ path, value }: RatingOffer): string {
  return uuidOf(`${path} ${value}`);
}

function otherHours(is: 'brief' | 'review', { settings }: Profile): readonly RatingOffer[] {
  const { on, at } = settings[is];
  if (!on) return [];
  return [-1, 1].map((hours) => {
    const value = Temporal.PlainTime.from(at).add({ hours }).toString({ smallestUnit: 'minute' });
    return {
      label: `At ${value} from now on`,
      path: `settings.${is}.at`,
      value,
      said: `Your ${is} comes at ${value} from now on.`,
    };
  });
}
