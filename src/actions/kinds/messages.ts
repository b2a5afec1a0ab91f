import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Tx } from '../../db/client.ts';
import { actions } from '../../db/schema/actions.ts';
import { AppError } from '../../ground/errors.ts';
import { enqueue } from '../../outbox/outbox.ts';
import { knownChat, knownTo, labelOf, pickKnown } from '../../people/known-chats.ts';
import { PLATFORMS, type Platform } from '../../ports/chat.ts';
import { hashOf } from '../canonical.ts';
import { shown } from '../card/shown.ts';
import { type ActionContext, defineKind, type InsideKind } from '../kind.ts';

const to = z.object({
  knownChat: z.uuid(),
  platform: z.enum(PLATFORMS),
  chat: z.string(),
  name: z.string(),
  /** True where several read along. */
  shared: z.boolean(),
});
const args = z.object({ to, text: z.string() });
type Args = z.infer<typeof args>;

/** Fits one message of every platform, so that it arrives whole or not at all. */
const LONGEST_TEXT = 1500;
/** What nobody would see: the receiver gets what the card shows. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}]|(?!(?<=\p{Extended_Pictographic})\ufe0f)\p{Default_Ignorable_Code_Point}/gu;

/** A message to somebody else, by our own account and saying for whom it comes. Their answers stay with them: nothing is relayed. */
export function messageSend({ isConnected }: { readonly isConnected: (platform: Platform) => boolean }): InsideKind {
  return defineKind({
    name: 'message_send',
    description: 'Send a message to a person or group known here. to: their name.',
    effect: 'outbound',
    verb: 'Send',
    area: 'message',
    mainInput: 'text',
    input: z.object({ to: z.string(), text: z.string() }),
    args,
    async resolve({ tx, personId, profile }, input) {
      const reachable = (await knownTo(tx, personId)).filter(({ platform }) => isConnected(platform));
      const { id, platform, chat, name, shared } = pickKnown(reachable, input.to);
      const sender = plain(profile.identity.name).replaceAll('\n', ' ') || 'somebody';
      return {
        to: { knownChat: id, platform, chat, name, shared },
        text: `Message from ${sender}, by their assistant:\n${readText(input.text)}`,
      };
    },
    async warn({ tx, personId }, { to: receiver }) {
      const warnings = receiver.shared ? ['Everybody in this group will read it.'] : [];
      return (await sentBefore(tx, personId, receiver))
        ? warnings
        : [...warnings, 'You have not sent them anything from here before.'];
    },
    fields: {
      to: (receiver) => ({ label: 'To', value: labelOf(receiver) }),
      text: (text) => ({ label: 'Message', value: text }),
    },
    async run(context, message) {
      await requireKnown(context, message);
      await putOut(context, message);
      return { said: `On its way to ${shown(message.to.name)}. I say so should it not arrive.` };
    },
    undoData: z.never(),
    undo: async () => 'A message that is out cannot be taken back.',
  });
}

/** What is sent is what the card shows, rendered by the same rule. */
async function putOut({ tx, personId, source, now, actionId }: ActionContext, message: Args): Promise<void> {
  const { platform, chat } = message.to;
  // A second try after an unknown end comes at another moment.
  const key = `message:${actionId ?? hashOf([source, message])}:${now.epochMilliseconds}`;
  const why = { trigger: 'a message you had sent', by: 'rule', sources: [source], actions: actionId ? [actionId] : [] };
  const out = { personId, key, message: { text: shown(message.text) }, why, now, to: { platform, chat } };
  await enqueue(tx, actionId === undefined ? out : { ...out, actionId });
}

async function requireKnown({ tx, personId }: ActionContext, { to: receiver }: Args): Promise<void> {
  const known = await knownChat(tx, personId, receiver.knownChat);
  if (known?.platform === receiver.platform && known.chat === receiver.chat) return;
  throw new AppError('not-found', `${shown(receiver.name)} cannot be reached there any more. Nothing was sent; ask again.`);
}

async function sentBefore(tx: Tx, personId: string, { platform, chat }: Args['to']): Promise<boolean> {
  const receiver = sql`${actions.args} -> 'to' @> ${JSON.stringify({ platform, chat })}::jsonb`;
  const sent = and(eq(actions.personId, personId), eq(actions.kind, 'message_send'), eq(actions.state, 'done'), receiver);
  return (await tx.$count(actions, sent)) > 0;
}

function readText(written: string): string {
  const text = plain(written);
  if (text === '') throw new AppError('invalid', 'Say what to write to them.');
  if (text.length > LONGEST_TEXT) throw new AppError('invalid', `Keep a message under ${LONGEST_TEXT} characters.`);
  return text;
}

function plain(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll('\t', ' ').replaceAll(UNSEEN, '').trim();
}
