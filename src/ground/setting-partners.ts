import { isAtMicrosoft } from './at-microsoft.ts';

/** Settings by their names, as they were given. */
type Given = Readonly<Record<string, unknown>>;

/** What is wrong with these settings together, a sentence each: those that are of no use without one that is missing. */
export function missingPartners(settings: Given): string[] {
  const problems: string[] = [];
  if (settings.TELEGRAM_WEBHOOK_SECRET && !settings.PUBLIC_URL)
    problems.push('PUBLIC_URL is missing: TELEGRAM_WEBHOOK_SECRET asks for a webhook, which needs it');
  if (settings.OPENAI_MODEL && !settings.OPENAI_API_KEY && !settings.OPENAI_BASE_URL)
    problems.push('OPENAI_API_KEY (or OPENAI_BASE_URL) is missing: OPENAI_MODEL alone reaches nobody');
  if (settings.TRANSCRIBE_KEY && !settings.TRANSCRIBE_URL)
    problems.push('TRANSCRIBE_URL is missing: TRANSCRIBE_KEY alone reaches nobody');
  if (Boolean(settings.GOOGLE_CLIENT_ID) !== Boolean(settings.GOOGLE_CLIENT_SECRET))
    problems.push('GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET belong together: one of them is missing');
  return [...problems, ...missingSlackPartners(settings), ...missingOAuthPartners(settings)];
}

function missingSlackPartners(settings: Given): string[] {
  const problems: string[] = [];
  const slackLine = settings.SLACK_APP_TOKEN || (settings.SLACK_SIGNING_SECRET && settings.PUBLIC_URL);
  if (settings.SLACK_BOT_TOKEN && !slackLine)
    problems.push('SLACK_APP_TOKEN (or SLACK_SIGNING_SECRET with PUBLIC_URL) is missing: SLACK_BOT_TOKEN alone hears nothing');
  if ((settings.SLACK_APP_TOKEN || settings.SLACK_SIGNING_SECRET) && !settings.SLACK_BOT_TOKEN)
    problems.push('SLACK_BOT_TOKEN is missing: SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are of no use without it');
  return problems;
}

function missingOAuthPartners(settings: Given): string[] {
  const problems: string[] = [];
  const named = Object.keys(settings).find((name) => name.startsWith('OAUTH_') && name !== 'OAUTH_CLIENT_ID');
  if (named !== undefined && !settings.OAUTH_CLIENT_ID)
    problems.push(`OAUTH_CLIENT_ID is missing: without it nobody can sign in, and ${named} is of no use`);
  if (Boolean(settings.OAUTH_AUTH_URL) !== Boolean(settings.OAUTH_TOKEN_URL))
    problems.push('OAUTH_AUTH_URL and OAUTH_TOKEN_URL belong together: one of them is missing');
  const isElsewhere = !isAtMicrosoft(settings.OAUTH_AUTH_URL);
  if (isElsewhere && !settings.OAUTH_MAIL_SCOPES && !settings.OAUTH_CALENDAR_SCOPES)
    problems.push('OAUTH_MAIL_SCOPES (or OAUTH_CALENDAR_SCOPES) is missing: each service names its scopes itself');
  if (isElsewhere && !settings.OAUTH_HOSTS)
    problems.push('OAUTH_HOSTS is missing: the servers that may see what opens the accounts there');
  for (const name of ['OAUTH_MAIL_SCOPES', 'OAUTH_SEND_SCOPES', 'OAUTH_CALENDAR_SCOPES'])
    if (/\bopenid\b/.test(String(settings[name])))
      problems.push(`${name} must not name openid: nobody here asks who somebody is`);
  return problems;
}
