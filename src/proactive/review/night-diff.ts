import { and, asc, eq, gte, isNotNull, isNull } from 'drizzle-orm';
import { facts } from '../../db/schema/memory.ts';
import { observations, shortForms } from '../../db/schema/observations.ts';
import { toSeen } from '../../memory/night/read-night.ts';
import { shortId } from '../../memory/recall-line.ts';
import type { Fact, FactSource } from '../brief/fact.ts';
import { firstLine } from './memory-diff.ts';

/** What last night made of memory: notes that became one, what it saw for the first time, and what found no room in the short form. */
export const nightDiff: FactSource = {
  name: 'what the night found',
  area: 'memory',
  async read({ personId, profile, now }, inDb) {
    const from = now.toZonedDateTimeISO(profile.identity.timezone).startOfDay().toInstant();
    return inDb(async (tx) => {
      const joined = await tx
        .select({ id: facts.id, text: facts.text, trust: facts.trust })
        .from(facts)
        .where(
          and(eq(facts.personId, personId), isNull(facts.forgottenAt), isNotNull(facts.duplicateOf), gte(facts.joinedAt, from)),
        )
        .orderBy(asc(facts.recordedAt))
        .limit(MOST);
      const seen = await tx
        .select({ text: observations.text, inputs: observations.inputs, kind: observations.kind })
        .from(observations)
        .where(and(eq(observations.personId, personId), gte(observations.madeAt, from)))
        .orderBy(asc(observations.about))
        .limit(MOST);
      const [form] = await tx
        .select({ dropped: shortForms.dropped })
        .from(shortForms)
        .where(and(eq(shortForms.personId, personId), gte(shortForms.madeAt, from)));
      return [
        ...joined.map(({ id, text, trust }) =>
          told(shortId('fact', id), `noted twice, and one now: ${firstLine(text)}`, trust === 'outside'),
        ),
        ...seen.map(toSeen).map(({ text, restsOn }) => ({ ...told(restsOn.at(-1) ?? '', text, false), restsOn })),
        ...(form?.dropped ?? []).map(({ item, text }) => told(item, `no room for it in the short form any more: ${text}`, false)),
      ];
    });
  },
};

const MOST = 20;

function told(source: string, text: string, tainted: boolean): Fact {
  return { section: 'Remembered today', source, text, tainted };
}
