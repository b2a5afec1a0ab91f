import type { Eyes } from '../ports/connections.ts';

/** The same eyes; `seen.outside` becomes true once one of them is turned to: what is said from then on may repeat words from outside. */
export function noticing(eyes: Eyes, seen: { outside: boolean }): Eyes {
  return new Proxy(eyes, {
    get(target, name) {
      seen.outside = true;
      return Reflect.get(target, name);
    },
  });
}
