import type { Temporal } from 'temporal-polyfill';
import { shown } from '../../actions/card/shown.ts';
import type { News } from '../notify/notices.ts';
import type { Item } from './source.ts';
import type { Watch } from './store.ts';

/**
 * What fits, a piece of news an entry; the new lines of one page are one piece. Each cites what it is of as it stands there: nothing in
 * it can be followed or hides.
 */
export function newsOfItems(watch: Watch, items: readonly Item[], now: Temporal.Instant): News[] {
  const pages = new Map<string, Item[]>();
  for (const item of items) if (item.of === 'page') pages.set(item.url, [...(pages.get(item.url) ?? []), item]);
  return [
    ...items.filter(({ of }) => of === 'feed').map((item) => citing(watch, item.hash, item)),
    // The same lines may stand there once more some day, and are new again then.
    ...[...pages.values()].flatMap((lines) => {
      const [first] = lines;
      const text = lines.map((line) => line.text).join('\n');
      return first ? [citing(watch, `${first.hash}:${now.toString()}`, { ...first, text: text.slice(0, LONGEST_CHANGE) })] : [];
    }),
  ];
}

const LONGEST_CHANGE = 1500;

function citing(watch: Watch, key: string, { title, text, url, of }: Item): News {
  const { number, about } = watch;
  const line = of === 'page' ? `${title}: ${text}` : title;
  return {
    ...newsOf(watch, key),
    text: `${line.slice(0, 300)} ${url}`,
    message: {
      text: [
        `**Watch ${number}**, ${shown(about)}`,
        [`**${shown(title)}**`, shown(text), shown(url)].filter(Boolean).join('\n'),
      ].join('\n\n'),
    },
    restsOn: [url],
    tainted: true,
  };
}

/** It is over, by the day that the person named. */
export function newsOfEnd(watch: Watch): News {
  const text = `Watch ${watch.number} (${watch.about}) is over, as you wished. /watch and its addresses begin it anew.`;
  return { ...newsOf(watch, 'end'), urgency: 'digest', text };
}

/** From now on no model is asked. */
export function newsOfLastCall(watch: Watch): News {
  const text = `Watch ${watch.number} (${watch.about}) has asked the model as often as it may. It goes on: what fits its words alone say.`;
  return { ...newsOf(watch, 'last-call'), urgency: 'digest', text };
}

/** An address that cannot be read; `problem` is a sentence. */
export function newsOfFailure(watch: Watch, url: string, failures: number, problem: string, now: Temporal.Instant): News {
  const how = failures === 1 ? '' : ` ${failures} times in a row`;
  const text = `Watch ${watch.number} (${watch.about}): I could not read ${url}${how}. ${problem} I keep trying; /watch shows how it stands.`;
  return { ...newsOf(watch, `away:${url}:${now.toString()}`), text, restsOn: [url] };
}

function newsOf({ personId, id, number, tainted }: Watch, key: string) {
  return { personId, key: `watch:${id}:${key}`, kind: 'watch', urgency: 'soon', source: `watch:${number}`, tainted } as const;
}
