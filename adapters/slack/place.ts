/** A conversation of Slack, or a thread in one. */
export interface Conversation {
  readonly channel: string;
  /** `ts` of the message that the thread goes on from. */
  readonly thread?: string;
}

const HOME = 'home:';

/** How the core calls a place: `D0123`, or `D0123/1690000000.000100` for a thread. */
export function toChat({ channel, thread }: Conversation): string {
  return thread === undefined ? channel : `${channel}/${thread}`;
}

export function parseChat(chat: string): Conversation {
  const [channel = '', thread] = chat.split('/');
  return { channel, ...(thread !== undefined && { thread }) };
}

/** The App Home of a person: a page, not a conversation. */
export function homeChat(user: string): string {
  return HOME + user;
}

/** Whose App Home the chat is; undefined for a conversation. */
export function homeOf(chat: string): string | undefined {
  return chat.startsWith(HOME) ? chat.slice(HOME.length) : undefined;
}
