import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { AppError } from './errors.ts';
import { isReadableOnTheWay } from './readable-on-the-way.ts';
import { missingPartners } from './setting-partners.ts';

const text = z.string().trim().min(1).optional();
const endpoint = z
  .url({ protocol: /^https?$/, error: 'is not a web address such as http://127.0.0.1:8080' })
  .refine(
    (value) => !isReadableOnTheWay(value),
    'must begin with https: what is sent to a host on the internet must not be readable',
  );
const url = endpoint.transform((value) => value.replace(/\/+$/, '')).optional();
const wholeNumber = (least: number, most: number) =>
  z.coerce
    .number({ error: 'is not a number' })
    .int('is not a whole number')
    .min(least, `is below ${least}`)
    .max(most, `is above ${most}`);

const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
const hosts = list
  .refine((items) => items.every((item) => hostAndPort(item) !== undefined), 'is no list such as wiki.lan:8080,10.0.0.5:80')
  .transform((items) => items.flatMap((item) => hostAndPort(item) ?? []))
  .default([]);
const hostNames = list
  .transform((items) => items.map((item) => item.toLowerCase()))
  .refine((items) => items.every((item) => /^[\w.-]+$/.test(item)), 'is no list such as imap.example.org,smtp.example.org')
  .default([]);
const folders = list
  .refine((items) => items.every((item) => toFolder(item) !== undefined), 'is no list such as ~/Documents,/srv/notes:ro')
  .transform((items) => items.flatMap((item) => toFolder(item) ?? []))
  .default([]);

/** Every setting by its name in the environment; all optional, every outgoing address among them. */
const environment = z.object({
  ADJUTANT_HOME: z.string().trim().min(1).default('./data'),
  ADJUTANT_KEY_FILE: text,
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'is not an address such as postgres://user@host:5432/name' })
    .refine((value) => !isReadableOnTheWay(value), 'must end in ?sslmode=require or better: its host is on the internet')
    .optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]{20,}$/, 'does not look like a token of @BotFather, such as 123456:ABC-DEF...')
    .optional(),
  TELEGRAM_API_ROOT: url,
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{16,256}$/, 'must be 16 to 256 of A-Z a-z 0-9 _ -')
    .optional(),
  SLACK_BOT_TOKEN: z
    .string()
    .regex(/^xoxb-[\w-]{10,}$/, 'does not look like a Bot User OAuth Token, such as xoxb-...')
    .optional(),
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-[\w-]{10,}$/, 'does not look like an App-Level Token, such as xapp-...')
    .optional(),
  SLACK_SIGNING_SECRET: text,
  SLACK_API_URL: url,
  DISCORD_BOT_TOKEN: z
    .string()
    .regex(
      /^[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}$/,
      'does not look like a bot token of the Developer Portal, such as MTIz....Gab....xyz...',
    )
    .optional(),
  DISCORD_API_URL: url,
  OPENAI_API_KEY: text,
  OPENAI_BASE_URL: url,
  OPENAI_MODEL: text,
  OPENAI_EMBEDDING_MODEL: text,
  OLLAMA_URL: url,
  OLLAMA_MODEL: text,
  OLLAMA_EMBEDDING_MODEL: text,
  TRANSCRIBE_URL: url,
  TRANSCRIBE_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'has a blank or a special character in it')
    .optional(),
  TRANSCRIBE_MODEL: z.string().trim().min(1).default('whisper-1'),
  RECORDING_KEEP_HOURS: wholeNumber(1, 24 * 30).default(24),
  GOOGLE_CLIENT_ID: text,
  GOOGLE_CLIENT_SECRET: text,
  GOOGLE_API_ROOT: url,
  GOOGLE_AUTH_URL: url,
  GOOGLE_TOKEN_URL: url,
  GOOGLE_REVOKE_URL: url,
  OAUTH_NAME: text,
  OAUTH_CLIENT_ID: text,
  OAUTH_CLIENT_SECRET: text,
  OAUTH_AUTH_URL: endpoint.optional(),
  OAUTH_TOKEN_URL: endpoint.optional(),
  OAUTH_REVOKE_URL: endpoint.optional(),
  OAUTH_HOSTS: hostNames,
  OAUTH_MAIL_SCOPES: text,
  OAUTH_SEND_SCOPES: text,
  OAUTH_CALENDAR_SCOPES: text,
  WEB_SEARCH_URL: url.refine((value) => !value?.includes('@'), 'must not hold a user name'),
  WEB_ALLOW_HOSTS: hosts,
  FILE_ROOTS: folders,
  PUBLIC_URL: url,
  PORT: wholeNumber(1, 65_535).default(8080),
  DAILY_TOKEN_LIMIT: wholeNumber(1, 1_000_000_000).optional(),
  APPROVAL_TTL_MINUTES: wholeNumber(1, 60 * 24 * 30).default(1440),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error'], 'is none of debug, info, warn, error').optional(),
  TZ: z.string().refine(isZone, 'is not a zone such as Europe/Berlin').default('UTC'),
  NO_COLOR: z.string().optional(),
});

