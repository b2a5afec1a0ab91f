import { AppError } from '../../src/ground/errors.ts';

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

/** True for this machine and for private networks (RFC 1918, RFC 4193, RFC 3927), names without a dot (a container's) among them. */
export function isPrivateAddress(url: string): boolean {
  const host = new URL(url).hostname.toLowerCase().replace(/^\[|\]$/g, '');
  if (/^(localhost|host\.docker\.internal)$|\.(localhost|local|internal|lan)$/.test(host)) return true;
  if (host.includes(':')) return host === '::1' || /^f[cd]|^fe[89ab]/.test(host);
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(host)) return !host.includes('.');
  return /^(0|10|127|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./.test(host);
}
