import { shown } from '../../actions/card/shown.ts';
import { momentText } from '../../reminders/moment-text.ts';
import type { Watch } from './store.ts';

/** `**Watch 2**, product launches: every 2 hours, until Thursday, 31 December 2026, 23:59 (Europe/Berlin)`, and its sources, a line each. */
export function watchText(watch: Watch, zone: string): string {
  const { number, about, sources, everyMinutes, until, state, modelCallsLeft } = watch;
  const parts = [
    ...(state === 'paused' ? ['paused'] : []),
    everyText(everyMinutes),
    `until ${momentText(until.toZonedDateTimeISO(zone))}`,
    modelCallsLeft === 0 ? 'what fits its words alone say' : `a model may be asked what fits ${timesText(modelCallsLeft)} more`,
  ];
  return [`**Watch ${number}**, ${shown(about)}: ${parts.join('; ')}`, ...sources.map(sourceLine)].join('\n');
}

/** `every 2 hours`. */
export function everyText(minutes: number): string {
  const units = [
    ['week', 7 * 24 * 60],
    ['day', 24 * 60],
    ['hour', 60],
  ] as const;
  const [unit, length] = units.find(([, each]) => minutes % each === 0) ?? ['minute', 1];
  const count = minutes / length;
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
}

/** `once`, `20 times`. */
export function timesText(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function sourceLine({ url, failures, seen }: Watch['sources'][number]): string {
  const times = failures === 1 ? 'at the last look' : `${failures} times in a row`;
  const state = failures > 0 ? ` (could not be read ${times})` : seen ? '' : ' (not looked at yet)';
  return `- ${shown(url)}${state}`;
}
