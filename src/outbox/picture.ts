import { z } from 'zod';
import { describeError, type Log } from '../ground/log.ts';
import type { ChatAdapter, DeliveryOutcome, OutgoingFile, OutgoingMessage } from '../ports/chat.ts';
import type { DayPicture, DrawDay } from '../ports/day-picture.ts';

/** What a row tells of the tries so far. */
interface Tries {
  readonly attempts: number;
  readonly arrived: readonly string[];
  readonly maybeRepeated: boolean;
}

const mark = z.object({ at: z.number(), label: z.string() });
const extent = { from: z.number(), until: z.number() };

/** The picture of a stored message: it is drawn when the message is sent, so its words lie where the message's own lie. */
export const storedPicture: z.ZodType<DayPicture> = z.object({
  date: z.string(),
  title: z.string(),
  alt: z.string(),
  wholeDay: z.array(z.string()),
  minutes: z.number(),
  lineMinutes: z.number(),
  hours: z.array(mark),
  blocks: z.array(
    z.object({ ...extent, title: z.string(), time: z.string(), lane: z.number(), lanes: z.number(), conflict: z.boolean() }),
  ),
  stretches: z.array(z.object({ ...extent, kind: z.enum(['focus', 'free']), label: z.string() })),
  due: z.array(mark),
  below: z.array(z.string()),
});

/** The file of the message's picture, if there is one. One that cannot be drawn costs nothing but itself. Rejects where it has gone out before. */
export async function drawnPicture(
  { draw, log }: { readonly draw?: DrawDay | undefined; readonly log: Log },
  { picture }: OutgoingMessage,
  { arrived }: Pick<Tries, 'arrived'>,
): Promise<readonly OutgoingFile[]> {
  if (!picture || !draw) return [];
  try {
    return [{ name: `day-${picture.date}.png`, mime: 'image/png', bytes: await draw(picture), alt: picture.alt }];
  } catch (error) {
    // What has arrived is counted from the picture on.
    if (arrived.length > 0) throw error;
    log.warn('picture-not-drawn', describeError(error));
    return [];
  }
}

/** A try that failed so often may have failed for the picture. */
const TRIES_WITH_PICTURE = 2;

/**
 * True where a message is to be tried without its picture from now on, which stands in its first part: that part was refused, or failed twice.
 * Where a repeat is held to be the same message, one that may have arrived stays as it is.
 */
export function isBetterWithout(
  { attempts, arrived, maybeRepeated }: Tries,
  { picture }: OutgoingMessage,
  outcome: DeliveryOutcome,
  adapter: ChatAdapter | undefined,
): boolean {
  if (!picture || arrived.length > 0) return false;
  if (outcome.state === 'refused') return true;
  if (outcome.state !== 'retry' || attempts < TRIES_WITH_PICTURE) return false;
  return !(maybeRepeated && adapter?.exactlyOnce);
}
