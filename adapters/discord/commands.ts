import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type LocaleString,
} from 'discord-api-types/v10';
import { z } from 'zod';
import type { MenuCommand } from '../../src/ports/chat.ts';
import type { DiscordApi } from './call.ts';

/** Discord, application commands: at most 100 of them, descriptions of 1-100 characters. */
const MOST = 100;
const DESCRIPTION = 100;

/** Discord's locales for the languages that the core writes menus in; English stands for all others. */
const LOCALES: Readonly<Record<string, readonly LocaleString[]>> = { de: ['de'], fr: ['fr'], es: ['es-ES', 'es-419'] };

const WORDS = {
  name: 'text',
  description: 'What you would write behind the command',
  description_localizations: {
    de: 'Was du hinter den Befehl schreiben würdest',
    fr: 'Ce que tu écrirais derrière la commande',
    'es-ES': 'Lo que escribirías detrás del comando',
    'es-419': 'Lo que escribirías detrás del comando',
  },
};
const TOKEN = {
  name: 'token',
  description: 'The token that was shown when I was started',
  description_localizations: {
    de: 'Das Token, das bei meinem Start gezeigt wurde',
    fr: 'Le jeton affiché à mon démarrage',
    'es-ES': 'El código que se mostró al iniciarme',
    'es-419': 'El código que se mostró al iniciarme',
  },
};

/** Global commands, in direct conversations and in servers. Sent only when Discord has others: a day allows few changes. */
export async function registerCommands(api: DiscordApi, applicationId: string, menu: readonly MenuCommand[]): Promise<void> {
  const path = `/applications/${applicationId}/commands` as const;
  const wanted = menu.slice(0, MOST).map(toCommand);
  const known = commandList.safeParse(await api.request('GET', path, { query: { with_localizations: 'true' } }));
  const isSame = known.success && fingerprint(known.data) === fingerprint(commandList.parse(wanted));
  if (!isSame) await api.request('PUT', path, { body: wanted });
}

function toCommand({ name, description, localized = {} }: MenuCommand) {
  const inOther = Object.entries(localized).flatMap(([language, words]) =>
    (LOCALES[language] ?? []).map((locale) => [locale, words.slice(0, DESCRIPTION)]),
  );
  return {
    type: ApplicationCommandType.ChatInput,
    name,
    description: description.slice(0, DESCRIPTION),
    description_localizations: Object.fromEntries(inOther),
    options: [{ ...(name === 'start' ? TOKEN : WORDS), type: ApplicationCommandOptionType.String, required: false }],
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
    integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  };
}

const texts = z.record(z.string(), z.string()).nullish();

/** What we set; Discord adds ids and defaults of its own. */
const commandList = z.array(
  z.object({
    name: z.string(),
    description: z.string(),
    description_localizations: texts,
    options: z.array(z.object({ name: z.string(), description: z.string(), description_localizations: texts })).default([]),
    contexts: z.array(z.number()).nullish(),
    integration_types: z.array(z.number()).nullish(),
  }),
);

function fingerprint(commands: z.infer<typeof commandList>): string {
  const sorted = commands.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return JSON.stringify(
    sorted.map(({ description_localizations: words, ...rest }) => [rest, Object.entries(words ?? {}).sort()]),
  );
}
