import type { Temporal } from 'temporal-polyfill';
import type { Why } from '../../outbox/why.ts';
import type { Profile } from '../../people/profile.ts';
import type { OutgoingMessage, Platform } from '../../ports/chat.ts';

/** Where a command was given. */
export interface CommandContext {
  readonly personId: string;
  readonly profile: Profile;
  /** The account that gave it, by the platform's own id. */
  readonly user: string;
  /** Who it is, where somebody else acts for the person by a role that they were given: `telegram:123456789 as delegate`. */
  readonly by?: string;
  readonly platform: Platform;
  readonly chat: string;
  /** The direct conversation that the chat is a part of, when it is a part of one. */
  readonly inside?: string | undefined;
  /** True where only this person reads along. */
  readonly direct: boolean;
  /** The inbox key of the message that gave it. */
  readonly source: string;
  /** The message it answers, by the platform's id, when it answers one. */
  readonly replyTo: string | undefined;
  readonly now: Temporal.Instant;
  readonly signal: AbortSignal;
}

/** What a command says, and on what it rests. */
export interface CommandAnswer {
  readonly message: OutgoingMessage;
  /** The outbox key to say it under; without it the command's own. */
  readonly key?: string;
  readonly why?: Partial<Why>;
  /** What the person told by it: kept with what else was said, so that the conversation goes on from it. */
  readonly told?: string;
}

/** A word with a slash. All of them work without a model. */
export interface Command {
  readonly name: string;
  /** For the platform's menu and /help, at most 100 characters. */
  readonly description: string;
  /** An example a person can copy: `/remind tomorrow at 9 call Ana`. */
  readonly usage: string;
  /** Not for a person to type: a platform asks for it, and neither its menu nor /help names it. */
  readonly hidden?: true;
  /** Rejects with an AppError whose message is shown to the person as it stands. */
  run(context: CommandContext, argument: string): Promise<CommandAnswer>;
}
