import type { KnownBlock } from '@slack/types';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { DiscordApi } from '../../adapters/discord/call.ts';
import { createSender as createDiscordSender } from '../../adapters/discord/send.ts';
import { parseMarkdown } from '../../adapters/markdown/parse.ts';
import { plainText } from '../../adapters/markdown/styled.ts';
import type { SlackClient } from '../../adapters/slack/client.ts';
import { createSender as createSlackSender } from '../../adapters/slack/send.ts';
import type { TelegramApi } from '../../adapters/telegram/call.ts';
import { createSender } from '../../adapters/telegram/send.ts';
import { renderMessage } from '../../adapters/terminal/render.ts';
import { renderCard } from '../../src/actions/card/card.ts';
import type { Kind } from '../../src/actions/kind.ts';
import { renderReply } from '../../src/agent/reply.ts';
import { createButtons } from '../../src/outbox/buttons.ts';
import { defaultProfile } from '../../src/people/profile.ts';
import { createCalendarHand, kindOf } from '../actions/kinds/calendar/hand.ts';
import { createMailHand } from '../actions/kinds/mail/hand.ts';
import { actionRow } from '../actions/rows.ts';
import { readMarkdown } from '../fakes/discord/read-markdown.ts';
import { readBlocks } from '../fakes/slack/limits.ts';
import { sharedData } from '../fixtures/shared-data.ts';
import { autoLinked, pressableIn, pressableOnSlack, pressableOnTelegram } from './pressable.ts';

const caseShape = z.object({
  platform: z.enum(['telegram', 'slack', 'discord', 'email', 'calendar']),
  text: z.string(),
  why: z.string(),
  required: z.string(),
});
type Case = z.infer<typeof caseShape>;

/** What the text of a case must show, beside leading nowhere. */
const SHOWN: Readonly<Record<string, string>> = {
  'masked link': 'safe (https://evil.example/?d=SECRET)',
  'markdown image': 'x (https://evil.example/p.png?d=SECRET)',
  'zero width in URL': 'https://evil.example/‹U+200B›SECRET',
  'punycode look-alike': 'xn--pypal-4ve‹punycode:p(U+0430)ypal›.example',
};

const profile = defaultProfile('Europe/Berlin', 'Ann');
const id = '3f0c1a52-7a5e-4a39-9d5c-0123456789ab';
const buttons = createButtons(Buffer.alloc(32, 1));

/** The model's words as they go out, after a private mail was read in their turn; or with nothing read. */
function reply(text: string, tainted = true): string {
  const own = 'what does that mail of https://bank.example say?';
  return renderReply({ text, outcomes: [], tainted }, { notes: [], own }, buttons, id).text;
}

interface Sent {
  readonly text: string;
  readonly entities: Parameters<typeof pressableOnTelegram>[1];
  readonly link_preview_options?: { readonly is_disabled: boolean };
}

/** What reaches Telegram's server. */
async function onTelegram(text: string): Promise<Sent> {
  const sent: Sent[] = [];
  const keep = (body: string, options: Omit<Sent, 'text'>) => {
    sent.push({ ...options, text: body });
    return Promise.resolve({ message_id: 1 });
  };
  const api = {
    sendMessage: (_: string, body: string, options: Omit<Sent, 'text'>) => keep(body, options),
    editMessageText: (_: string, __: number, body: string, options: Omit<Sent, 'text'>) => keep(body, options),
  };
  const telegram = createSender({
    api,
    within: (call: (signal: unknown) => unknown) => call(undefined),
  } as unknown as TelegramApi);
  await telegram.send({ key: 'test', chat: '1', message: { text }, files: [], arrived: [], onPart: async () => undefined });
  await telegram.edit('1', '1', { text });
  const [first, edited] = sent;
  if (!first || !edited) throw new Error('nothing was sent');
  expect(edited).toEqual({ ...first, disable_notification: undefined });
  return first;
}

interface SentToSlack {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  readonly unfurl_links?: boolean;
  readonly unfurl_media?: boolean;
}

