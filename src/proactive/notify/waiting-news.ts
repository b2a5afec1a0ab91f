import { nearText } from '../../reminders/moment-text.ts';
import type { Fact, FactSource } from '../brief/fact.ts';
import { waitingNotices } from './notices.ts';

/** What waits for the next brief, and whatever else waits: a brief takes all of it along. */
export const waitingNews: FactSource = {
  name: 'news',
  area: 'news',
  async read({ personId, profile, now }, inDb) {
    const waiting = await inDb((tx) => waitingNotices(tx, personId));
    const zone = profile.identity.timezone;
    return waiting.map(({ seq, source, text, tainted, createdAt }): Fact => {
      return { section: 'News', source, text: `${nearText(createdAt, now, zone)} ${text}`, tainted, notice: seq };
    });
  },
};
