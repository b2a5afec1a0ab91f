import type { Tx } from '../db/client.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { type Channel, channelsOf } from '../people/channels.ts';
import type { Profile } from '../people/profile.ts';
import { type Button, PLATFORMS, type Platform } from '../ports/chat.ts';

export type ChannelChoice = Platform | 'automatic';

/** The verb of each choice's button; its id is the person's. */
const VERBS: Readonly<Record<ChannelChoice, string>> = {
  automatic: 'chauto',
  telegram: 'chtelegram',
  slack: 'chslack',
  discord: 'chdiscord',
  terminal: 'chterminal',
};

/** What a verb chooses; undefined when it is none of these. */
export function choiceOf(verb: string): ChannelChoice | undefined {
  return (['automatic', ...PLATFORMS] as const).find((choice) => VERBS[choice] === verb);
}

/** A button for each of the person's platforms, where there is something to choose; the chosen one is marked. */
export async function channelButtons(tx: Tx, personId: string, profile: Profile, { sign }: Buttons): Promise<Button[][]> {
  const platforms = [...new Set((await channelsOf(tx, personId)).map(({ platform }: Channel) => platform))].sort();
  if (platforms.length < 2) return [];
  const chosen = profile.settings.preferredChannel ?? 'automatic';
  const choices: readonly ChannelChoice[] = ['automatic', ...platforms];
  return [
    choices.map((choice) => ({
      id: sign({ verb: VERBS[choice], id: personId }, personId),
      label: choice === chosen ? `✓ ${choice}` : choice,
      style: 'plain',
    })),
  ];
}
