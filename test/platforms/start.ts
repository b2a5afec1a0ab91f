import { startDiscord } from './discord.ts';
import type { FakePlatform, PlatformName } from './platform.ts';
import { startSlack } from './slack.ts';
import { startTelegram } from './telegram.ts';

/** Milliseconds since 1970, by the platform's own clock. */
type Now = () => number;

const STARTERS: Readonly<Record<PlatformName, (options: { readonly now?: Now }) => Promise<FakePlatform>>> = {
  telegram: startTelegram,
  slack: startSlack,
  discord: startDiscord,
};

/** A platform of this name on loopback. */
export function startPlatform(name: PlatformName, options: { readonly now?: Now } = {}): Promise<FakePlatform> {
  return STARTERS[name](options);
}
