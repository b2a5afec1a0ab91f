import type { Temporal } from 'temporal-polyfill';
import { shown } from '../actions/card/shown.ts';
import type { ProfileLine } from '../db/schema/observations.ts';
import { namedUuid } from '../ground/named-uuid.ts';
import type { NamePair } from '../memory/graph/names.ts';
import { type Holding, idsIn, TOPICS, topicsOf } from '../memory/holdings.ts';
import type { Seen } from '../memory/night/read-night.ts';
import { whenText } from '../memory/slots/slot-line.ts';
import type { Button, OutgoingMessage } from '../ports/chat.ts';

export const MEMORY_VERBS = ['mtopic', 'mitem', 'mpin', 'mlong', 'mend', 'mright', 'mforget', 'msame', 'mapart', 'mall'] as const;
export type MemoryVerb = (typeof MEMORY_VERBS)[number];

/** Signs a button of one person's. */
export type Sign = (verb: MemoryVerb, id: string) => string;

/** What is shown of memory, and the ids of all that it tells: with what they name, it is erased. */
export interface MemoryView {
  readonly message: OutgoingMessage;
  readonly sources: readonly string[];
}

const MOST_TOPICS = 20;
const MOST_ITEMS = 10;
const BUTTONS_A_ROW = 3;
const DAYS_LEFT = 30;

/** What is remembered: in short, as last night wrote it, and by person, project and topic, with a button for each. */
export function overview(all: readonly Holding[], short: readonly ProfileLine[], sign: Sign): MemoryView {
  if (all.length === 0) return { message: { text: NOTHING }, sources: [] };
  const topics = [...topicsOf(all)];
  const lines = topics.map(([topic, count]) => `- ${shown(topic)}: ${count}`);
  const buttons = topics
    .slice(0, MOST_TOPICS)
    .map(([topic, count]) => plain(sign('mtopic', pageId(topic, 0)), `${topic} (${count})`));
  const how = 'Press a topic, or write /memory and a name or a word. /memory export gives all of it as files.';
  const inShort = short.length === 0 ? [] : [['In short:', ...short.map(({ text }) => `- ${shown(text)}`)].join('\n')];
  const text = ['**What I remember**', ...inShort, lines.join('\n'), how].join('\n\n');
  const named = all.filter(({ topic }) => !OWN_TOPICS.includes(topic));
  const sources = [...new Set([...named.flatMap(idsIn), ...short.map(({ item }) => item)])];
  return { message: { text, buttons: rowsOf(buttons) }, sources };
}

interface Listed {
  /** What they have in common. */
  readonly heading: string;
  readonly found: readonly Holding[];
  /** The place that the page begins at. */
  readonly from: number;
  /** What else it is called, or may be. */
  readonly names: readonly NamePair[];
  /** What the nights have seen of it. */
  readonly seen: readonly Seen[];
}

/** A list of holdings from a place on, each with its button. */
export function listed({ heading, found, from, names, seen }: Listed, zone: string, sign: Sign): MemoryView {
  const page = found.slice(from, from + MOST_ITEMS);
  if (page.length === 0) return { message: { text: `I remember nothing on ${shown(heading)}.` }, sources: [] };
  const lines = page.map((one, place) => `${from + place + 1}. ${lineOf(one, zone)}`);
  const numbers = page.map(({ id }, place) => plain(sign('mitem', id), String(from + place + 1)));
  const isMore = found.length > from + MOST_ITEMS;
  const isTopic = found.every(({ topic }) => topic === heading);
  const on = [
    ...(isMore && isTopic ? [plain(sign('mtopic', pageId(heading, from + MOST_ITEMS)), 'More')] : []),
    plain(sign('mall', ANY), 'All topics'),
  ];
  const rest = isMore ? [`${found.length - from - MOST_ITEMS} more${isTopic ? '' : '; another word narrows it down'}.`] : [];
  const same = names.flatMap(({ short, long, because }) =>
    because === null ? [] : [`${shown(short)} is ${shown(long)} to me: ${because}.`],
  );
  const text = [`**${shown(heading)}**`, lines.join('\n'), ...rest, ...seen.map(({ text }) => shown(text)), ...same].join('\n\n');
  const buttons = [...rowsOf(numbers, 5), ...rowsOf(names.map((pair) => nameButton(pair, sign))), on];
  return { message: { text, buttons }, sources: [...page.map(({ item }) => item), ...seen.flatMap(({ restsOn }) => restsOn)] };
}

