import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { shown } from '../../actions/card/shown.ts';
import { defineKind, type InsideKind } from '../../actions/kind.ts';
import { ownAddresses } from '../../actions/kinds/own-addresses.ts';
import { AppError } from '../../ground/errors.ts';
import { exactMomentText } from '../../reminders/moment-text.ts';
import { readWatch } from './read-watch.ts';
import { newSource } from './source.ts';
import { addWatch, changeWatch, pickWatch, watchById, watchesOf } from './store.ts';
import { everyText, timesText, watchText } from './watch-text.ts';

const add = defineKind({
  name: 'watch_add',
  description:
    'Watch feeds or pages and tell what is new that fits. about: "https://a.example/feed product launches every 2 hours until 31 December, at most 20 questions".',
  // Each look tells a host that somebody looks: one that the person named is told nothing more by it.
  effect: ({ urls }, { ownWords }) => {
    const own = ownAddresses(ownWords);
    return urls.every((url) => own.has(url)) ? 'private' : 'outbound';
  },
  verb: 'Watch',
  area: 'web',
  needs: 'web',
  input: z.object({ about: z.string() }),
  args: z.object({
    urls: z.array(z.string()).min(1),
    about: z.string().min(1),
    everyMinutes: z.int(),
    /** ISO 8601 instant. */
    until: z.string(),
    modelCalls: z.int(),
  }),
  async resolve({ now, profile }, { about }) {
    const watch = readWatch(about, { now, zone: profile.identity.timezone });
    return { ...watch, urls: watch.urls.map(toAddress) };
  },
  fields: {
    urls: (urls) => ({ label: 'Addresses, whose hosts are asked each time', value: urls.join('\n') }),
    about: (about) => ({ label: 'Tell of', value: about }),
    everyMinutes: (minutes) => ({ label: 'Look', value: everyText(minutes) }),
    until: (until, { identity }) => ({
      label: 'Until',
      value: exactMomentText(Temporal.Instant.from(until).toZonedDateTimeISO(identity.timezone)),
    }),
    modelCalls: (calls) => ({ label: 'Ask a model what fits at most', value: timesText(calls) }),
  },
  mainInput: 'about',
  async run({ tx, personId, now, profile, tainted }, { urls, until, modelCalls, ...wish }) {
    const exact = { ...wish, sources: urls.map(newSource), until: Temporal.Instant.from(until), modelCallsLeft: modelCalls };
    const watch = await addWatch(tx, personId, { ...exact, tainted }, now);
    return { said: watchText(watch, profile.identity.timezone), undo: { id: watch.id } };
  },
  undoData: z.object({ id: z.uuid() }),
  async undo({ tx, personId }, { id }) {
    const { number } = await watchById(tx, personId, id);
    await changeWatch(tx, personId, id, { state: 'deleted' });
    return `Watch ${number} is gone again.`;
  },
});

const list = defineKind({
  name: 'watch_list',
  description: 'List what is watched for the person.',
  effect: 'read',
  verb: 'Show',
  area: 'watch',
  needs: 'web',
  input: z.object({}),
  args: z.object({}),
  resolve: async () => ({}),
  fields: {},
  async run({ tx, personId, profile }) {
    const all = await watchesOf(tx, personId);
    const text = all.map((watch) => watchText(watch, profile.identity.timezone)).join('\n\n');
    return { said: text || NONE, tainted: all.some(({ tainted }) => tainted) };
  },
  undoData: z.never(),
  undo: async () => 'There is nothing to undo.',
});

const NONE = 'Nothing is watched. Write it like: /watch https://example.com/feed.xml about product launches every 2 hours.';

const CHANGES = ['pause', 'resume', 'delete'] as const;
const STATE = { pause: 'paused', resume: 'active', delete: 'deleted' } as const;
const DONE = { pause: 'is paused.', resume: 'goes on.', delete: 'is deleted.' } as const;

const change = defineKind({
  name: 'watch_change',
  description: 'Pause, resume or delete a watch, by number or words.',
  effect: 'private',
  verb: 'Change',
  area: 'watch',
  needs: 'web',
  input: z.object({ watch: z.string(), change: z.enum(CHANGES) }),
  args: z.object({ number: z.int(), about: z.string(), change: z.enum(CHANGES) }),
  async resolve({ tx, personId }, said) {
    const { number, about } = await pickWatch(tx, personId, said.watch);
    return { number, about, change: said.change };
  },
  fields: {
    number: (number) => ({ label: 'Watch', value: `${number}` }),
    about: (about) => ({ label: 'Tells of', value: about }),
    change: (value) => ({ label: 'Change', value }),
  },
  async run({ tx, personId, now }, { number, change: wish }) {
    const { id, about, state: before, tainted } = await pickWatch(tx, personId, `${number}`);
    const state = STATE[wish];
    if (state === before) throw new AppError('invalid', `Watch ${number} is ${state} already.`);
    await changeWatch(tx, personId, id, { state, ...(state === 'active' && { nextAt: now }) });
    return { said: `Watch ${number}, ${shown(about)}, ${DONE[wish]}`, undo: { id, state: before }, tainted };
  },
  undoData: z.object({ id: z.uuid(), state: z.enum(['active', 'paused', 'ended', 'deleted']) }),
  async undo({ tx, personId, now, profile }, { id, state }) {
    await changeWatch(tx, personId, id, { state, ...(state === 'active' && { nextAt: now }) });
    return watchText(await watchById(tx, personId, id), profile.identity.timezone);
  },
});

/** Watches are the person's own: what they find is told to them alone, and each change can be taken back. */
export const watchKinds: readonly InsideKind[] = [add, list, change];

/** The address as it will be asked for. */
function toAddress(said: string): string {
  if (URL.canParse(said) && /^https?:$/.test(new URL(said).protocol)) {
    const url = new URL(said);
    url.hash = '';
    return url.href;
  }
  throw new AppError(
    'invalid',
    `"${said.slice(0, 60)}" is no web address. Write it whole, such as https://example.com/feed.xml.`,
  );
}