/** What reaches Slack's servers. */
async function onSlack(text: string): Promise<SentToSlack> {
  const sent: SentToSlack[] = [];
  const keep = async (args: SentToSlack) => {
    sent.push(args);
    return { ok: true, ts: '1.000100' };
  };
  const slack = createSlackSender(
    { web: { chat: { postMessage: keep, update: keep } } } as unknown as SlackClient,
    () => undefined,
  );
  await slack.send({ key: 'test', chat: 'D1', message: { text }, files: [], arrived: [], onPart: async () => undefined });
  await slack.edit('D1', '1.000100', { text });
  const [first, edited] = sent;
  if (!first || !edited) throw new Error('nothing was sent');
  expect({ text: edited.text, blocks: edited.blocks }).toEqual({ text: first.text, blocks: first.blocks });
  return first;
}

/** What reaches Discord's server, of a message and of an edit. */
async function onDiscord(text: string): Promise<Record<string, unknown>[]> {
  const sent: Record<string, unknown>[] = [];
  const api: DiscordApi = {
    request: async (_, __, options = {}) => {
      sent.push(z.record(z.string(), z.unknown()).parse(options.body));
      return { id: '1' };
    },
  };
  const replies = { open: () => undefined, of: async () => undefined, done: () => undefined, stop: async () => undefined };
  const discord = createDiscordSender({ api, replies, userId: () => '1' });
  await discord.send({ key: 'test', chat: '1', message: { text }, files: [], arrived: [], onPart: async () => undefined });
  await discord.edit('1', '1', { text });
  return sent;
}

const TERMINAL = { width: 200, colour: false };

