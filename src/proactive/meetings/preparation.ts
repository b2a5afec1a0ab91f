import { shown } from '../../actions/card/shown.ts';
import type { Profile } from '../../people/profile.ts';
import { eventLine } from '../brief/calendar-facts.ts';
import type { Gather, Gathered } from '../brief/gather.ts';
import { briefText } from '../brief/template.ts';
import type { News } from '../notify/notices.ts';
import { type Meeting, type MeetingOccasion, peopleText } from './meeting.ts';

/** Puts together what there is to know before a meeting; belongs outside of every transaction. No model takes part. */
export type Prepare = (occasion: MeetingOccasion) => Promise<News>;

export function createPreparation(gather: Gather<MeetingOccasion>): Prepare {
  return async (occasion) => {
    const { personId, profile, meeting } = occasion;
    const { event, begins, others } = meeting;
    const gathered = await gather(occasion, 'meeting preparation');
    const people = peopleText(others);
    return {
      personId,
      key: preparationKey(meeting),
      kind: 'calendar',
      urgency: 'now',
      text: `Soon: ${eventLine(event, profile.identity.timezone)}, with ${people}`,
      message: { text: preparationText(occasion, people, gathered) },
      source: `event:${event.id}`,
      restsOn: gathered.facts.map(({ source }) => source),
      tainted: !event.own || gathered.facts.some(({ tainted }) => tainted),
      staleAt: begins,
    };
  };
}

/** It names the occurrence and its time: a meeting that is moved is prepared anew. */
export function preparationKey({ event, begins }: Pick<Meeting, 'event' | 'begins'>): string {
  return `meeting:${event.calendarId}:${event.id}:${begins.toString()}`;
}

/** Minutes before a meeting; 0 for never. */
export function preparationLead({ settings }: Profile): number {
  return settings.news.calendar === 'off' ? 0 : settings.meetingPreparation;
}

function preparationText({ profile, meeting }: MeetingOccasion, people: string, gathered: Gathered): string {
  const zone = profile.identity.timezone;
  const heading = `**Soon:** ${shown(eventLine(meeting.event, zone))} (${zone})\nWith ${shown(people)} (event ${shown(meeting.event.id)})`;
  return briefText(heading, gathered, NO_HISTORY);
}

const NO_HISTORY = 'No history: no mail, task or memory that I know of names them or the subject.';
