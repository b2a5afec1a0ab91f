import type { Update } from '@grammyjs/types';
import { TelegramRefusal } from './wire.ts';

type NewUpdate = Omit<Update, 'update_id'>;

export interface UpdateQueue {
  /** Puts an update in the queue and returns its id. */
  add(update: NewUpdate): number;
  /** Updates that no poll has confirmed yet. */
  pending(): readonly Update[];
  /** Holds until there is something to return, `timeout` seconds passed, another poll came (409) or `closed` fires. */
  poll(
    args: { offset?: number; limit?: number; timeout?: number; allowed_updates?: readonly string[] },
    closed: AbortSignal,
  ): Promise<Update[]>;
  confirm(updateId: number): void;
  drop(): void;
  /** Ends the held poll with 409, as when a second process polls. */
  kick(description?: string): void;
}

const OTHER_POLLER = 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';

/** Telegram's update queue: an update stays until getUpdates is called with an offset above its id. */
export function createUpdateQueue(firstId: number, onChange: () => void): UpdateQueue {
  let updates: Update[] = [];
  let nextId = firstId;
  let allowed: readonly string[] | undefined;
  let held: { wake: () => void; kick: (error: TelegramRefusal) => void } | undefined;

  const kick = (description = OTHER_POLLER) => held?.kick(new TelegramRefusal(409, description));

  return {
    add(update) {
      const id = nextId++;
      const kind = Object.keys(update)[0] ?? '';
      if (allowed && !allowed.includes(kind)) return id;
      updates.push({ update_id: id, ...update });
      held?.wake();
      onChange();
      return id;
    },
    pending: () => updates,
    async poll({ offset = 0, limit = 100, timeout = 0, allowed_updates }, closed) {
      kick();
      if (allowed_updates) allowed = allowed_updates;
      updates = updates.filter((update) => update.update_id >= offset);
      onChange();
      if (updates.length > 0 || timeout === 0) return updates.slice(0, limit);
      await new Promise<void>((resolve, reject) => {
        const end = (settle: () => void) => () => {
          clearTimeout(timer);
          if (held === own) held = undefined;
          settle();
        };
        const timer = setTimeout(() => own.wake(), timeout * 1000);
        const own = { wake: end(resolve), kick: (error: TelegramRefusal) => end(() => reject(error))() };
        held = own;
        closed.addEventListener('abort', own.wake, { once: true });
      });
      return updates.slice(0, limit);
    },
    confirm(updateId) {
      updates = updates.filter((update) => update.update_id !== updateId);
      onChange();
    },
    drop() {
      updates = [];
    },
    kick,
  };
}
