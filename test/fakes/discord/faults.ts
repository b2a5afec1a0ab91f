/** What goes wrong with a matching request. */
export type Fault =
  | 429
  | 500
  | 503
  /** Discord's error answer in its JSON shape. */
  | { readonly status: number; readonly code: number; readonly message: string }
  /** A gateway's page in place of an answer from the API; the request was not executed. */
  | 'gateway-page'
  /** The request is executed, then the connection is cut without an answer. */
  | 'drop-after-accept'
  /** The connection is cut before anything is executed. */
  | 'drop-before-accept'
  /** No answer ever; the connection stays open. */
  | 'hang'
  /** Executed and answered with the headers of a bucket that is empty now. */
  | { readonly emptyForSeconds: number };

export interface FaultOrder {
  /** As in the journal: `POST /channels/:id/messages`. Without one, every route. */
  readonly route?: string;
  /** Only requests to this channel. */
  readonly chat?: string;
  /** How many requests it hits; 1 unless told. */
  readonly times?: number;
  readonly with: Fault;
}

export interface Faults {
  add(order: FaultOrder): void;
  /** The fault that hits this request, used up by it. */
  take(route: string, chat?: string): Fault | undefined;
  clear(): void;
}

export function createFaults(): Faults {
  let orders: (FaultOrder & { left: number })[] = [];
  return {
    add: (order) => orders.push({ ...order, left: order.times ?? 1 }),
    take(route, chat) {
      const order = orders.find(
        (one) => one.left > 0 && (one.route ?? route) === route && (one.chat === undefined || one.chat === chat),
      );
      if (order) order.left -= 1;
      return order?.with;
    },
    clear() {
      orders = [];
    },
  };
}