type Environment = z.infer<typeof environment>;

/** The settings of one process, checked. */
export interface Settings extends Omit<Environment, 'ADJUTANT_HOME' | 'ADJUTANT_KEY_FILE'> {
  /** The data folder, absolute. */
  readonly home: string;
  readonly keyFile: string;
  /** True when the terminal is a channel: asked for, or no platform has a token. */
  readonly terminal: boolean;
  /** How this computer calls its user; `you` for an administrator's account. */
  readonly osUser: string;
}

/** Without any of these, the terminal is the chat. */
const PLATFORM_TOKENS = ['TELEGRAM_BOT_TOKEN', 'SLACK_BOT_TOKEN', 'DISCORD_BOT_TOKEN'] as const;

/** Settings whose values never reach a log. */
const SECRET = [
  'TELEGRAM_BOT_TOKEN',
  'TELEGRAM_WEBHOOK_SECRET',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'DISCORD_BOT_TOKEN',
  'OPENAI_API_KEY',
  'TRANSCRIBE_KEY',
  'GOOGLE_CLIENT_SECRET',
  'OAUTH_CLIENT_SECRET',
  'DATABASE_URL',
] as const;

/** Reads settings from `.env` and the environment (which wins). All wrong ones fail together, by name, without their values. */
export function readSettings(argv: readonly string[]): Settings {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return parseSettings(process.env, argv);
}

/** The same from a given environment: an empty value counts as not set. Rejects with `config`. */
export function parseSettings(env: Readonly<Record<string, string | undefined>>, argv: readonly string[]): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  const wrong = parsed.error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) ?? [];
  const problems = [...wrong, ...missingPartners(given)];
  if (!parsed.success || problems.length > 0) {
    throw new AppError(
      'config',
      `Adjutant cannot start with these settings:\n  ${problems.join('\n  ')}\nCorrect them in .env or in the environment; .env.example shows each one.`,
    );
  }
  const { ADJUTANT_HOME, ADJUTANT_KEY_FILE, ...rest } = parsed.data;
  const home = resolve(ADJUTANT_HOME);
  return {
    ...rest,
    home,
    keyFile: resolve(ADJUTANT_KEY_FILE ?? join(home, 'key')),
    terminal: argv.includes('--terminal') || PLATFORM_TOKENS.every((name) => rest[name] === undefined),
    osUser: osUserName(),
  };
}

export function secretsOf(settings: Settings): string[] {
  return SECRET.flatMap((name) => settings[name] ?? []);
}

/** `host:port` with the host as the URL standard writes it (lower case, punycode, brackets around IPv6). */
function hostAndPort(item: string): string | undefined {
  const written = item.match(/^([^\s/@?#\\]+):(\d{1,5})$/);
  if (!written?.[1] || !URL.canParse(`http://${item}`)) return undefined;
  return `${new URL(`http://${item}`).hostname}:${Number(written[2])}`;
}

/** A folder of FILE_ROOTS: absolute or in the home folder, `:ro` behind it for reading only. The whole disk is none. */
function toFolder(item: string): { readonly folder: string; readonly name: string; readonly readOnly: boolean } | undefined {
  const readOnly = item.endsWith(':ro');
  const name = readOnly ? item.slice(0, -3) : item;
  const folder = name === '~' || name.startsWith('~/') ? join(homedir(), name.slice(1)) : name;
  if (!isAbsolute(folder) || resolve(folder) === '/') return undefined;
  return { folder: resolve(folder), name, readOnly };
}

function isZone(name: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

function osUserName(): string {
  try {
    const { username } = userInfo();
    return username === 'root' ? 'you' : username;
  } catch {
    return 'you'; // a container may run under a number that has no name
  }
}
