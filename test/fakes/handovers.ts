import type { Handovers } from '../../src/ports/mail.ts';

/** In memory. */
export function createFakeHandovers(): Handovers {
  const names = new Map<string, string>();
  return {
    noted: async (messageId) => names.get(messageId),
    note: async (messageId, name) => void names.set(messageId, name),
    forget: async (messageId) => void names.delete(messageId),
  };
}
