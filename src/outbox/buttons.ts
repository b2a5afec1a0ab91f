import { createHmac, timingSafeEqual } from 'node:crypto';

/** A button's meaning: what to do, and the id of what it is done to. */
export interface ButtonWish {
  /** 1 to 11 lower-case letters and digits. */
  readonly verb: string;
  /** A UUID. */
  readonly id: string;
}

export interface Buttons {
  /** The signed id for one person's button: 64 bytes at most, the tightest platform's limit (Telegram Bot API, InlineKeyboardButton). */
  sign(wish: ButtonWish, personId: string): string;
  /** What a pressed button means for this person; undefined when it was not made by us for that person. */
  open(button: string, personId: string): ButtonWish | undefined;
}

const SHAPE = /^([a-z0-9]{1,11})\.([0-9a-f-]{36})\.([\w-]{14})$/;
const MAC_BYTES = 10;

/** Signs with `key`, derived from the root key, so that buttons outlive restarts and nobody else can make one. */
export function createButtons(key: Buffer): Buttons {
  const macOf = ({ verb, id }: ButtonWish, personId: string) =>
    createHmac('sha256', key)
      .update(JSON.stringify([verb, id, personId]))
      .digest()
      .subarray(0, MAC_BYTES)
      .toString('base64url');

  return {
    sign(wish, personId) {
      const button = `${wish.verb}.${wish.id}.${macOf(wish, personId)}`;
      if (!SHAPE.test(button)) throw new Error(`no button can carry the verb ${wish.verb} with this id`);
      return button;
    },
    open(button, personId) {
      const [, verb, id, mac] = SHAPE.exec(button) ?? [];
      if (!verb || !id || !mac) return undefined;
      const wish = { verb, id };
      // Compared as text: the last letter carries spare bits, so several texts would decode to the same bytes.
      return timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(wish, personId))) ? wish : undefined;
    },
  };
}
