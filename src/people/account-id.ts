import { AppError } from '../ground/errors.ts';
import { PLATFORMS, type Platform } from '../ports/chat.ts';

/** A chat account as a person types it: the platform, and the platform's own id of the account. */
export interface TypedAccount {
  readonly platform: Platform;
  readonly userId: string;
}

interface Form {
  readonly shape: RegExp;
  readonly example: string;
  readonly where: string;
}

/** Ids as the adapters read them off a message. */
const FORMS: Readonly<Record<Exclude<Platform, 'terminal'>, Form>> = {
  // At most 52 significant bits (Telegram Bot API, User).
  telegram: {
    shape: /^[1-9]\d{4,15}$/,
    example: '123456789',
    where:
      'a number, not the @name. It stands on the card that you get when they write to me; some Telegram apps show it in their profile, too',
  },
  slack: {
    shape: /^T[A-Z0-9]{1,20}:[UW][A-Z0-9]{1,20}$/,
    example: 'T0123ABCD:U0456EFGH',
    where:
      'the workspace (T..., in the address of app.slack.com), a colon, and the member (U... or W...: their profile, the three dots, "Copy member ID")',
  },
  // A snowflake (Discord API reference, Snowflakes).
  discord: {
    shape: /^[1-9]\d{16,19}$/,
    example: '123456789012345678',
    where:
      'a number of 17 to 20 digits. Turn on Settings, Advanced, Developer Mode; then right-click their name and "Copy User ID"',
  },
};

/** Reads `telegram 123456789`. Rejects with `invalid` and where the id is to be found; `command` stands before the example. */
export function parseAccount(typed: string, command: string): TypedAccount {
  const [word = '', userId = '', ...rest] = typed.trim().split(/\s+/);
  const platform = PLATFORMS.find((each) => each === word.toLowerCase());
  if (platform === undefined || platform === 'terminal' || userId === '' || rest.length > 0) {
    throw new AppError(
      'invalid',
      `Write the platform and the account's id there, such as \`${command} telegram ${FORMS.telegram.example}\`. A name is not enough: anybody can choose any name.`,
    );
  }
  const { shape, example, where } = FORMS[platform];
  if (shape.test(userId)) return { platform, userId };
  throw new AppError(
    'invalid',
    `This is no account's id on ${platform}, which is ${where}. Write it such as \`${command} ${platform} ${example}\`.`,
  );
}
