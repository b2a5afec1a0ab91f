import { shown } from '../../actions/card/shown.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Database, Tx } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import type { Recall } from '../../memory/recall.ts';
import type { EyesOf } from '../../ports/connections.ts';
import type { Gather } from '../../proactive/brief/gather.ts';
import type { Prepare } from '../../proactive/meetings/preparation.ts';
import { arrivedMail } from './arrived-mail.ts';
import { deadlines } from './deadlines.ts';
import { figures } from './figures.ts';
import { meetings, preparation } from './meetings.ts';
import { project } from './project.ts';
import { section } from './section.ts';
import type { Found, GatherDeed, Occasion, Sight } from './sight.ts';

/** Looks together by code, without a model, what we know of something. Rejects with `unavailable` when a server cannot be reached. */
export type GatherStep = (occasion: Occasion, deed: GatherDeed) => Promise<Found>;

interface GatherDeps {
  readonly db: Database;
  readonly audit: Audit;
  readonly eyesOf: EyesOf;
  readonly recall: Recall;
  readonly prepare: Prepare;
  /** What a brief would say. */
  readonly gather: Gather;
}

export function createGatherStep({ db, audit, eyesOf, recall, prepare, gather }: GatherDeps): GatherStep {
  return async (occasion, deed) => {
    const { personId, now: at } = occasion;
    const inDb = <T>(work: (tx: Tx) => Promise<T>) => db.asPerson(personId, work);
    const sight = { ...occasion, eyes: await eyesOf(personId), recall, prepare, inDb };
    const found = deed.what === 'day' ? await day(gather, occasion) : await look(sight, deed);
    const entry = { at, dataType: deed.what, access: 'read' as const, action: 'workflow', ref: deed.words.slice(0, 60) };
    await inDb((tx) => audit.record(tx, personId, [entry]));
    return found;
  };
}

function look(sight: Sight, deed: GatherDeed): Promise<Found> {
  switch (deed.what) {
    case 'meetings':
      return sight.meeting && deed.words === '' ? preparation(sight, sight.meeting) : meetings(sight, deed);
    case 'project':
      return project(sight, deed);
    case 'figures':
      return figures(sight, deed);
    case 'deadlines':
      return deadlines(sight, deed);
    case 'mail':
      return arrivedMail(sight);
    case 'day':
      throw new AppError('invalid', 'The day is gathered by the brief.');
  }
}

async function day(gather: Gather, { personId, profile, now }: Occasion): Promise<Found> {
  const { facts, notRead } = await gather({ personId, profile, now }, 'workflow');
  const lines = facts.map(({ section, text }) => `- ${section}: ${shown(text)}`);
  const missing = notRead.map((name) => `- not read: ${shown(name)}`);
  const text = section('Your day', [...lines, ...missing], 'Nothing is due.');
  return { text, tainted: facts.some(({ tainted }) => tainted) };
}
