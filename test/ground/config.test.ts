import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSettings, secretsOf } from '../../src/ground/config.ts';
import { AppError } from '../../src/ground/errors.ts';

type Environment = Record<string, string | undefined>;

const TOKEN = '123456:ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefgh';
const SLACK_TOKEN = 'xoxb-1234567890-abc';
const SLACK_APP = 'xapp-1-A012345-678';
const DISCORD = 'MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.not-a-real-token_000000000';

function refusal(env: Environment): AppError {
  try {
    parseSettings(env, []);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('these settings were taken');
}

/** For each setting that can be wrong a wrong value, told from everything else by its letters. */
const WRONG: Environment = {
  DATABASE_URL: 'mysql://wrong-database',
  TELEGRAM_BOT_TOKEN: 'wrong-token',
  TELEGRAM_API_ROOT: 'ftp://wrong-root',
  TELEGRAM_WEBHOOK_SECRET: 'wrong',
  SLACK_BOT_TOKEN: 'wrong-bot',
  SLACK_APP_TOKEN: 'wrong-app',
  SLACK_API_URL: 'ftp://wrong-slack',
  DISCORD_BOT_TOKEN: 'wrong-bot',
  DISCORD_API_URL: 'ftp://wrong-api',
  OPENAI_BASE_URL: 'wrong-base',
  OLLAMA_URL: 'wrong-ollama',
  WEB_SEARCH_URL: 'wrong-search',
  WEB_ALLOW_HOSTS: 'wrong-host',
  OAUTH_HOSTS: 'https://wrong-hosts',
  FILE_ROOTS: 'wrong-folder',
  PUBLIC_URL: 'wrong-public',
  PORT: '123456789',
  DAILY_TOKEN_LIMIT: 'wrong-limit',
  APPROVAL_TTL_MINUTES: '0.123',
  LOG_LEVEL: 'wrong-level',
  TZ: 'Wrong/Zone',
};

describe('settings', () => {
  it('are all optional', () => {
    expect(parseSettings({}, [])).toMatchObject({
      home: resolve('data'),
      keyFile: resolve('data/key'),
      PORT: 8080,
      APPROVAL_TTL_MINUTES: 1440,
      TZ: 'UTC',
      terminal: true,
    });
  });

  it('that are wrong are named together, in one refusal without a value', () => {
    const { code, message } = refusal(WRONG);
    expect(code).toBe('config');
    for (const [name, value] of Object.entries(WRONG)) {
      expect(message).toContain(`\n  ${name} `);
      expect(message).not.toContain(value ?? name);
    }
  });

  it.each(Object.entries(WRONG))('refuse a wrong %s by itself', (name, value) => {
    expect(refusal({ [name]: value }).message).toContain(`\n  ${name} `);
  });

  it('count as not set when they are empty', () => {
    const empty = Object.fromEntries(Object.keys(WRONG).map((name) => [name, '']));
    expect(parseSettings({ ...empty, ADJUTANT_HOME: '', ADJUTANT_KEY_FILE: '' }, [])).toEqual(parseSettings({}, []));
  });

  it('name the partner that a webhook lacks', () => {
    const env = { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_WEBHOOK_SECRET: 'a'.repeat(16) };
    expect(refusal(env).message).toContain('PUBLIC_URL is missing');
    expect(parseSettings({ ...env, PUBLIC_URL: 'https://me.example' }, []).PUBLIC_URL).toBe('https://me.example');
  });

  it('name the partner that a model lacks: a key or an address is enough', () => {
    const env = { OPENAI_MODEL: 'gpt-5-mini' };
    expect(refusal(env).message).toContain('OPENAI_API_KEY (or OPENAI_BASE_URL) is missing');
    expect(parseSettings({ ...env, OPENAI_API_KEY: 'k' }, []).OPENAI_MODEL).toBe('gpt-5-mini');
    expect(parseSettings({ ...env, OPENAI_BASE_URL: 'http://127.0.0.1:1' }, []).OPENAI_MODEL).toBe('gpt-5-mini');
  });

  it('name the partner that Slack lacks: an app token, or a signing secret with an address', () => {
    const env = { SLACK_BOT_TOKEN: SLACK_TOKEN };
    const signing = { ...env, SLACK_SIGNING_SECRET: 'a-secret' };
    for (const lacking of [env, signing]) expect(refusal(lacking).message).toContain('SLACK_APP_TOKEN (or SLACK_SIGNING_SECRET');
    expect(refusal({ SLACK_APP_TOKEN: SLACK_APP }).message).toContain('SLACK_BOT_TOKEN is missing');
    for (const whole of [
      { ...env, SLACK_APP_TOKEN: SLACK_APP },
      { ...signing, PUBLIC_URL: 'https://me.example' },
    ])
      expect(parseSettings(whole, []).terminal).toBe(false);
  });

  it('name the partner that signing in lacks: a client, both addresses of another service, and its scopes', () => {
    const client = { OAUTH_CLIENT_ID: 'adjutant' };
    const addresses = { OAUTH_AUTH_URL: 'https://a.example/authorize/', OAUTH_TOKEN_URL: 'https://a.example/token/' };
    const service = { ...addresses, OAUTH_HOSTS: 'imap.a.example' };
    expect(parseSettings(client, []).OAUTH_CLIENT_ID).toBe('adjutant');
    expect(refusal({ OAUTH_CLIENT_SECRET: 's' }).message).toContain('OAUTH_CLIENT_ID is missing');
    for (const [name, value] of Object.entries(addresses))
      expect(refusal({ ...client, OAUTH_MAIL_SCOPES: 'mail', [name]: value }).message).toContain('one of them is missing');
    expect(refusal({ ...client, ...service }).message).toContain('OAUTH_MAIL_SCOPES (or OAUTH_CALENDAR_SCOPES) is missing');
    for (const scopes of ['OAUTH_MAIL_SCOPES', 'OAUTH_CALENDAR_SCOPES'])
      expect(parseSettings({ ...client, ...service, [scopes]: 'x' }, [])).toMatchObject(addresses);
    expect(refusal({ ...client, ...addresses, OAUTH_MAIL_SCOPES: 'x' }).message).toContain('OAUTH_HOSTS is missing');
    expect(refusal({ ...client, ...service, OAUTH_MAIL_SCOPES: 'openid mail' }).message).toContain('must not name openid');
  });

  it('name a missing partner beside what is wrong', () => {
    const { message } = refusal({ OPENAI_MODEL: 'gpt-5-mini', PORT: 'x' });
    expect(message).toContain('OPENAI_API_KEY');
    expect(message).toContain('PORT');
  });

  it('put the key file where it is said, and the data folder as an absolute path', () => {
    const settings = parseSettings({ ADJUTANT_HOME: 'somewhere', ADJUTANT_KEY_FILE: 'keys/one' }, []);
    expect(settings).toMatchObject({ home: resolve('somewhere'), keyFile: resolve('keys/one') });
  });

  it('take the slash off the end of an address', () => {
    expect(parseSettings({ OLLAMA_URL: 'http://127.0.0.1:11434//' }, []).OLLAMA_URL).toBe('http://127.0.0.1:11434');
  });

  it('R91 refuse an address on the internet without encryption, and take one in the own network', () => {
    const addresses = [
      'OPENAI_BASE_URL',
      'OLLAMA_URL',
      'TELEGRAM_API_ROOT',
      'SLACK_API_URL',
      'DISCORD_API_URL',
      'OAUTH_AUTH_URL',
      'OAUTH_TOKEN_URL',
      'OAUTH_REVOKE_URL',
      'WEB_SEARCH_URL',
    ];
    for (const name of [...addresses, 'PUBLIC_URL'])
      expect(refusal({ [name]: 'http://api.example.com' }).message).toContain(`${name} must begin with https`);
    expect(refusal({ DATABASE_URL: 'postgres://me:word@db.example.com/a' }).message).toContain(
      'DATABASE_URL must end in ?sslmode=',
    );
    expect(parseSettings({ OLLAMA_URL: 'http://192.168.1.20:11434' }, []).OLLAMA_URL).toBe('http://192.168.1.20:11434');
  });

  it('open the terminal without a token, or when asked for', () => {
    const env = { TELEGRAM_BOT_TOKEN: TOKEN };
    expect(parseSettings(env, []).terminal).toBe(false);
    expect(parseSettings(env, ['--terminal']).terminal).toBe(true);
    expect(parseSettings({ DISCORD_BOT_TOKEN: DISCORD }, []).terminal).toBe(false);
  });

  it('hand over every secret for the log to blank', () => {
    const env = {
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_WEBHOOK_SECRET: 'webhook-secret-1',
      SLACK_BOT_TOKEN: SLACK_TOKEN,
      SLACK_APP_TOKEN: SLACK_APP,
      SLACK_SIGNING_SECRET: 'signing-secret-1',
      DISCORD_BOT_TOKEN: DISCORD,
      PUBLIC_URL: 'https://me.example',
      OAUTH_CLIENT_ID: 'adjutant',
      OAUTH_CLIENT_SECRET: 'client-secret-1',
      OPENAI_API_KEY: 'sk-1',
      DATABASE_URL: 'postgres://me:word@host/db',
    };
    const { PUBLIC_URL: _, OAUTH_CLIENT_ID: __, ...secrets } = env;
    expect(secretsOf(parseSettings(env, [])).sort()).toEqual(Object.values(secrets).sort());
  });

  it('read the hosts that the web tools may reach as an address would name them', () => {
    const hosts = (value: string) => parseSettings({ WEB_ALLOW_HOSTS: value }, []).WEB_ALLOW_HOSTS;
    expect(hosts(' Wiki.LAN:8080, 10.0.0.5:80 ,[::1]:443')).toEqual(['wiki.lan:8080', '10.0.0.5:80', '[::1]:443']);
    expect(hosts('127.1:80')).toEqual(['127.0.0.1:80']);
    for (const wrong of ['wiki.lan', 'wiki.lan:99999', 'me@wiki.lan:80', 'http://wiki.lan:80', 'a b:80', ':80'])
      expect(() => hosts(wrong)).toThrow('WEB_ALLOW_HOSTS is no list');
  });

  it('read the folders for files, absolute or in the home folder, with :ro for reading only', () => {
    const roots = (value: string) => parseSettings({ FILE_ROOTS: value }, []).FILE_ROOTS;
    expect(roots('~/Notes:ro, /srv/plans/,~')).toEqual([
      { folder: join(homedir(), 'Notes'), name: '~/Notes', readOnly: true },
      { folder: '/srv/plans', name: '/srv/plans/', readOnly: false },
      { folder: homedir(), name: '~', readOnly: false },
    ]);
    for (const wrong of ['notes', './notes', '/', '/srv/..', '/:ro', '~someone'])
      expect(() => roots(wrong)).toThrow('FILE_ROOTS is no list');
  });

  it('refuse a user name in the address of the search, which would never be used', () => {
    expect(refusal({ WEB_SEARCH_URL: 'http://me:word@search.lan' }).message).toContain(
      'WEB_SEARCH_URL must not hold a user name',
    );
  });
});
