import type { Eyes } from '../ports/connections.ts';

/** The same eyes; `onLook` is called whenever one of them is turned to: what is said from then on may repeat words from outside. */
export function noticing(eyes: Eyes, onLook: () => void): Eyes {
  return new Proxy(eyes, {
    get(target, name) {
      onLook();
      return Reflect.get(target, name);
    },
  });
}
