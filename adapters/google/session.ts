import type { OAuth2Client } from 'google-auth-library';

/** One Google account that somebody has connected. */
export interface GoogleSession {
  /** The account's own address. */
  readonly account: string;
  readonly auth: OAuth2Client;
  /** Where all APIs are, with a slash at its end; undefined for Google's own places. */
  readonly rootUrl?: string;
}
