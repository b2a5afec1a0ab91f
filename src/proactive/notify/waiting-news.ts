import { nearText } from '../../reminders/moment-text.ts';
import type { Fact, FactSource } from '../brief/fact.ts';
import { invitationOf, SHOW_VERB } from '../invitations/invitation-news.ts';
import { type Notice, waitingNotices } from './notices.ts';

/** What waits for the next brief, and whatever else waits: a brief takes all of it along. */
export const waitingNews: FactSource = {
  name: 'news',
  area: 'news',
  async read({ personId, profile, now }, inDb) {
    const waiting = await inDb((tx) => waitingNotices(tx, personId));
    const zone = profile.identity.timezone;
    return waiting.map((notice): Fact => {
      const { seq, source, text, tainted, createdAt } = notice;
      const fact = { section: 'News', source, text: `${nearText(createdAt, now, zone)} ${text}`, tainted, notice: seq };
      const press = pressOf(notice);
      return { ...fact, ...(press && { press }) };
    });
  },
};

const LONGEST_LABEL = 40;

/** An invitation is answered by buttons of its own: this one has it come. */
function pressOf({ key, text }: Notice): Fact['press'] {
  const id = invitationOf(key);
  if (id === undefined) return undefined;
  return { verb: SHOW_VERB, id, label: text.replace(/^\w+:/, 'Answer:').slice(0, LONGEST_LABEL) };
}
