import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import type { RecallLine } from '../recall-line.ts';
import { slotLine, whenText } from '../slots/slot-line.ts';
import type { Entity } from './build-graph.ts';
import { type Edge, edgesOf, entitiesNamed } from './edges.ts';
import { type Path, type PathQuestion, readPathQuestion } from './read-path.ts';
import { MUTUAL, tieText } from './ties.ts';

interface Asking {
  readonly personId: string;
  readonly text: string;
  readonly now: Temporal.Instant;
  /** IANA. */
  readonly zone: string;
}

/**
 * What answers a question that leads from one to another (`who works with Ana's manager?`), in plain words and each with its slot: first
 * the answers, then the way there. Empty for any other question, and where nobody is known.
 */
export async function answerByGraph(tx: Tx, { personId, text, now, zone }: Asking): Promise<RecallLine[]> {
  const question = readPathQuestion(text, now.toZonedDateTimeISO(zone).toPlainDate());
  if (!question) return [];
  const look: Look = async (ids, which) => {
    const edges = await edgesOf(tx, { personId, zone, window: question.window }, ids, which);
    return edges.filter(({ period: { expiresAt } }) => expiresAt === null || expiresAt.epochMilliseconds > now.epochMilliseconds);
  };
  const { ends, way } = await walk(look, question.path, (plain) => entitiesNamed(tx, personId, plain));
  const answers = ends.length === 0 ? [] : await ANSWERS[question.wants](look, ends, question);
  if (answers.length === 0 && (question.wants !== 'there' || ends.length === 0)) return [];
  const lines = [...answers, ...way.toReversed()].slice(0, MOST_LINES).map((edge) => lineOf(edge, zone));
  return lines.filter(({ text }, place) => lines.findIndex((other) => other.text === text) === place);
}

const MOST_LINES = 16;

type Look = (ids: readonly string[], which: Parameters<typeof edgesOf>[3]) => Promise<Edge[]>;

interface Walked {
  /** Whoever the path ends at. */
  readonly ends: readonly Entity[];
  /** The relations that led there. */
  readonly way: readonly Edge[];
}

async function walk(look: Look, { from, relations }: Path, named: (plain: string) => Promise<Entity[]>): Promise<Walked> {
  let ends: readonly Entity[] = await named(from);
  const way: Edge[] = [];
  for (const [place, relation] of relations.entries()) {
    const edges = await look(idsOf(ends), { at: MUTUAL.has(relation) ? 'either' : 'subject', only: [relation] });
    way.push(...edges);
    // `my sister` is somebody even while nobody has said what she is called.
    const unnamed = place === 0 && from === 'me' ? await named(`my ${relation}`) : [];
    ends = different([...edges.map((edge) => otherEnd(edge, ends)), ...unnamed]);
  }
  return { ends, way };
}

type Answers = (look: Look, ends: readonly Entity[], question: PathQuestion) => Promise<readonly Edge[]>;

const ANSWERS: Readonly<Record<PathQuestion['wants'], Answers>> = {
  together: workTogether,
  back: async (look, ends, { relation = '' }) => {
    // Whoever works for a person is managed by them.
    const only = relation === 'employer' && ends.every(({ kind }) => kind === 'person') ? 'manager' : relation;
    return look(idsOf(ends), { at: MUTUAL.has(only) ? 'either' : 'object', only: [only] });
  },
  there: async () => [],
  all: (look, ends) => look(idsOf(ends), { at: 'either' }),
};

/** Those of whom it was said first, then those on the same project and at the same firm, and whom they manage. */
async function workTogether(look: Look, ends: readonly Entity[]): Promise<readonly Edge[]> {
  const ids = idsOf(ends);
  const said = await look(ids, { at: 'either', only: ['colleague', 'teammate'] });
  const shared: Edge[] = [];
  for (const relation of ['project', 'employer']) {
    const own = await look(ids, { at: 'subject', only: [relation] });
    const all = await look(idsOf(own.map(({ object }) => object)), { at: 'object', only: [relation] });
    const others = all.filter(({ subject }) => !ids.includes(subject.id));
    if (others.length > 0) shared.push(...others, ...own);
  }
  return [...said, ...shared, ...(await look(ids, { at: 'object', only: ['manager'] }))];
}

function otherEnd({ subject, object }: Edge, from: readonly Entity[]): Entity {
  return from.some(({ id }) => id === subject.id) ? object : subject;
}

function different(all: readonly Entity[]): Entity[] {
  return all.filter(({ id }, place) => all.findIndex((other) => other.id === id) === place);
}

function idsOf(all: readonly Entity[]): string[] {
  return all.map(({ id }) => id);
}

/** `Ben works with Tomas (since 2026-01-11)`. */
function lineOf({ subject, relation, object, period }: Edge, zone: string): RecallLine {
  const tie = tieText(subject.name, relation, object.name);
  const text = `${tie.slice(0, 1).toUpperCase()}${tie.slice(1)} (${whenText({ ...period, reason: null }, zone)})`;
  return { ...slotLine(period, zone, false), text };
}
