import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Temporal } from 'temporal-polyfill';

/** Seconds (docs.slack.dev, "Verifying requests from Slack"). We allow for no more in the other direction either. */
const WINDOW = 300;

interface SignedRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Exactly as it came. */
  readonly body: string;
}

/** True for a request that Slack signed within five minutes of now. Bolt's own check would take a time in the future. */
export function isSigned({ headers, body }: SignedRequest, secret: string, now: Temporal.Instant): boolean {
  const time = headers['x-slack-request-timestamp'] ?? '';
  const given = headers['x-slack-signature'] ?? '';
  if (!/^\d{1,12}$/.test(time) || Math.abs(now.epochMilliseconds / 1000 - Number(time)) > WINDOW) return false;
  const expected = `v0=${createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex')}`;
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
