import { z } from 'zod';
import { URGENCIES } from '../db/schema/news.ts';
import { isAppError } from '../ground/errors.ts';
import { PLATFORMS } from '../ports/chat.ts';
import { parseTime, parseTimeRange, timeRangeText, timeText } from './time-range.ts';
import { parseZone } from './zone.ts';

// Each field reads both what is stored and what a person writes, and gives the one stored form: reading it again changes nothing.

const words = z.string().trim().max(200, 'Use at most 200 characters.');
/** No comma inside and no sign in front, so that a list can be written and edited as one line. */
const list = z.preprocess(
  splitCommas,
  z.array(words.regex(/^[^+-]/, 'Leave no item empty, and begin none with + or -.')).max(50, 'Use at most 50 items.'),
);
/** `HH:MM` by the wall clock. */
const time = readBy((text) => timeText(parseTime(text)));
/** `HH:MM-HH:MM` by the wall clock, never over midnight. */
const timeRange = readBy((text) => timeRangeText(parseTimeRange(text)));
const timeRanges = z
  .preprocess(splitCommas, z.array(timeRange).max(20, 'Use at most 20 ranges.'))
  .transform((ranges) => ranges.sort());
const zone = readBy(parseZone);
/** How one kind of news is to come; automatic as urgent as it is. */
const newsWish = choice(['automatic', ...URGENCIES, 'off']);
const onOff = z.preprocess(toBoolean, z.boolean('Write on or off.'));

/** Profile and settings of a person: the document of a row in `profiles`. */
export const profileSchema = z.object({
  identity: z.object({
    name: words,
    role: words,
    expertise: list,
    workingHours: timeRange,
    /** IANA. */
    timezone: zone,
  }),
  preferences: z.object({
    communication: z.object({
      emailSummaryFrequency: choice(['hourly', 'daily', 'weekly', 'off']),
      /** Minutes before a meeting; 0 is off. */
      meetingReminders: minutes(24 * 60),
      notificationStyle: choice(['immediate', 'batched', 'silent']),
    }),
    scheduling: z.object({
      preferredMeetingTimes: timeRanges,
      /** Minutes. */
      bufferBetweenMeetings: minutes(240),
      focusBlocks: timeRanges,
    }),
    productivity: z.object({
      taskPrioritization: choice(['score', 'urgent-important matrix']),
      /** Minutes between two breaks; 0 is off. */
      breakReminders: minutes(8 * 60),
      focusMode: words,
    }),
  }),
  goals: z.object({
    shortTerm: list,
    longTerm: list,
    metrics: list,
    /** Such as `family first 30 = school Mia`: what it adds to a task's score, and the words it is known by (src/tasks/values.ts). */
    values: list,
  }),
  settings: z.object({
    brief: z.object({ on: onOff, at: time }),
    review: z.object({ on: onOff, at: time }),
    /** Sections that the brief and the review leave out, as their headings name them; `Picture` for the picture of the day. */
    briefWithout: list,
    /** Minutes before a meeting with others at which it is prepared; 0 is off. */
    meetingPreparation: minutes(24 * 60),
    /** Held back between `from` and `to`, which pass midnight when `to` is the earlier one. */
    quietHours: z.object({ on: onOff, from: time, to: time }),
    /** Where to speak first; without it, wherever the person wrote last. */
    preferredChannel: z.preprocess(
      (value) => (value === 'automatic' ? undefined : lowerCase(value)),
      z.enum(PLATFORMS, `Write automatic, ${PLATFORMS.join(', ')}.`).optional(),
    ),
    linkPreviews: onOff,
    news: z.object({
      mail: newsWish,
      calendar: newsWish,
      break: newsWish,
      watch: newsWish,
      habit: newsWish,
      workflow: newsWish,
      memory: newsWish,
    }),
    mail: z.object({
      /** Who says in which group a mail belongs. */
      sortBy: choice(['model', 'rules']),
      /** Whether answers are prepared unasked: each as a card, or among the drafts as well. */
      replies: z.preprocess(toReplies, z.enum(['off', 'card', 'drafts'], 'Write off, card or drafts.')),
      /** Addresses to which none are. */
      noRepliesTo: list,
      /** Working days without an answer after which a question is asked again; 0 is off. */
      followUpDays: wholeNumber(30),
      /** Whether mail that is only to be known, and junk, is put away before the brief. */
      putAway: onOff,
      /** Addresses whose mail the archive never takes. */
      keepInInbox: list,
    }),
    meetings: z.object({
      /** Whether a meeting that somebody known asks for is accepted unasked, where the time is free and fits. */
      autoAccept: onOff,
      /** Whether what guests answer by mail is noted in the person's own events unasked. */
      noteAnswers: onOff,
    }),
    /** Whether a model reads by night what was said, beside the rules. */
    memory: z.object({ model: onOff }),
    /** Ways to others that may be asked for; what is off is refused without a card. */
    sharing: z.object({ all: onOff, messages: onOff, mail: onOff, calendar: onOff, web: onOff }),
  }),
});

