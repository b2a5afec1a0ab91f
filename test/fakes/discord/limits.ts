import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/v10';
import { badForm, DiscordRefusal, type Payload, type UploadedFile } from './wire.ts';

/** Discord, message resource: content of up to 2,000 characters; API reference: files of up to 10 MiB. */
export const TEXT_LIMIT = 2000;
export const UPLOAD_LIMIT = 10 * 1024 * 1024;

export type ButtonRow = APIActionRowComponent<APIButtonComponentWithCustomId>;

export function checkContent(payload: Payload, uploads: readonly UploadedFile[]): string {
  const content = payload.content ?? '';
  if (typeof content !== 'string') return badForm('content[BASE_TYPE_STRING]');
  if (content.length > TEXT_LIMIT) badForm(`content[BASE_TYPE_MAX_LENGTH]: Must be ${TEXT_LIMIT} or fewer in length.`);
  if (Buffer.from(content).toString() !== content) badForm('content is not UTF-8');
  if (content.trim() === '' && uploads.length === 0) throw new DiscordRefusal(400, 50006, 'Cannot send an empty message');
  if (uploads.some(({ bytes }) => bytes.length > UPLOAD_LIMIT)) {
    throw new DiscordRefusal(413, 40005, 'Request entity too large');
  }
  if ('embeds' in payload) badForm('embeds: nothing of ours makes embeds');
  // Discord cuts white space at both ends.
  return content.trim();
}

/** Discord, component reference: 5 rows of 5 buttons, labels of 1-80, ids of 1-100, no id twice. */
export function checkButtons(given: unknown): ButtonRow[] {
  const rows = (given ?? []) as ButtonRow[];
  if (rows.length > 5) badForm('components[BASE_TYPE_BAD_LENGTH]: Must be between 0 and 5 in length.');
  const ids = new Set<string>();
  for (const row of rows) {
    if (row.type !== ComponentType.ActionRow) badForm('components.type');
    if (row.components.length < 1 || row.components.length > 5) badForm('components.components[BASE_TYPE_BAD_LENGTH]');
    for (const { type, label = '', custom_id, style } of row.components) {
      if (type !== ComponentType.Button || (style as number) === ButtonStyle.Link) badForm('components.type');
      if (label.length < 1 || label.length > 80) badForm('label[BASE_TYPE_BAD_LENGTH]');
      if (custom_id.length < 1 || custom_id.length > 100) badForm('custom_id[BASE_TYPE_BAD_LENGTH]');
      if (ids.has(custom_id)) badForm('custom_id[COMPONENT_CUSTOM_ID_DUPLICATED]');
      ids.add(custom_id);
    }
  }
  return rows;
}

/** Discord, application commands: names of 1-32 lower-case letters, descriptions of 1-100, 100 commands of 8,000 characters. */
export function checkCommands(given: unknown): Payload[] {
  const commands = given as { name: string; description: string; options?: { name: string; description: string }[] }[];
  if (!Array.isArray(commands) || commands.length > 100) badForm('commands');
  for (const command of commands) {
    for (const { name, description } of [command, ...(command.options ?? [])]) {
      if (!/^[-_\p{Ll}\p{N}]{1,32}$/u.test(name)) badForm('name[APPLICATION_COMMAND_INVALID_NAME]');
      if (description.length < 1 || description.length > 100) badForm('description[BASE_TYPE_BAD_LENGTH]');
    }
    const texts = JSON.stringify(command).length;
    if (texts > 8000) badForm('APPLICATION_COMMAND_TOO_LARGE');
  }
  return commands as unknown as Payload[];
}
