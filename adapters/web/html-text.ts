import type { HtmlToTextOptions } from 'html-to-text';

/** A page's text is made in this process, and everybody waits for it: what is longer is cut. UTF-16 units. */
const MOST_HTML = 1_500_000;
/** The parser's time grows with the square of the depth, and no page is deeper than it has tags: 20,000 take a fifth of a second. */
const MOST_TAGS = 20_000;
const DEEPEST = 200;

/** What a reader would see of a page: links as text with their address behind it, no pictures, no scripts. Loads its parser when first used. */
export async function htmlToText(html: string, baseUrl: string): Promise<{ readonly title: string; readonly text: string }> {
  const { convert } = await import('html-to-text');
  const markup = bounded(html);
  const title = markup.match(/<title\b[^>]{0,200}>([^<]{0,1000})/i)?.[1] ?? '';
  const text = convert(markup, optionsFor(baseUrl)).trim();
  return {
    title: convert(title, { wordwrap: false }).replace(/\s+/g, ' ').trim(),
    text: markup.length < html.length ? `${text} …` : text,
  };
}

function bounded(html: string): string {
  const markup = html.slice(0, MOST_HTML);
  let tags = 0;
  for (const { index } of markup.matchAll(/<[a-z]/gi)) {
    tags += 1;
    if (tags > MOST_TAGS) return markup.slice(0, index);
  }
  return markup;
}

const UNSEEN = [
  'title',
  'img',
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'iframe',
  'head',
  '[hidden]',
  '[aria-hidden="true"]',
  // What a reader would not see, but a model would.
  ...['display:none', 'display: none', 'visibility:hidden', 'visibility: hidden', 'font-size:0', 'font-size: 0', 'opacity:0'].map(
    (style) => `[style*="${style}"]`,
  ),
];
const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

function optionsFor(baseUrl: string): HtmlToTextOptions {
  const pathRewrite = (path: string) => absolute(path, baseUrl);
  return {
    wordwrap: false,
    limits: { maxInputLength: MOST_HTML, maxDepth: DEEPEST, ellipsis: '…' },
    selectors: [
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true, linkBrackets: ['(', ')'], pathRewrite } },
      { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
      ...['td', 'th'].map((selector) => ({ selector, format: 'inlineSurround', options: { suffix: ' | ' } })),
      ...HEADINGS.map((selector) => ({ selector, options: { uppercase: false } })),
      ...UNSEEN.map((selector) => ({ selector, format: 'skip' })),
    ],
  };
}

/** Nothing for what is no address to go to. */
function absolute(path: string, baseUrl: string): string {
  const url = URL.canParse(path, baseUrl) ? new URL(path, baseUrl) : undefined;
  return url && /^(https?|mailto):$/.test(url.protocol) ? url.href : '';
}
