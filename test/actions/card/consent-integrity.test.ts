import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseMarkdown } from '../../../adapters/markdown/parse.ts';
import { plainText } from '../../../adapters/markdown/styled.ts';
import { hashOf } from '../../../src/actions/canonical.ts';
import { renderCard } from '../../../src/actions/card/card.ts';
import type { Kind } from '../../../src/actions/kind.ts';
import { calendarKinds } from '../../../src/actions/kinds/calendar/kinds.ts';
import { reminderKinds } from '../../../src/actions/kinds/reminders.ts';
import { taskKinds } from '../../../src/actions/kinds/tasks.ts';
import { readCall } from '../../../src/agent/tools.ts';
import { isAppError } from '../../../src/ground/errors.ts';
import { defaultProfile } from '../../../src/people/profile.ts';
import { pressableIn } from '../../adapters/pressable.ts';
import { sharedData } from '../../fixtures/shared-data.ts';
import { createCalendarHand } from '../kinds/calendar/hand.ts';
import { createMailHand } from '../kinds/mail/hand.ts';
import { actionRow, noTx } from '../rows.ts';
import { OWN, type Put, TABLE } from './consent-table.ts';
import { CALENDAR } from './exact/calendar.ts';
import { MAIL } from './exact/mail.ts';
import { OWN_DATA } from './exact/own-data.ts';
import { readCard } from './exact/read-card.ts';
import { ZONE } from './exact/values.ts';

const EXACT = { ...OWN_DATA, ...MAIL, ...CALENDAR };
const OLD = {
  id: 'e1',
  title: 'Talk',
  description: 'Old',
  start: { at: '2026-12-01T09:00:00Z', zone: 'Europe/Berlin' },
  end: { at: '2026-12-01T10:00:00Z', zone: 'Europe/Berlin' },
};

/** Everything connected, with 500 mails, an event and some files, for a person in `zone`. */
function openWorld(zone: string) {
  const mails = Array.from({ length: 500 }, (_, index) => ({
    id: `m${index}`,
    subject: `Mail ${index}`,
    at: '2026-11-20T10:00:00Z',
  }));
  const mail = createMailHand(mails);
  const { calendar, context: planning } = createCalendarHand([OLD]);
  const names = ['agenda.pdf', 'invoice\u202efdp.exe'];
  names.forEach((name, index) => {
    const id = `00000000-0000-4000-8000-${`${index}`.padStart(12, '0')}`;
    mail.storedFiles.held.push({ id, name, mime: 'application/pdf', bytes: Buffer.from(name) });
  });
  const profile = defaultProfile(zone, 'Me');
  const eyes = { ...planning.eyes, ...mail.context.eyes };
  const context = { ...mail.context, profile, eyes, hands: { ...planning.hands, ...mail.context.hands }, tx: noTx };
  const kinds = new Map<string, Kind>(
    [...mail.kinds, ...calendarKinds, ...taskKinds, ...reminderKinds].map((kind) => [kind.name, kind]),
  );
  return { mail, calendar, context, profile, kinds };
}

type World = ReturnType<typeof openWorld>;

/** What a press would run, or why it never comes to one. */
async function propose(
  { kinds, context }: World,
  { tool }: Put,
  json: string,
): Promise<{ kind: Kind; args: object } | { said: string }> {
  const kind = kinds.get(tool);
  if (!kind) throw new Error(`no kind ${tool}`);
  const call = readCall({ id: '1', name: tool, arguments: json }, new Set([tool]));
  if ('problem' in call) return { said: call.problem };
  try {
    const args = await (kind.where === 'inside' ? kind.resolve(context, call.input) : kind.resolve(context, call.input));
    return { kind, args: JSON.parse(JSON.stringify(args)) };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { said: error.message };
  }
}

function cardOf({ profile }: World, kind: Kind, args: object) {
  return renderCard(kind, actionRow({ kind: kind.name, args, decidedBy: 'it reaches somebody else' }), profile);
}

/** Blocked, or shown: then every argument can be read off the card, and nothing on it can be pressed. */
async function holds(put: Put, json: string, zone = ZONE): Promise<void> {
  const world = openWorld(zone);
  const proposed = await propose(world, put, json);
  if (put.shows === 'blocked') {
    expect(proposed).toEqual({ said: expect.stringMatching(/\w/) });
    return;
  }
  if ('said' in proposed) throw new Error(proposed.said);
  const { kind, args } = proposed;
  const card = cardOf(world, kind, args);
  const styled = parseMarkdown(card.markdown);
  const seen = [plainText(styled).replaceAll(/:\n\n/g, ': '), card.attachment ?? ''].join('\n');
  for (const part of put.shows) expect(seen).toMatch(typeof part === 'string' ? literal(part) : part);
  expect(pressableIn(styled)).toEqual([]);

  const lines = readCard(card);
  const of = (label: string) => lines.get(label) ?? expect.fail(`the card has no line ${label}`);
  const approved = EXACT[put.tool]?.read(of, lines);
  expect(hashOf(approved)).toBe(hashOf(args));
}

