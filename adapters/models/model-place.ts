import { AppError } from '../../src/ground/errors.ts';
import { whereaboutsOf } from '../../src/ground/whereabouts.ts';

/** Where a model is asked, and the settings that say so: what a message about a failure names. */
export interface ModelPlace {
  /** `OpenAI`, or host and port. */
  readonly host: string;
  readonly model: string;
  readonly urlSetting: string;
  readonly modelSetting: string;
  /** Absent where no key is ever used. */
  readonly keySetting?: string;
  readonly hasKey: boolean;
}

/** Host and port of a base URL, without the name and password that it may carry. Rejects what is no web address with `config`. */
export function hostOf(url: string, setting: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    throw new AppError('config', `${setting} is not a web address. Write it like http://127.0.0.1:8080/v1.`);
  }
  return parsed.host;
}

/** True for this machine and for its own network. */
export function isPrivateAddress(url: string): boolean {
  return whereaboutsOf(new URL(url).hostname) !== 'far';
}
