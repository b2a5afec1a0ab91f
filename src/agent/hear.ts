import { isGoOn } from '../actions/go-on.ts';
import type { IncomingMessage } from '../ports/chat.ts';
import { type HearDeps, type HearMoment, type KeptFile, keepFile } from './keep-file.ts';
import { asOutside } from './prompt.ts';

/** What the person said, as one request. */
export interface Heard {
  /** The person's own words. */
  readonly own: string;
  /** The same, message by message; those without words are left out. */
  readonly wishes: readonly string[];
  /** The request as the model reads it: own words, then what others wrote, fenced. */
  readonly request: string;
  /** True when somebody else's text stands in the request. */
  readonly tainted: boolean;
  /** What the person has to be told about files; empty when there is nothing. */
  readonly notes: readonly string[];
}

/** Joins messages that arrived together, keeps their files, and fences what others wrote. */
export async function hear(deps: HearDeps, moment: HearMoment, messages: readonly IncomingMessage[]): Promise<Heard> {
  const all: Heard[] = [];
  for (const message of newestVersions(messages)) all.push(await hearOne(deps, moment, message));
  return {
    own: all.flatMap((one) => one.wishes).join('\n\n'),
    wishes: all.flatMap((one) => one.wishes),
    request: all
      .map((one) => one.request)
      .filter(Boolean)
      .join('\n\n'),
    tainted: all.some((one) => one.tainted),
    notes: all.flatMap((one) => one.notes),
  };
}

/** Of a message that was corrected before its turn the words that hold. */
function newestVersions(messages: readonly IncomingMessage[]): IncomingMessage[] {
  const isCorrected = ({ messageId }: IncomingMessage, place: number) =>
    messages.slice(place + 1).some((later) => later.edited && later.messageId === messageId);
  return messages.filter((message, place) => !isCorrected(message, place));
}

/** The person's own words of a message as they stand in the request. */
export function ownRequest({ text, edited }: IncomingMessage): string {
  return text && (edited ? `(a corrected version of an earlier message) ${text}` : text);
}

async function hearOne(deps: HearDeps, moment: HearMoment, message: IncomingMessage): Promise<Heard> {
  const kept: KeptFile[] = [];
  for (const file of message.files) kept.push(await keepFile(deps, moment, message, file));
  const from = isGoOn(message.key)
    ? 'what you looked up, as the person allowed; go on with their request'
    : 'forwarded or quoted';
  const foreign = message.foreignText === undefined ? '' : asOutside(message.foreignText, from);
  return {
    own: message.text,
    wishes: message.text.trim() === '' ? [] : [message.text],
    request: [ownRequest(message), foreign, ...kept.map((file) => file.request)].filter(Boolean).join('\n\n'),
    tainted: foreign !== '' || kept.some((file) => file.tainted),
    notes: kept.flatMap((file) => file.note ?? []),
  };
}