function literal(text: string): RegExp {
  return new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
}

describe('what a card shows of arguments that could lie', () => {
  test.each(OWN.map((put) => [put.id, put] as const))('R27 %s', async (_, put) => {
    await holds(put, put.wish);
  });
});

const cases = z.array(z.object({ id: z.string(), value: z.unknown(), required: z.string() }));
sharedData('security/consent_integrity_cases.json', z.object({ cases }), (data) => {
  test('every case has its tool and field, or is refused as a member that there is not', () => {
    expect(data.cases).toHaveLength(51);
    expect(data.cases.map(({ id }) => id).sort()).toEqual(Object.keys(TABLE).sort());
  });

  test('what has to be blocked is blocked', () => {
    const blocked = data.cases.filter(({ required }) => required === 'block').map(({ id }) => id);
    expect(blocked.filter((id) => TABLE[id]?.shows !== 'blocked')).toEqual([]);
  });

  test.each(data.cases.map((each) => [each.id, each] as const))('R27 %s', async (id, { value }) => {
    const put = TABLE[id];
    if (!put) throw new Error(`${id} is put nowhere`);
    const names = Array.from({ length: 40 }, () => 'agenda.pdf');
    const json =
      put.wish === 'RAW'
        ? String(value)
        : put.wish.replace('"VALUE"', () => JSON.stringify(value)).replace('"NAMES"', () => JSON.stringify(names));
    // The hour that is left out on that night is one of Berlin.
    await holds(put, json, id === 'date-no-zone' ? 'Europe/Berlin' : ZONE);
  });
});

describe('the bytes that are used', () => {
  const send = (wish: string): Put => ({ tool: 'mail_send', wish, shows: [] });
  const run = async (world: World, put: Put) => {
    const proposed = await propose(world, put, put.wish);
    if ('said' in proposed) throw new Error(proposed.said);
    return proposed;
  };

  test('R27 of a mail are the ones on its card', async () => {
    const world = openWorld(ZONE);
    const wish =
      '{"to":["\\"alice@good.example\\" <x@evil.example>","mom"],"bcc":["b@b.example"],"subject":" Hi ","body":"a\\r\\nb\\u202e","attachments":["agenda.pdf"]}';
    const { kind, args } = await run(world, send(wish));
    const lines = readCard(cardOf(world, kind, args));
    await world.mail.run('mail_send', args);
    const [sent] = world.mail.mail.journal;
    if (sent?.did !== 'send') throw new Error('nothing was sent');
    const { to, bcc, subject, text, messageId, attachments } = sent.mail;
    expect([...to, ...bcc].map(({ address }) => address)).toEqual(['x@evil.example', 'mom@home.example', 'b@b.example']);
    expect(lines.get('To (2)')).toBe('x@evil.example (named "alice@good.example"), mom@home.example (named "Mom")');
    expect(lines.get('Bcc, hidden from the others')).toBe('b@b.example');
    expect([subject, text, messageId]).toEqual([lines.get('Subject'), lines.get('Text'), lines.get('Message-ID')]);
    expect(attachments.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([['agenda.pdf', 'agenda.pdf']]);
  });

  test('R27 of a file that changed after the card was shown are not sent', async () => {
    const world = openWorld(ZONE);
    const { args } = await run(world, send('{"to":["ann@a.example"],"body":"x","attachments":["agenda.pdf"]}'));
    const [file] = world.mail.storedFiles.held;
    if (!file) throw new Error('no file is held');
    world.mail.storedFiles.held[0] = { ...file, bytes: Buffer.from('something else') };
    await expect(world.mail.run('mail_send', args)).rejects.toThrow('has changed since the card was shown');
    expect(world.mail.mail.journal).toEqual([]);
  });

  test('of a name that means somebody else by now are still the ones on the card', async () => {
    const world = openWorld(ZONE);
    const { args } = await run(world, send('{"to":["mom"],"body":"x"}'));
    expect(args).toMatchObject({ to: [{ address: 'mom@home.example' }] });
    await world.mail.run('mail_send', args, { eyes: { mail: world.mail.mail.reader } });
    expect(world.mail.mail.journal).toMatchObject([{ did: 'send', mail: { to: [{ address: 'mom@home.example' }] } }]);
  });
});
