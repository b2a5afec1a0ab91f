/** A stretch of text as a client shows it. */
export interface ReadRun {
  readonly text: string;
  /** `bold`, `italic`, `underline`, `strike`, `spoiler`, `code`, `block`, `quote`, `heading`, `list`, `link`. */
  readonly looks: readonly string[];
}

export interface Read {
  readonly text: string;
  readonly runs: readonly ReadRun[];
  /** Where a finger can go. */
  readonly links: readonly string[];
  /** Everything that calls somebody or stands for something else than its letters: mentions, times, emoji, commands. */
  readonly magic: readonly string[];
}

interface Taking {
  readonly runs: ReadRun[];
  readonly links: string[];
  readonly magic: string[];
}

type Rule = (rest: string, looks: readonly string[], into: Taking, lineStart: boolean) => number;

/** The way Discord's clients read a message: the rules of their parser (a descendant of simple-markdown), tried in order at each place. */
export function readMarkdown(content: string): Read {
  const known = latest.get(content);
  if (known) return known;
  const into: Taking = { runs: [], links: [], magic: [] };
  take(content, [], into, true);
  const read = { text: into.runs.map(({ text }) => text).join(''), ...into };
  if (latest.size >= MOST_KNOWN) latest.clear();
  latest.set(content, read);
  return read;
}

/** Whoever waits for something in a chat reads all of it at every event. */
const latest = new Map<string, Read>();
const MOST_KNOWN = 1000;

function take(text: string, looks: readonly string[], into: Taking, fromLineStart: boolean): void {
  let place = 0;
  while (place < text.length) {
    const rest = text.slice(place);
    const lineStart = place === 0 ? fromLineStart : text[place - 1] === '\n';
    const length = RULES.reduce((taken, rule) => taken || rule(rest, looks, into, lineStart), 0);
    if (length === 0) say(rest.charAt(0), looks, into);
    place += length || 1;
  }
}

function say(text: string, looks: readonly string[], into: Taking): void {
  const last = into.runs.at(-1);
  if (last && last.looks.join() === looks.join()) into.runs[into.runs.length - 1] = { text: last.text + text, looks };
  else into.runs.push({ text, looks });
}

/** A look around what the first group holds. */
const around =
  (pattern: RegExp, look: string): Rule =>
  (rest, looks, into) => {
    const [whole, inner] = pattern.exec(rest) ?? [];
    if (whole === undefined || inner === undefined) return 0;
    take(inner, [...looks, look], into, false);
    return whole.length;
  };

/** Something in place of its letters. */
const magic =
  (pattern: RegExp): Rule =>
  (rest, _, into) => {
    const [whole] = pattern.exec(rest) ?? [];
    if (whole === undefined) return 0;
    into.magic.push(whole);
    return whole.length;
  };

/** A moment, by the clock of a reader in UTC. */
const moment: Rule = (rest, looks, into) => {
  const [whole, seconds] = /^<t:(-?\d+)(?::\w)?>/.exec(rest) ?? [];
  if (whole === undefined) return 0;
  into.magic.push(whole);
  say(new Date(Number(seconds) * 1000).toUTCString(), looks, into);
  return whole.length;
};

const lineMark =
  (pattern: RegExp, look: string, keeps: boolean): Rule =>
  (rest, looks, into, lineStart) => {
    const [whole, mark = ''] = (lineStart && !looks.includes(look) && pattern.exec(rest)) || [];
    if (whole === undefined) return 0;
    into.magic.push(whole);
    if (keeps) say(mark, looks, into);
    return whole.length;
  };

const quote: Rule = (rest, looks, into, lineStart) => {
  if (!lineStart || looks.includes('quote')) return 0;
  const [rested, inner] = /^ *>>> ([\s\S]*)/.exec(rest) ?? [];
  if (rested !== undefined) {
    take(inner ?? '', [...looks, 'quote'], into, true);
    return rested.length;
  }
  const [whole] = /^ *> [^\n]*(?:\n *> [^\n]*)*\n?/.exec(rest) ?? [];
  if (whole === undefined) return 0;
  take(whole.replaceAll(/^ *> /gm, ''), [...looks, 'quote'], into, true);
  return whole.length;
};

const block: Rule = (rest, looks, into) => {
  const [whole, , code] = /^```(?:([a-z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```/i.exec(rest) ?? [];
  if (whole === undefined || code === undefined) return 0;
  say(`${code}\n`, [...looks, 'block'], into);
  return whole.length;
};

const inlineCode: Rule = (rest, looks, into) => {
  const [whole, , code] = /^(`+)([\s\S]*?[^`])\1(?!`)/.exec(rest) ?? [];
  if (whole === undefined || code === undefined) return 0;
  say(code.replaceAll(/^ (?= *`)|(` *) $/g, '$1'), [...looks, 'code'], into);
  return whole.length;
};

const escaped: Rule = (rest, looks, into) => {
  const [whole, letter] = /^\\([^0-9A-Za-z\s])/u.exec(rest) ?? [];
  if (whole === undefined || letter === undefined) return 0;
  say(letter, looks, into);
  return whole.length;
};

const autolink: Rule = (rest, looks, into) => {
  const [whole, target] = /^<((?:[^: >]+:\/[^ >]+)|(?:[^ >]+@[^ >]+))>/.exec(rest) ?? [];
  if (whole === undefined || target === undefined || /^[@#!]/.test(target)) return 0;
  into.links.push(target);
  say(target, [...looks, 'link'], into);
  return whole.length;
};

const address: Rule = (rest, looks, into) => {
  const [found] = /^(?:https?|steam|discord):\/\/[^\s<]+[^<.,:;"'\]\s]/i.exec(rest) ?? [];
  if (found === undefined) return 0;
  into.links.push(found);
  say(found, [...looks, 'link'], into);
  return found.length;
};

const masked: Rule = (rest, looks, into) => {
  const pattern =
    /^\[((?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['"][\s\S]*?['"])?\s*\)/;
  const [whole, label, target] = pattern.exec(rest) ?? [];
  if (whole === undefined || !label || !target) return 0;
  into.links.push(target);
  take(label, [...looks, 'link'], into, false);
  return whole.length;
};

const RULES: readonly Rule[] = [
  quote,
  lineMark(/^ *(#{1,3}) +(?=\S)/, 'heading', false),
  lineMark(/^ *(-#) +(?=\S)/, 'heading', false),
  block,
  escaped,
  lineMark(/^ *([*-]) +(?=\S)/, 'list', false),
  lineMark(/^ *(\d+\.) +(?=\S)/, 'list', true),
  moment,
  magic(/^<(?:@[!&]?|#)\d+>|^<a?:\w+:\d+>|^<\/[^>\n]+:\d+>|^<id:\w+>|^@(?:everyone|here)\b/),
  autolink,
  address,
  masked,
  around(/^_((?:__|\\[\s\S]|[^\\_])+?)_\b/, 'italic'),
  around(/^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/, 'bold'),
  around(/^\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/, 'italic'),
  around(/^__((?:\\[\s\S]|[^\\])+?)__(?!_)/, 'underline'),
  around(/^~~([\s\S]+?)~~(?!_)/, 'strike'),
  around(/^\|\|([\s\S]+?)\|\|/, 'spoiler'),
  inlineCode,
  magic(/^:[a-z0-9_+~-]+:/i),
];
