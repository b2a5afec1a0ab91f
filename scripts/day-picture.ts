// Draws docs/day.png as the product draws it for a brief, from an example day: npx tsx scripts/day-picture.ts
import { writeFile } from 'node:fs/promises';
import { Temporal } from 'temporal-polyfill';
import { createDrawDay } from '../adapters/pictures/draw-day.ts';
import { defaultProfile } from '../src/people/profile.ts';
import { dayPicture } from '../src/proactive/brief/day-picture.ts';
import type { OnDay } from '../src/proactive/brief/fact.ts';

const profile = defaultProfile('Europe/Berlin', 'Ann');
const at = (time: string) =>
  Temporal.PlainDateTime.from(`2026-03-06T${time}`).toZonedDateTime(profile.identity.timezone).toInstant();
const meeting = (title: string, from: string, until: string): OnDay => ({
  kind: 'event',
  title,
  from: at(from),
  until: at(until),
});
const day: readonly OnDay[] = [
  { kind: 'whole day', title: 'Trade fair in Cologne' },
  meeting('Budget with Ben', '10:00', '11:00'),
  meeting('Call the bank', '10:30', '11:30'),
  meeting('Dentist', '14:00', '15:00'),
  meeting('Stand-up', '15:15', '15:30'),
  { kind: 'due', title: 'Pay the rent', at: at('17:00') },
  { kind: 'due', title: 'Send Ben the travel figures' },
];
const facts = day.map((onDay) => ({ section: 'Calendar', source: 'example', text: '', tainted: false, onDay }));
const picture = dayPicture(facts, profile, at('07:30'));
if (picture) await writeFile('docs/day.png', await createDrawDay()(picture));
