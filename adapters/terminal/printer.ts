import type { Writable } from 'node:stream';

/**
 * Writes to a stream whose reader may go away (`| head -1`): that is an answer, not a crash.
 * A reader that only pauses is waited for; its leaving ends the wait.
 */
export function createPrinter(output: Writable): (text: string) => Promise<boolean> {
  let gone = output.destroyed;
  const waiting = new Set<(printed: boolean) => void>();
  const leave = () => {
    gone = true;
    for (const settle of waiting) settle(false);
    waiting.clear();
  };
  output.on('error', leave);
  output.on('close', leave);
  return (text) =>
    new Promise((resolve) => {
      if (gone) return resolve(false);
      waiting.add(resolve);
      output.write(text, (error) => {
        waiting.delete(resolve);
        resolve(!error);
      });
    });
}
