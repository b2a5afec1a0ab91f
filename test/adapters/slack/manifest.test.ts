import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../../src/ground/root.ts';

/** What a person pastes into "Create an app from a manifest" (docs.slack.dev, "App manifest reference"): its fields and their limits. */
const manifestShape = z.strictObject({
  display_information: z.strictObject({
    name: z.string().max(35),
    description: z.string().max(140),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.literal(true),
      messages_tab_enabled: z.literal(true),
      messages_tab_read_only_enabled: z.literal(false),
    }),
    bot_user: z.strictObject({ display_name: z.string().max(80), always_online: z.boolean() }),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\/[a-z]{1,31}$/),
          description: z.string().max(2000),
          usage_hint: z.string().max(1000).optional(),
          should_escape: z.literal(false),
        }),
      )
      .max(50),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()).max(255) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ bot_events: z.array(z.string()).max(100) }),
    interactivity: z.strictObject({ is_enabled: z.literal(true) }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.literal(true),
    token_rotation_enabled: z.literal(false),
  }),
});

/** The scope that each method asks for in a direct conversation (docs.slack.dev, the page of each method). */
const SCOPES: Readonly<Record<string, string | undefined>> = {
  'auth.test': undefined,
  'users.info': 'users:read',
  'conversations.open': 'im:write',
  'conversations.history': 'im:history',
  'conversations.replies': 'im:history',
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'assistant.threads.setStatus': 'chat:write',
  'views.open': undefined,
  'views.publish': undefined,
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
  'files.info': 'files:read',
};
/** And each event. A message in a direct conversation comes as `message`, and is subscribed to by a name of its own. */
const EVENTS: Readonly<Record<string, readonly [event: string, scope?: string]>> = {
  message: ['message.im', 'im:history'],
  app_mention: ['app_mention', 'app_mentions:read'],
  app_home_opened: ['app_home_opened'],
};

const manifest = manifestShape.parse(JSON.parse(readFileSync(join(projectRoot, 'docs/slack-app-manifest.json'), 'utf8')));
const folder = join(projectRoot, 'adapters/slack');
const code = readdirSync(folder)
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');
const found = (pattern: RegExp) => [...new Set([...code.matchAll(pattern)].map(([, name]) => name ?? ''))].sort();

test('the manifest asks for the scopes of what the adapter calls and hears, and for no other', () => {
  const methods = found(/\bweb\s*\.((?:auth|users|conversations|chat|assistant\.threads|views|files)\.\w+)\(/g);
  expect(methods).toEqual(Object.keys(SCOPES).sort());
  const events = found(/app\.event\('(\w+)'/g);
  expect(events).toEqual(Object.keys(EVENTS).sort());
  const scopes = [...methods.map((method) => SCOPES[method]), ...events.map((event) => EVENTS[event]?.[1]), 'commands'];
  expect(manifest.oauth_config.scopes.bot).toEqual([...new Set(scopes.filter((scope) => scope !== undefined))].sort());
  expect([...manifest.settings.event_subscriptions.bot_events].sort()).toEqual(events.map((event) => EVENTS[event]?.[0]).sort());
});

test('the commands are those that stand by themselves, and one before all others', () => {
  expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual([
    '/adjutant',
    '/brief',
    '/today',
    '/agenda',
    '/tasks',
  ]);
});

test('the README names the file and every setting that the path takes', () => {
  const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
  for (const name of [
    'docs/slack-app-manifest.json',
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'connections:write',
    'SLACK_SIGNING_SECRET',
  ])
    expect(readme).toContain(name);
});
