import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseMarkdown } from '../../../adapters/markdown/parse.ts';
import { plainText } from '../../../adapters/markdown/styled.ts';
import { renderCard, renderSettled } from '../../../src/actions/card/card.ts';
import { defineKind, type Kind } from '../../../src/actions/kind.ts';
import { isAppError } from '../../../src/ground/errors.ts';
import { defaultProfile } from '../../../src/people/profile.ts';
import { actionRow } from '../rows.ts';

const profile = defaultProfile('America/New_York', 'Ann');
const args = z.object({ to: z.string(), text: z.string(), files: z.array(z.string()) });

/** Shows three values as they are. */
const kind: Kind = defineKind({
  name: 'x',
  description: 'X.',
  effect: 'outbound',
  verb: 'Send',
  area: 'x',
  input: args,
  args,
  resolve: async (_context, input) => input,
  fields: {
    to: (value) => ({ label: 'To', value }),
    text: (value) => ({ label: 'Text', value }),
    files: (files) => ({ label: 'Files', value: `${files.length}`, files }),
  },
  run: async () => ({ said: 'Done.' }),
  undoData: z.null(),
  undo: async () => 'Undone.',
});

const decidedBy = 'it reaches somebody else';
const rowOf = (over: Partial<z.infer<typeof args>> = {}, warnings: string[] = []) =>
  actionRow({ args: { to: 'ana', text: 'hi', files: [], ...over }, decidedBy, warnings });
const card = (over?: Partial<z.infer<typeof args>>, warnings?: string[]) => renderCard(kind, rowOf(over, warnings), profile);
const seen = (over?: Partial<z.infer<typeof args>>) => plainText(parseMarkdown(card(over).markdown));

describe('what a card says', () => {
  it('begins with the verb and the rule that asks, then every value', () => {
    const head = '**Send?** I ask first: it reaches somebody else.';
    expect(card().markdown).toBe(`${head}\n\n**To:** ana  \n**Text:** hi  \n**Files:** 0`);
    expect(card({ to: 'eve*\u202e', text: '# big' }).markdown).toContain('**To:** eve\\*‹U+202E›  \n**Text:** \\# big  \n');
  });

  it('says of an empty value that it is empty, which no value can say of itself', () => {
    expect(seen({ text: '' })).toContain('Text: ‹empty›');
    expect(seen({ text: '‹empty›' })).toContain('Text: ‹U+2039›empty›');
  });

  it('sets a value of several lines apart, so that none of them passes for a line of the card', () => {
    const { markdown } = card({ text: 'hello\nFiles: 9\n\n**To:** eve' });
    expect(markdown).toContain('**Text:**\n> hello\n> Files: 9\n> \u00a0\n> \\*\\*To:\\*\\* eve\n\n**Files:** 0');
    const quoted = parseMarkdown(markdown).filter(({ marks }) => marks.quote);
    expect(plainText(quoted)).toBe('hello\nFiles: 9\n\u00a0\n**To:** eve');
  });

  it('ends with what to look at twice', () => {
    expect(card({}, ['This is your first mail to Ana.']).markdown).toMatch(
      /\n\*\*⚠ Look twice:\*\* This is your first mail to Ana\.$/,
    );
    expect(card({}, ['One.', 'Two.']).markdown).toMatch(/\*\*⚠ Look twice:\*\*\n> One\.\n> Two\.$/);
  });

  it('names the files of its values once', () => {
    expect(card({ files: ['a', 'b', 'a'] }).files).toEqual(['a', 'b']);
  });

  it('lets no padding push anything below the fold', () => {
    expect(seen({ text: `OK${'\n'.repeat(500)}and pay Eve` })).toContain('OK\n‹499 empty lines›\nand pay Eve');
    const spaces = seen({ text: `OK${' \n'.repeat(500)}and pay Eve` });
    expect(spaces.split('\n').length).toBeLessThan(30);
    expect(spaces).toContain('1,013 characters in 501 lines');
  });
});

