import type { Temporal } from 'temporal-polyfill';
import type { Act } from '../../actions/act.ts';
import { shown } from '../../actions/card/shown.ts';
import type { Scenery } from '../../calendar/conflicts.ts';
import { type HourLesson, lessonText } from '../../calendar/hour-lessons.ts';
import { lessonsToTell, noteStanding } from '../../calendar/moved-slots.ts';
import type { Database, Tx } from '../../db/client.ts';
import { type News, toldOf } from '../notify/notices.ts';
import type { Notify } from '../notify/notify.ts';
import type { SignButton } from '../reminder-message.ts';
import { proposalsOf, standingOf } from './proposals.ts';

interface ReflectionDeps {
  readonly db: Database;
  readonly act: Act;
  readonly notify: Notify;
  readonly button: SignButton;
}

/** R9: sees which of my proposals the person has moved to another hour, and follows where they go. Again, it changes nothing. */
export type Reflection = (personId: string, scenery: Scenery, now: Temporal.Instant) => Promise<void>;

export function createReflection({ db, act, notify, button }: ReflectionDeps): Reflection {
  async function learn(personId: string, lesson: HourLesson, now: Temporal.Instant): Promise<void> {
    const { what, from, to } = lesson;
    const key = keyOf(lesson);
    // The person's own moves are what it follows: they are as good as their word, and Undo takes it back.
    const wish = { personId, kind: 'hours_learn', input: { what, from, to }, key, source: sourcesOf(lesson).at(-1) ?? key };
    const outcome = await act({ ...wish, tainted: false, unattended: false });
    if (outcome.state !== 'done') return;
    const undo = { id: button('undo', outcome.actionId, personId), label: 'Undo', style: 'plain' as const };
    await db.asPerson(personId, (tx) => notify(tx, newsOf(personId, lesson, [[undo]]), now));
  }

  return async (personId, { events, zone }, now) => {
    const fresh = await db.asPerson(personId, async (tx) => {
      const proposals = await proposalsOf(tx, personId, now);
      await noteStanding(tx, personId, standingOf(proposals, events, zone), now);
      return untold(tx, personId, await lessonsToTell(tx, personId));
    });
    for (const lesson of fresh) await learn(personId, lesson, now);
  };
}

async function untold(tx: Tx, personId: string, lessons: readonly HourLesson[]): Promise<readonly HourLesson[]> {
  if (lessons.length === 0) return [];
  const told = await toldOf(tx, personId, lessons.map(keyOf));
  return lessons.filter((lesson) => !told.has(keyOf(lesson)));
}

/** The same as long as its first event counts. */
function keyOf({ what, from, to, events }: HourLesson): string {
  return `hours:${what}:${from}:${to}:${events[0]?.id}`;
}

function sourcesOf({ events }: HourLesson): readonly string[] {
  return events.map(({ id }) => `event:${id}`);
}

function newsOf(personId: string, lesson: HourLesson, buttons: NonNullable<News['message']>['buttons']): News {
  const text = `From now on I propose ${lessonText(lesson)}.`;
  const [source = keyOf(lesson), ...restsOn] = sourcesOf(lesson);
  return {
    personId,
    key: keyOf(lesson),
    kind: 'habit',
    urgency: 'soon',
    text,
    message: { text: shown(text), ...(buttons && { buttons }) },
    source,
    restsOn,
    // The title of an event may have been anybody's words once.
    tainted: true,
  };
}