/** The pairs of names that the page of a topic speaks of. */
export function namesOn(pairs: readonly NamePair[], topic: string): NamePair[] {
  return pairs.filter(({ short, long }) => short === topic || long === topic);
}

function nameButton({ id, short, long, because }: NamePair, sign: Sign): Button {
  return because === null ? plain(sign('msame', id), `${short} is ${long}`) : plain(sign('mapart', id), `${short} is another`);
}

/** One holding whole, with all that can be done to it. */
export function itemView(one: Holding, zone: string, sign: Sign): MemoryView {
  const { id, item, topic, trust, keptBecause, recordedAt, expiresAt, sources, before } = one;
  const lines = [
    `**${shown(one.text)}**`,
    [
      one.class === 'pinned' ? 'Pinned.' : '',
      `${BECAUSE[keptBecause]} on ${dayOf(recordedAt, zone)}.`,
      STANDS_BEHIND[trust],
      expiresAt === null ? '' : `I forget it on ${dayOf(expiresAt, zone)}.`,
    ]
      .filter(Boolean)
      .join(' '),
    ...(before.length === 0
      ? []
      : [['Before that:', ...before.map((period) => `- ${shown(period.value)} (${whenText(period, zone)})`)].join('\n')]),
    `${item}, from ${sources.map(shown).join(', ')}`,
  ];
  const kept = one.class === 'pinned' || expiresAt !== null ? plain(sign('mlong', id), 'Keep like the rest') : undefined;
  const pin = one.class === 'pinned' ? undefined : plain(sign('mpin', id), 'Pin');
  const end = expiresAt === null ? plain(sign('mend', id), `Forget in ${DAYS_LEFT} days`) : undefined;
  const doable = [plain(sign('mright', id), 'Correct'), pin, kept, end, plain(sign('mforget', id), 'Forget')];
  const back = plain(sign('mtopic', pageId(topic, 0)), 'Back');
  const text = lines.join('\n\n');
  const buttons = [...rowsOf(doable.filter((each) => each !== undefined)), [back]];
  return { message: { text, buttons }, sources: idsIn(one) };
}

/** The day on which something ends that is to be forgotten after a while. */
export function endDay(now: Temporal.Instant, zone: string): string {
  return now.toZonedDateTimeISO(zone).toPlainDate().add({ days: DAYS_LEFT }).toString();
}

/** The topic and the place in its list that a button means; undefined when the topic is gone. */
export function pageFor(all: readonly Holding[], id: string): { readonly topic: string; readonly from: number } | undefined {
  for (const [topic, count] of topicsOf(all)) {
    for (let from = 0; from < count; from += MOST_ITEMS) if (pageId(topic, from) === id) return { topic, from };
  }
  return undefined;
}

/** Their names tell nothing. */
const OWN_TOPICS: readonly string[] = Object.values(TOPICS);
const NOTHING =
  'I remember nothing of you yet. Tell me something, such as: my sister is Ana. Or write /remember and what to keep.';
const BECAUSE: Readonly<Record<Holding['keptBecause'], string>> = {
  said: 'You said it',
  asked: 'You asked me to remember it',
  noticed: 'I found it worth keeping',
  stated: 'A sentence of yours says it; told',
};
const STANDS_BEHIND: Readonly<Record<Holding['trust'], string>> = {
  owner: '',
  assistant: 'The words are mine.',
  outside: 'It came from somebody else.',
  system: '',
};
/** For a button that stands for nothing in particular. */
const ANY = '00000000-0000-8000-8000-000000000000';

function lineOf({ text, since, class: kind, expiresAt }: Holding, zone: string): string {
  const marks = [kind === 'pinned' ? 'pinned' : '', expiresAt === null ? '' : `until ${dayOf(expiresAt, zone)}`].filter(Boolean);
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const short = line.length > 120 ? `${line.slice(0, 117)}...` : line;
  return `${shown(short)} (since ${[dayOf(since, zone), ...marks].join(', ')})`;
}

function dayOf(at: Temporal.Instant, zone: string): string {
  return at.toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** A button carries a UUID: one that stands for a topic and a place in it. */
function pageId(topic: string, from: number): string {
  return namedUuid(topic, from);
}

function plain(id: string, label: string): Button {
  return { id, label: label.length > 40 ? `${label.slice(0, 39)}…` : label, style: 'plain' };
}

function rowsOf(buttons: readonly Button[], length = BUTTONS_A_ROW): Button[][] {
  return Array.from({ length: Math.ceil(buttons.length / length) }, (_, row) => buttons.slice(row * length, (row + 1) * length));
}
