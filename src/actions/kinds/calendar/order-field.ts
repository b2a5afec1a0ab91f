import { type HourLesson, lessonText } from '../../../calendar/hour-lessons.ts';
import { quoted } from '../../../mail/quoted.ts';
import type { CardLine } from '../../kind.ts';

/** In which order the hours of a day are taken, and why. */
export function orderField(order: readonly HourLesson[]): CardLine {
  const lines = order.map((lesson) => quoted(lessonText(lesson)));
  return { label: 'Hours you prefer', value: lines.length === 0 ? 'as you have set them' : lines.join('\n') };
}
