import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Talk } from './talk.ts';

const turn = z.object({ speaker: z.string(), dia_id: z.string(), text: z.string(), blip_caption: z.string().optional() });
const sample = z.object({
  sample_id: z.string(),
  conversation: z.record(z.string(), z.union([z.string(), z.array(turn)])),
  qa: z.array(z.object({ question: z.coerce.string(), category: z.number(), evidence: z.array(z.string()).default([]) })),
});

/** Reads a file of LoCoMo (Maharana et al. 2024): two people who talk over months, and questions about it. */
export function parseLocomo(json: string): Talk[] {
  return z.array(sample).parse(JSON.parse(json)).map(toTalk);
}

/** The fifth category asks for what was never said. */
export const UNANSWERABLE = 5;

function toTalk({ sample_id, conversation, qa }: z.infer<typeof sample>): Talk {
  const sessions = Object.entries(conversation).flatMap(([name, turns]) => {
    const at = conversation[`${name}_date_time`];
    return typeof turns === 'string' || typeof at !== 'string'
      ? []
      : [{ chat: sample_id, at: instantOf(at), turns: turns.map(toTurn) }];
  });
  return {
    sample: sample_id,
    sessions,
    questions: qa.map(({ question, category, evidence }) => ({
      question,
      category,
      evidence: evidence.flatMap((ids) => ids.match(/D\d+:\d+/g) ?? []).map((id) => id.replace(/:0+(?=\d)/, ':')),
    })),
  };
}

function toTurn({ speaker, dia_id, text, blip_caption }: z.infer<typeof turn>) {
  return { id: dia_id, speaker, text: blip_caption === undefined ? text : `${text} (shows ${blip_caption})` };
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** Such as `1:56 pm on 8 May, 2023`. */
function instantOf(text: string): Temporal.Instant {
  const [, hour, minute, half, day, month = '', year] = /^(\d+):(\d+) (am|pm) on (\d+) (\w+), (\d+)$/.exec(text) ?? [];
  const date = { year: Number(year), month: MONTHS.indexOf(month) + 1, day: Number(day) };
  const time = { hour: (Number(hour) % 12) + (half === 'pm' ? 12 : 0), minute: Number(minute) };
  return Temporal.ZonedDateTime.from({ ...date, ...time, timeZone: 'UTC' }).toInstant();
}
