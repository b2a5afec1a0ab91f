import { shown } from '../../actions/card/shown.ts';
import { MOST_LINES, moreText } from '../notify/news-message.ts';
import type { Fact } from './fact.ts';
import type { Gathered } from './gather.ts';

export const END_MARK = 'That is all.';

/** The whole message: a heading, the sections that hold something, what could not be read, and a line that says it is over. */
export function briefText(
  heading: string,
  { facts, notRead }: Pick<Gathered, 'facts' | 'notRead'>,
  ifNothing = 'Nothing is due.',
): string {
  const titles = [...new Set(facts.map(({ section }) => section))];
  const sections = titles.map((title) => {
    const inside = facts.filter(({ section }) => section === title);
    const news = inside.filter(({ notice }) => notice !== undefined);
    const left = news.slice(MOST_LINES);
    const lines = inside.filter((fact) => !left.includes(fact)).map(line);
    return [`**${title}**`, ...lines, ...(left.length > 0 ? [moreText(left.length)] : [])].join('\n');
  });
  const nothing = facts.length === 0 ? [ifNothing] : [];
  const missing = notRead.map((name) => `_Not read: ${shown(name)}._`);
  return [heading, ...sections, ...nothing, ...missing, END_MARK].join('\n\n');
}

/** `- Pay rent, due today (task 12)`. */
function line({ text, source }: Fact): string {
  return `- ${shown(text)} (${shown(source.replace(':', ' '))})`;
}