sharedData('security/render_exfil_cases.json', z.object({ cases: z.array(caseShape) }), ({ cases }) => {
  const of = (platform: Case['platform']) => cases.filter((each) => each.platform === platform);

  afterAll(() => void process.stderr.write(`render_exfil: all ${cases.length} are tried whole\n`));

  test('every case is tried', () => {
    expect(cases).toHaveLength(39);
    const counts = [of('telegram'), of('slack'), of('discord'), of('email'), of('calendar')].map(({ length }) => length);
    expect(counts).toEqual([12, 13, 12, 1, 1]);
  });

  describe('R96 on Telegram, after a private read', () => {
    test.each(of('telegram').map((each) => [each.why, each] as const))('%s leads nowhere', async (why, { text }) => {
      const sent = await onTelegram(reply(text));
      expect(sent.link_preview_options).toEqual({ is_disabled: true });
      expect(pressableOnTelegram(sent.text, sent.entities)).toEqual([]);
      expect(sent.text).toContain(SHOWN[why] ?? '');
      // The words still say what the model said.
      for (const word of text.match(/[a-z]{4,}/gi) ?? []) expect(sent.text).toContain(word);
    });

    test('nearly each of them would lead somewhere, were nothing made inert', async () => {
      const leaks = await Promise.all(
        of('telegram').map(async ({ text }) => {
          const { text: seen, entities } = await onTelegram(reply(text, false));
          return pressableOnTelegram(seen, entities).some((target) => /SECRET|S\.E\.C|evil/.test(target));
        }),
      );
      // All but mentions, schemes and commands of bots, which are never pressable.
      expect(leaks.filter(Boolean)).toHaveLength(9);
    });

    test('what the person wrote can still be followed', async () => {
      const sent = await onTelegram(reply('It is from https://bank.example, see evil.example/SECRET.'));
      expect(pressableOnTelegram(sent.text, sent.entities)).toContain('https://bank.example,');
    });
  });

  describe('R96 on Slack, after a private read', () => {
    test.each(of('slack').map((each) => [each.why, each] as const))('%s leads nowhere', async (why, { text }) => {
      const sent = await onSlack(reply(text));
      expect([sent.unfurl_links, sent.unfurl_media]).toEqual([false, false]);
      // Nothing that Slack would fetch, and no button that is not ours.
      expect(sent.blocks.map(({ type }) => type)).toEqual(['rich_text']);
      expect(sent.text).not.toMatch(/<|>/);
      expect(pressableOnSlack(sent.blocks)).toEqual([]);
      const shown = readBlocks(sent.blocks);
      expect(shown).toContain(SHOWN[why] ?? '');
      for (const word of text.match(/[a-z]{4,}/gi) ?? []) expect(shown).toContain(word);
    });

    test('most of them would lead somewhere, were nothing made inert', async () => {
      const leaks = await Promise.all(
        of('slack').map(async ({ text }) => pressableOnSlack((await onSlack(reply(text, false))).blocks)),
      );
      expect(leaks.filter((targets) => targets.some((target) => /SECRET|S\.E\.C|evil/.test(target)))).toHaveLength(11);
    });
  });

  describe('R96 on Discord, after a private read', () => {
    const suppressEmbeds = 1 << 2;

    test.each(of('discord').map((each) => [each.why, each] as const))('%s leads nowhere', async (why, { text }) => {
      const sent = await onDiscord(reply(text));
      expect(sent).toHaveLength(2);
      for (const body of sent) {
        // Nobody is called, nothing is fetched; no embeds, and no component but our own buttons.
        const { content, components, allowed_mentions, flags, nonce: _, enforce_nonce: __, ...more } = body;
        expect([more, components, allowed_mentions, flags]).toEqual([{}, [], { parse: [] }, suppressEmbeds]);
        const read = readMarkdown(String(content));
        expect([read.links, read.magic]).toEqual([[], []]);
        expect(autoLinked(read.runs.map((run) => (run.looks.includes('code') ? ' ' : run.text)).join(''))).toEqual([]);
        expect(read.text).toContain(SHOWN[why] ?? '');
        for (const word of text.match(/[a-z]{4,}/gi) ?? []) expect(read.text).toContain(word);
      }
    });

    test('some of them would lead somewhere, were nothing made inert', async () => {
      const leaks = await Promise.all(
        of('discord').map(async ({ text }) => {
          const [body] = await onDiscord(reply(text, false));
          return readMarkdown(String(body?.content)).links.some((target) => /SECRET|evil/.test(target));
        }),
      );
      expect(leaks.filter(Boolean).length).toBeGreaterThanOrEqual(6);
    });
  });

  describe('on the terminal, after a private read', () => {
    test.each(of('telegram').map((each) => [each.why, each] as const))('%s is words', (why, { text }) => {
      const seen = renderMessage({ text: reply(text) }, [], TERMINAL);
      // No hyperlink (OSC 8), no picture: not one control sequence.
      expect(seen).not.toMatch(/(?!\n)\p{Cc}/u);
      expect(seen.replaceAll('`', '')).toContain(SHOWN[why] ?? '');
    });
  });

  const cardOf = (kind: Kind, args: unknown) =>
    parseMarkdown(renderCard(kind, actionRow({ args, decidedBy: 'it reaches somebody else' }), profile).markdown);

  test.each(of('email').map((each) => [each.why, each] as const))(
    '%s: is plain text, all of it on the card',
    async (_, { text }) => {
      const hand = createMailHand();
      const kind = hand.kinds.find(({ name }) => name === 'mail_send');
      if (!kind) throw new Error('no kind sends mail');
      const args = await hand.resolve('mail_send', { to: ['mom@home.example'], subject: 'x', body: text });
      expect(kind.effect(args, hand.context)).toBe('outbound');
      const card = cardOf(kind, args);
      expect(plainText(card)).toContain(text);
      expect(pressableIn(card)).toEqual([]);
      await hand.run('mail_send', args);
      const [written] = hand.mail.journal;
      if (written?.did !== 'send') throw new Error('nothing was sent');
      expect(written.mail.text).toBe(text);
      expect(Object.keys(written.mail).sort()).toEqual(['attachments', 'bcc', 'cc', 'messageId', 'subject', 'text', 'to']);
    },
  );

  test.each(of('calendar').map((each) => [each.why, each] as const))(
    '%s: guests and text stand on the card',
    async (_, { text }) => {
      const hand = createCalendarHand();
      const wish = {
        title: 'Talk',
        start: '2026-11-23T10:00',
        end: '2026-11-23T11:00',
        guests: ['x@evil.example'],
        description: text,
      };
      const args = await hand.resolve('calendar_create', wish);
      expect(kindOf('calendar_create').effect(args, hand.context)).toBe('outbound');
      const card = cardOf(kindOf('calendar_create'), args);
      expect(plainText(card)).toContain(text);
      expect(plainText(card)).toMatch(/Guests:\s+1\nx@evil\.example/);
      expect(pressableIn(card)).toEqual([]);
    },
  );
});
