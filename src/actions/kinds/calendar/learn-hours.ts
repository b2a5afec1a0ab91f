import { z } from 'zod';
import { hourLesson, lessonText, orderText } from '../../../calendar/hour-lessons.ts';
import { lessonsToTell, settleMoved } from '../../../calendar/moved-slots.ts';
import { AppError } from '../../../ground/errors.ts';
import { quoted } from '../../../mail/quoted.ts';
import { shown } from '../../card/shown.ts';
import { defineKind, type InsideKind } from '../../kind.ts';

const learned = z.object({ events: z.array(z.string()).readonly() });

/** R9: from what the person has moved, the order in which hours are proposed. It follows from their own moves; no model is offered it. */
export const hoursLearn: InsideKind = defineKind({
  name: 'hours_learn',
  description: 'Learn from moved events which hours to propose first.',
  effect: 'private',
  verb: 'Learn',
  area: 'calendar',
  input: hourLesson.pick({ what: true, from: true, to: true }),
  args: z.object({ lesson: hourLesson }),
  async resolve({ tx, personId }, { what, from, to }) {
    const all = await lessonsToTell(tx, personId);
    const lesson = all.find((each) => each.what === what && each.from === from && each.to === to);
    if (!lesson) throw new AppError('not-found', 'Too few events were moved like this.');
    return { lesson };
  },
  fields: {
    lesson: ({ what, from, to, events }) => ({
      label: 'Proposed first',
      value: [
        `for ${what}: ${orderText({ from, to })}`,
        ...events.map(({ id, title, day }) => `since you moved ${quoted(title)} on ${day} (id ${quoted(id)})`),
      ].join('\n'),
    }),
  },
  async run({ tx, personId }, { lesson }) {
    const events = lesson.events.map(({ id }) => id);
    await settleMoved(tx, personId, events, 'learned');
    // The title of an event may have been anybody's words once.
    return { said: `From now on I propose ${shown(lessonText(lesson))}.`, undo: { events }, tainted: true };
  },
  undoData: learned,
  async undo({ tx, personId }, { events }) {
    await settleMoved(tx, personId, events, 'dismissed');
    return 'I propose times in the order of before, and do not learn from these events again.';
  },
});
