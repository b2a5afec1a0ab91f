import type { Audit } from '../../audit/audit.ts';
import type { Database, Tx } from '../../db/client.ts';
import { RATING_REASONS } from '../../db/schema/news.ts';
import { AppError } from '../../ground/errors.ts';
import { findSaid } from '../../outbox/outbox.ts';
import { answersTo } from '../../proactive/rating-offers.ts';
import { newestUnasked, type Rated, rate, takeBackRating, type Verdict, verdictText } from '../../proactive/ratings.ts';
import type { Command, CommandContext } from './command.ts';

interface RateDeps {
  readonly db: Database;
  readonly audit: Audit;
}

const USAGE = '/rate up, /rate down too long, /rate off';

/** `/rate`: how useful the message was that it answers, or else the newest brief, review or piece of news. */
export function createRateCommand({ db, audit }: RateDeps): Command {
  return {
    name: 'rate',
    description: 'Say how useful a brief, a review or news was, with a reason',
    usage: USAGE,
    async run(context, argument) {
      const verdict = readVerdict(argument);
      const { personId, by = 'owner', now } = context;
      const text = await db.asPerson(personId, async (tx) => {
        const rated = { personId, item: await itemOf(tx, context), by };
        if (verdict === 'off') return (await takeBackRating(tx, audit, rated, now)) ? 'Taken back.' : 'You have not rated it.';
        await rate(tx, audit, rated, verdict, now);
        const noted = `Noted: ${verdictText({ ...verdict, reason: verdict.reason ?? null })}. \`/rate off\` takes it back.`;
        return by === 'owner' ? [noted, ...(await ways(tx, rated, verdict))].join('\n') : noted;
      });
      return { message: { text } };
    },
  };
}

async function itemOf(tx: Tx, context: CommandContext): Promise<string> {
  const { personId, replyTo } = context;
  const said = replyTo === undefined ? undefined : await findSaid(tx, personId, context, replyTo);
  const item = said?.item ?? (await newestUnasked(tx, personId));
  if (item === undefined) throw new AppError('not-found', 'Nothing was said by itself yet: no brief, no review, no news.');
  return item;
}

/** What the person can do about it, where it is not to be pressed. */
async function ways(tx: Tx, { personId, item }: Rated, { reason }: Verdict): Promise<string[]> {
  if (!reason) return [];
  const { offers, advice } = await answersTo(tx, personId, item, reason);
  return [...offers.map(({ path, value, said }) => `\`/settings ${path} ${value}\`: ${said}`), ...(advice ? [advice] : [])];
}

function readVerdict(argument: string): Verdict | 'off' {
  const [, word = '', words = ''] = /^(up|down|off)\b\s*(.*)$/is.exec(argument.trim()) ?? [];
  const said = words.trim().toLowerCase();
  const reason = RATING_REASONS.find((each) => each === said);
  if (word === '' || (said !== '' && (word.toLowerCase() !== 'down' || reason === undefined))) {
    throw new AppError('invalid', `Write ${USAGE}. Behind down may stand: ${RATING_REASONS.join(', ')}.`);
  }
  if (word.toLowerCase() === 'off') return 'off';
  return { useful: word.toLowerCase() === 'up', reason };
}
