/** What a sentence says of somebody: one value of one attribute, from then on or until then. */
export interface Claim {
  /** `me` for the person, a name, or `my sister` while nobody has said what she is called. */
  readonly subject: string;
  /** In the person's words: `home`, `birthday`, `favourite tea`, `position on zoos`. */
  readonly attribute: string;
  readonly value: string;
  /** `correct`: what stood was wrong; `wrong`: this value never held; `end`: it holds no longer. */
  readonly how: 'set' | 'end' | 'correct' | 'wrong';
  /** The first day on which it held, or no longer did, where the sentence tells (ISO date). */
  readonly since?: string | undefined;
  /** For what is over: the first day on which it held no longer. */
  readonly until?: string | undefined;
  /** Why, as the person said it. */
  readonly reason?: string | undefined;
  /** The sentence. */
  readonly quote: string;
}

/** The thing a claim is about: of one such thing one value holds at a time, unless it is of those of which one has many. */
export function slotOf({ subject, attribute, value }: Pick<Claim, 'subject' | 'attribute' | 'value'>): string {
  const slot = `${plainWords(subject)}/${plainWords(attribute)}`;
  return hasMany(attribute) ? `${slot}/${plainWords(value)}` : slot;
}

/** Lower case, without punctuation and articles: how two values are compared. */
export function plainWords(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{N}+@.'’-]+/gu) ?? [];
  return words
    .filter((word) => !/^(?:the|a|an)$/.test(word))
    .join(' ')
    .replace(/[.'’-]+$/, '');
}

export const PETS = 'dog|cat|parrot|hamster|horse';
/** Of whom one has several at once. */
export const MANY_RELATIONS = `sister|brother|son|daughter|child|kid|friend|best friend|colleague|coworker|co-worker|neighbou?r|cousin|uncle|aunt|grandmother|grandfather|grandson|granddaughter|nephew|niece|flatmate|roommate|housemate|teammate|client|student|${PETS}`;
/** Of whom one has one at a time. */
export const ONE_RELATION =
  'wife|husband|partner|girlfriend|boyfriend|fianc[eé]e?|mother|father|mum|mom|dad|stepmother|stepfather|manager|boss|supervisor|team lead|doctor|gp|dentist|therapist|landlord|landlady|lawyer|accountant|coach|trainer|mentor|assistant|teacher|tutor|hairdresser|physio';
export const RELATION = `${MANY_RELATIONS}|${ONE_RELATION}`;

const MANY = new RegExp(`^(?:${MANY_RELATIONS}|plan|allergy|belonging|project)$`, 'i');

export function hasMany(attribute: string): boolean {
  return MANY.test(attribute);
}

/** What does not change: two values of it can only be a slip. */
export const FIXED_ATTRIBUTES = ['birthday', 'name', 'origin', 'mother', 'father', 'wedding anniversary', 'anniversary'];

/** Two words for one thing are one attribute. */
export function sameAttribute(attribute: string): string {
  const words = attribute.toLowerCase().replaceAll(/\s+/g, ' ').trim();
  const same: Record<string, string> = {
    mum: 'mother',
    mom: 'mother',
    dad: 'father',
    boss: 'manager',
    supervisor: 'manager',
    gp: 'doctor',
    coworker: 'colleague',
    'co-worker': 'colleague',
    neighbor: 'neighbour',
    kid: 'child',
    fiancee: 'fiancée',
    fiance: 'fiancé',
    roommate: 'flatmate',
    housemate: 'flatmate',
    'best friend': 'friend',
  };
  return same[words] ?? words.replaceAll('favorite', 'favourite').replaceAll('colour', 'color');
}