export type Profile = z.infer<typeof profileSchema>;

/** What holds until the person says otherwise. `timezone` is an IANA zone. */
export function defaultProfile(timezone: string, name: string): Profile {
  return {
    identity: { name, role: '', expertise: [], workingHours: '09:00-18:00', timezone },
    preferences: {
      communication: { emailSummaryFrequency: 'daily', meetingReminders: 15, notificationStyle: 'batched' },
      scheduling: {
        preferredMeetingTimes: ['10:00-12:00', '14:00-16:00'],
        bufferBetweenMeetings: 15,
        focusBlocks: ['09:00-10:00', '16:00-17:00'],
      },
      productivity: { taskPrioritization: 'urgent-important matrix', breakReminders: 90, focusMode: 'deep work sessions' },
    },
    goals: { shortTerm: [], longTerm: [], metrics: [], values: [] },
    settings: {
      brief: { on: true, at: '07:30' },
      review: { on: false, at: '18:00' },
      briefWithout: [],
      meetingPreparation: 30,
      quietHours: { on: true, from: '22:00', to: '07:00' },
      linkPreviews: false,
      news: {
        mail: 'automatic',
        calendar: 'automatic',
        break: 'automatic',
        watch: 'automatic',
        habit: 'automatic',
        workflow: 'automatic',
        memory: 'automatic',
      },
      mail: { sortBy: 'model', replies: 'card', noRepliesTo: [], followUpDays: 3, putAway: true, keepInInbox: [] },
      meetings: { autoAccept: false, noteAnswers: false },
      memory: { model: true },
      sharing: { all: true, messages: true, mail: true, calendar: true, web: true },
    },
  };
}

function choice<const T extends readonly string[]>(values: T) {
  return z.preprocess(lowerCase, z.enum(values, `Write one of: ${values.join(', ')}.`));
}

function minutes(max: number) {
  const example = `Write minutes from 0 to ${max}, such as 15.`;
  return z.preprocess(toNumber, z.int(example).min(0, example).max(max, example));
}

/** A count; `off` is 0. */
function wholeNumber(max: number) {
  const example = `Write a number from 0 to ${max}, such as 3.`;
  return z.preprocess(toNumber, z.int(example).min(0, example).max(max, example));
}

/** A text field read by a function that rejects with `invalid`. */
function readBy(read: (text: string) => string) {
  return z.string().transform((text, context) => {
    try {
      return read(text);
    } catch (error) {
      if (!isAppError(error, 'invalid')) throw error;
      context.issues.push({ code: 'custom', message: error.message, input: text });
      return z.NEVER;
    }
  });
}

function splitCommas(value: unknown): unknown {
  const text = Array.isArray(value) ? value.join(',') : value;
  if (typeof text !== 'string') return value;
  return /^\s*(none)?\s*$/i.test(text) ? [] : text.split(',').map((item) => item.trim());
}

function lowerCase(value: unknown): unknown {
  return typeof value === 'string' ? value.trim().toLowerCase() : value;
}

function toBoolean(value: unknown): unknown {
  const word = lowerCase(value);
  if (word === 'on' || word === 'yes' || word === 'true') return true;
  return word === 'off' || word === 'no' || word === 'false' ? false : value;
}

/** What was once only on or off. */
function toReplies(value: unknown): unknown {
  const read = toBoolean(value);
  if (typeof read === 'boolean') return read ? 'card' : 'off';
  return lowerCase(value);
}

/** `15`, `15 min`, `90 minutes`, and `off` for 0. */
function toNumber(value: unknown): unknown {
  const word = lowerCase(value);
  if (word === 'off' || word === 'none') return 0;
  const digits = typeof word === 'string' ? /^(\d{1,6})\s*(?:m|min|mins|minutes?)?$/.exec(word)?.[1] : undefined;
  return digits === undefined ? value : Number(digits);
}
