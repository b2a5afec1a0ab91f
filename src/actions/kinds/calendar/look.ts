import { z } from 'zod';
import { sightOf } from '../../../calendar/look.ts';
import { parseSpan } from '../../../calendar/span-phrase.ts';
import { silenceText } from '../../../ground/what-answers.ts';
import { defineOutsideKind, type OutsideKind } from '../../kind.ts';
import { readerOf } from './account.ts';
import { eventLine } from './line.ts';
import { holdOthersWords } from './others-words.ts';
import { spanArgs, spanFields, stretchOfArgs } from './span-args.ts';

const MOST_EVENTS = 100;
const FEW = 5;
/** Characters of a description, when few events and when many are told. */
const LONG = 4000;
const SHORT = 300;

/** What stands in the calendars. */
export const calendarList: OutsideKind = defineOutsideKind({
  name: 'calendar_list',
  description: 'Show calendar events. when: "today", "this week", "2026-12-01"; query: words in them.',
  effect: 'read',
  verb: 'Show',
  area: 'calendar',
  needs: 'calendar',
  input: z.object({ when: z.string().optional(), query: z.string().optional() }),
  args: z.object({ ...spanArgs, query: z.string() }),
  async resolve(context, { when, query = '' }) {
    const text = query.trim();
    const wide = { from: context.now.subtract({ hours: 24 * 90 }), until: context.now.add({ hours: 24 * 400 }) };
    const { from, until } =
      when === undefined && text !== ''
        ? wide
        : parseSpan(when ?? 'today', context.now.toZonedDateTimeISO(context.profile.identity.timezone));
    return { from: from.toString(), until: until.toString(), query: text };
  },
  fields: { ...spanFields, query: (query) => ({ label: 'With the words', value: query || 'any' }) },
  async run(context, { query, ...args }) {
    const { profile, signal } = context;
    const reader = readerOf(context);
    const zone = profile.identity.timezone;
    const look = { span: stretchOfArgs(args), zone, limit: MOST_EVENTS, text: query };
    const { calendars, events, more, missing } = await sightOf(reader, look, signal);
    const room = events.length > FEW ? SHORT : LONG;
    const lines = events.map((event) => eventLine(event, { calendars, account: reader.account, zone, room }));
    if (more) lines.push('There is more. Ask for a shorter time or for words in it.');
    const tainted = await holdOthersWords(context, calendars, events);
    const found = lines.length > 0 ? lines : ['No event.'];
    return { said: [...found, ...missing.map(silenceText)].join('\n'), tainted };
  },
  undoData: z.never(),
  undo: async () => 'A look changes nothing.',
});
