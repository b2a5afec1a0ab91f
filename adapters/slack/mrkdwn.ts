/** What Slack puts between angle brackets, see docs.slack.dev, "Formatting text for app surfaces". */
const MARKUP = /<([^<>]*)>/g;

/** The text that a person wrote, as they read it: addresses bare, entities as characters, mentions and dates in words. */
export function toPlain(mrkdwn: string): string {
  return unescaped(mrkdwn.replaceAll(MARKUP, (_, inside: string) => inWords(inside)));
}

/** Splits off lines that the person marked as a quotation: they are somebody else's words. */
export function splitQuotes(mrkdwn: string): { readonly own: string; readonly quoted: string } {
  const whole = /(?:^|\n)&gt;&gt;&gt;([\s\S]*)$/.exec(mrkdwn);
  const lines = (whole ? mrkdwn.slice(0, whole.index) : mrkdwn).split('\n');
  const quoted = lines.filter((line) => line.startsWith('&gt;')).map((line) => line.slice(4).trim());
  const own = lines.filter((line) => !line.startsWith('&gt;'));
  return { own: own.join('\n').trim(), quoted: [...quoted, ...(whole?.[1] ? [whole[1].trim()] : [])].join('\n') };
}

/** For text in the other direction: nothing in it is mark-up any more. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function inWords(inside: string): string {
  const bar = inside.indexOf('|');
  const target = bar === -1 ? inside : inside.slice(0, bar);
  const label = bar === -1 ? '' : inside.slice(bar + 1);
  if (target.startsWith('!date^')) return label || 'a date';
  if (target.startsWith('!subteam^')) return label || '@group';
  if (target.startsWith('!')) return `@${label.replace(/^@/, '') || target.slice(1)}`;
  if (target.startsWith('@') || target.startsWith('#')) return `${target.charAt(0)}${label || target.slice(1)}`;
  return linkInWords(target, label);
}

/** Slack makes a link of `example.org` by itself: what was typed is its label. */
function linkInWords(address: string, label: string): string {
  const isTyped = ['', address, address.replace(/^(https?:\/\/|mailto:|tel:)/, '')].includes(label);
  if (!isTyped) return `${label} (${address})`;
  return label || address;
}
