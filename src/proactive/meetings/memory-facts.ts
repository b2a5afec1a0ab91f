import type { Recall } from '../../memory/recall.ts';
import type { RecallLine } from '../../memory/recall-line.ts';
import { dayText } from '../../reminders/moment-text.ts';
import type { FactSource } from '../brief/fact.ts';
import type { MeetingOccasion } from './meeting.ts';
import { isAbout, searchText } from './named-in.ts';

const MOST = 5;
const BUDGET_TOKENS = 1_500;
const MOST_CHARACTERS = 300;
const DECISION = /\b(?:decided|agreed|settled|chose|approved|rejected|signed off|went with|going with|decision)\b/i;

/** What was said of those who will be there, or of the subject: decisions first. It is searched by words alone, so that no other host is asked. */
export function memoryFacts(recall: Recall): FactSource<MeetingOccasion> {
  return {
    name: 'memory',
    area: 'memory',
    async read({ personId, profile, now, meeting }, inDb) {
      const text = searchText(meeting);
      const found = await inDb((tx) =>
        recall.search(tx, { personId, text, now, budgetTokens: BUDGET_TOKENS, includeOutside: true }),
      );
      const said = found.filter((line) => isStatement(line) && isAbout(line.text, meeting));
      const decided = said.filter((line) => DECISION.test(line.text));
      return [...decided, ...said.filter((line) => !decided.includes(line))].slice(0, MOST).map((line) => {
        const day = dayText(line.at.toZonedDateTimeISO(profile.identity.timezone).toPlainDate());
        return {
          section: decided.includes(line) ? 'Decided' : 'Said before',
          source: line.id,
          text: `${day}: ${line.text.replaceAll(/\s+/g, ' ').trim().slice(0, MOST_CHARACTERS)}`,
          tainted: line.tainted,
        };
      });
    },
  };
}

/** No command, no question, and nothing of the assistant's own. */
function isStatement({ speaker, text }: RecallLine): boolean {
  return speaker !== 'assistant' && !/^\s*\/|\?\s*$/.test(text);
}
