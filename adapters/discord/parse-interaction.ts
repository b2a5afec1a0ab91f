import { ComponentType, InteractionType } from 'discord-api-types/v10';
import { Temporal } from 'temporal-polyfill';
import type { IncomingMessage, IncomingPress } from '../../src/ports/chat.ts';
import { toUser } from './parse.ts';
import { type DiscordInteraction, interactionSchema } from './schema.ts';
import { toInstant } from './snowflake.ts';

/** How an interaction is answered: at once by its id, later by the application's. */
export interface Reply {
  readonly id: string;
  readonly applicationId: string;
  readonly token: string;
  readonly chat: string;
  readonly direct: boolean;
}

export type ParsedInteraction =
  | { readonly kind: 'command' | 'form'; readonly message: IncomingMessage; readonly reply: Reply }
  | { readonly kind: 'press'; readonly press: IncomingPress; readonly reply: Reply }
  | { readonly kind: 'skip' };

export function parseInteraction(json: unknown): ParsedInteraction {
  const parsed = interactionSchema.safeParse(json);
  if (!parsed.success) return { kind: 'skip' };
  const { type, data, channel_id: chat, message: carrier, ...interaction } = parsed.data;
  const from = interaction.user ?? interaction.member?.user;
  if (!from || from.bot || chat === undefined) return { kind: 'skip' };
  const { id, token, application_id: applicationId, locale } = interaction;
  const direct = interaction.guild_id === undefined;
  const reply: Reply = { id, applicationId, token, chat, direct };
  const base = { platform: 'discord', chat, user: toUser(from, locale) } as const;
  if (type === InteractionType.MessageComponent && carrier && data?.component_type === ComponentType.Button) {
    const press = { ...base, key: `discord:press:${id}`, messageId: carrier.id, button: data.custom_id ?? '', forms: true };
    return { kind: 'press', press, reply };
  }
  const said = { ...base, direct, sentAt: Temporal.Instant.fromEpochMilliseconds(toInstant(id)).toString(), messageId: id };
  if (type === InteractionType.ApplicationCommand && data?.name !== undefined) {
    const text = commandText(data.name, data.options);
    return { kind: 'command', reply, message: { ...said, key: `discord:command:${id}`, text, edited: false, files: [] } };
  }
  if (type === InteractionType.ModalSubmit) {
    const text = fieldsOf(data).join('\n');
    const replyTo = carrier && { replyTo: carrier.id };
    return { kind: 'form', reply, message: { ...said, key: `discord:form:${id}`, text, ...replyTo, edited: false, files: [] } };
  }
  return { kind: 'skip' };
}

type Data = NonNullable<DiscordInteraction['data']>;

function commandText(name: string, options: Data['options'] = []): string {
  return [`/${name}`, ...options.flatMap(({ value }) => (value === undefined ? [] : [String(value)]))].join(' ').trim();
}

function fieldsOf(data: Data | undefined): string[] {
  return (data?.components ?? []).flatMap(({ component }) => component?.value ?? []);
}
