import { AppError } from '../ground/errors.ts';
import { describeError } from '../ground/log.ts';
import type { AccountKind, ConnectDoor, ConnectValues, OpenDoor } from '../ports/connect.ts';
import { type Asker, createVisit, LINK_MINUTES, type Link, MOST_TRIES, type VisitDeps } from './connect-visit.ts';

/** How long a link that is over still says so, before the port closes. */
const GRACE_MS = 60_000;

export interface ConnectLinksDeps extends VisitDeps {
  readonly door: ConnectDoor;
}

export interface ConnectLinks {
  /**
   * A link to a form, good for ten minutes and one account, in the words that give it. It takes the place of the person's earlier one. `said`
   * is what the form begins with.
   */
  open(asker: Asker, kind: AccountKind, said?: ConnectValues): Promise<string>;
  /** No link works any longer. */
  close(): Promise<void>;
}

/** The links that lead to forms. They live as long as the process: after a restart one asks anew. */
export function createConnectLinks(deps: ConnectLinksDeps): ConnectLinks {
  const { clock, random, log } = deps;
  const links = new Map<string, Link>();
  const closing = new AbortController();
  let door: Promise<OpenDoor> | undefined;

  const isOver = (link: Link, graceMs = 0) =>
    clock.now().epochMilliseconds >= link.endsAt.epochMilliseconds + graceMs || link.tries >= MOST_TRIES;

  /** Looks again later whether anybody may still come; without anybody the door is closed. */
  function closeAfter(ms: number): void {
    const look = async () => {
      await clock.sleep(ms, closing.signal);
      for (const [token, link] of links) if (link.state === 'used' || isOver(link, GRACE_MS)) links.delete(token);
      if (links.size === 0) await shut();
    };
    look().catch((error: unknown) => {
      if (!closing.signal.aborted) log.warn('connect-door-stuck', describeError(error));
    });
  }

  async function shut(): Promise<void> {
    const open = await door?.catch(() => undefined);
    door = undefined;
    await open?.close();
  }

  const visit = createVisit(deps, {
    links,
    isOver,
    returnTo: async () => (await door)?.returnTo ?? '',
    onUsed: () => closeAfter(GRACE_MS),
    closing: closing.signal,
  });

  return {
    async open(asker, kind, said = {}) {
      for (const [token, link] of links) if (link.personId === asker.personId && link.state === 'open') links.delete(token);
      door ??= deps.door.open(visit).catch((error: unknown) => {
        door = undefined;
        throw error;
      });
      const { addressOf } = await door;
      const token = random.bytes(32).toString('base64url');
      const endsAt = clock.now().add({ minutes: LINK_MINUTES });
      const whose = asker.whose.trim() || 'the person who asked for this link';
      links.set(token, { ...asker, whose, kind, endsAt, tries: 0, state: 'open', said });
      closeAfter(LINK_MINUTES * 60_000 + GRACE_MS);
      return linkText(addressOf(token), deps.door.reach === 'here');
    },
    async close() {
      closing.abort(new AppError('unavailable', 'Adjutant is being stopped. Please connect it again later.'));
      links.clear();
      await shut();
    },
  };
}

const ONLY_HERE =
  'It opens only on the computer that I run on; to open it from another one, set PUBLIC_URL there (the README says how).';

function linkText(url: string, onlyHere: boolean): string {
  const where = onlyHere ? ` ${ONLY_HERE}` : '';
  return `${url}\n\nOpen this link and fill in the page. It works once, for ${LINK_MINUTES} minutes.${where}\n\nNever write a password into this chat.`;
}