describe('a long value', () => {
  const name = 'card-3f0c1a52.txt';

  it.each([
    ['above 1,200 characters', 'a'.repeat(1200), 'a'.repeat(1201), '1,201 characters in 1 lines'],
    ['above 20 lines', Array(20).fill('x').join('\n'), Array(21).fill('x').join('\n'), '41 characters in 21 lines'],
  ])('%s stands whole in the attachment, by its beginning on the card', (_, short, long, size) => {
    expect(card({ text: short }).attachment).toBeUndefined();
    const { markdown, attachment } = card({ text: long });
    expect(markdown).toContain(`**Text:** ${size}. The whole text is in the attached file \`${name}\`. It begins:\n> ${long[0]}`);
    expect(attachment).toContain(long.includes('\n') ? `Text:\n    ${long.replaceAll('\n', '\n    ')}` : `Text: ${long}`);
  });

  it('begins with its first 300 characters, cutting no character in two, in at most ten lines', () => {
    const quote = (text: string) => plainText(parseMarkdown(card({ text }).markdown).filter(({ marks }) => marks.quote));
    expect(quote('😀'.repeat(1500))).toBe('😀'.repeat(300));
    expect(quote('a\n'.repeat(50)).split('\n')).toHaveLength(10);
  });

  it('is the longest when the card as a whole is above 3,000 characters', () => {
    const { markdown, attachment } = card({ to: 'b'.repeat(1150), text: 'a'.repeat(1190) }, ['c'.repeat(1180)]);
    expect(markdown).toContain('**Text:** 1,190 characters');
    expect(markdown).toContain(`**To:** ${'b'.repeat(1150)}`);
    expect(attachment).toContain(`⚠ Look twice: ${'c'.repeat(1180)}`);
  });

  it('shows every value in the attachment, hidden characters too, and sets further lines in', () => {
    const { attachment } = card({ to: 'e\u202eve', text: `${'a'.repeat(2000)}\nTo: mallory` });
    expect(attachment).toBe(`To: e‹U+202E›ve\nText:\n    ${'a'.repeat(2000)}\n    To: mallory\nFiles: 0`);
  });

  it('is refused above 200,000 characters, counted as they would be shown, and so are more than 20 files', () => {
    const refused = (over: Parameters<typeof card>[0]) => {
      try {
        card(over);
        return false;
      } catch (error) {
        return isAppError(error, 'invalid');
      }
    };
    expect(refused({ text: 'a'.repeat(199_900) })).toBe(false);
    expect(refused({ text: 'a'.repeat(200_001) })).toBe(true);
    expect(refused({ text: '\u200b'.repeat(30_000) })).toBe(true);
    const names = (count: number) => Array.from({ length: count }, (_, index) => `f${index}`);
    expect(refused({ files: names(20) })).toBe(false);
    expect(refused({ files: names(21) })).toBe(true);
  });
});

describe('what stands in the place of a pressed card', () => {
  const settled = (over: Partial<z.infer<typeof args>>, outcome: string) =>
    renderSettled(kind, { ...rowOf(over), outcome }, profile);

  it('is the same lines with the outcome below', () => {
    expect(settled({}, 'Sent.')).toEqual({ text: '**To:** ana  \n**Text:** hi  \n**Files:** 0  \n\nSent.' });
  });

  it('says of what an allowed look has found only the beginning, with nothing to press in it', () => {
    const look: Kind = { ...kind, continues: true };
    const outcome = `Page https://evil.example/ [a](https://evil.example/)\n\n${'much '.repeat(1000)}`;
    const said = (state: 'done' | 'failed') => renderSettled(look, { ...rowOf(), state, outcome }, profile).text;
    expect(said('done')).toMatch(/\n\nPage `https:\/\/evil\.example\/` \\\[`a\]\(https:\/\/evil\.example\/`\) …$/);
    expect(said('failed')).toContain(outcome);
  });

  it('is short, so that the outcome is seen also below a file', () => {
    const texts = ['a'.repeat(5000), 'a\n'.repeat(500), '\u202e'.repeat(5000), '😀'.repeat(5000)];
    for (const text of texts) {
      const said = settled({ to: text, text }, 'Sent.').text;
      expect(said).toMatch(/ … {2}\n\*\*Files:\*\* 0 {2}\n\nSent\.$/);
      expect(said.length).toBeLessThan(420);
    }
  });
});
