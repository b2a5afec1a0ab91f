import { z } from 'zod';
import { AppError } from '../../ground/errors.ts';
import { quoted } from '../../mail/quoted.ts';
import { defineOutsideKind, type OutsideKind } from '../kind.ts';

const MOST = 20;

/** Looks somebody up in the person's address book. */
const find = defineOutsideKind({
  name: 'contact_find',
  description: "Find somebody's mail address in the person's contacts.",
  effect: 'read',
  verb: 'Find',
  area: 'contact',
  needs: 'contacts',
  input: z.object({ text: z.string() }),
  args: z.object({ text: z.string() }),
  resolve: async (_, { text }) => ({ text: text.trim() }),
  fields: { text: (text) => ({ label: 'Find', value: text }) },
  async run({ eyes, signal }, { text }) {
    if (!eyes.contacts) throw new AppError('unavailable', 'No address book is connected. Connect one with /connect.');
    const found = await eyes.contacts.find(text, MOST, signal);
    if (found.length === 0) return { said: 'No contact matches.' };
    const lines = found.map(({ name, addresses }) => `- ${quoted(name)}: ${addresses.map(quoted).join(', ') || 'no address'}`);
    const more = found.length === MOST ? ['There may be more: give more of the name.'] : [];
    return { said: [...lines, ...more].join('\n'), tainted: true };
  },
  undoData: z.never(),
  undo: async () => 'A search changes nothing.',
});

export const contactKinds: readonly OutsideKind[] = [find];
