import { z } from 'zod';

const argumentObject = z.record(z.string(), z.unknown());

/** The arguments of a past tool call, or undefined when they are no JSON object. */
export function parseArguments(written: string): Record<string, unknown> | undefined {
  try {
    return argumentObject.safeParse(JSON.parse(written)).data;
  } catch {
    return undefined;
  }
}
