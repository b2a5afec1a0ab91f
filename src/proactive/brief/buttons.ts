import { uuidOf } from '../../ground/named-uuid.ts';
import type { Button, OutgoingMessage } from '../../ports/chat.ts';
import type { SignButton } from '../reminder-message.ts';
import { PICTURE } from './day-picture.ts';
import type { Edition } from './edition.ts';
import type { Fact } from './fact.ts';

export const BRIEF_VERBS = ['again1', 'again2', 'whythis', 'less', 'lessof'] as const;
export type BriefVerb = (typeof BRIEF_VERBS)[number];

/** Under a brief or a review. Which message was meant, the press itself says. */
export function briefButtons(personId: string, { kind }: Edition, sign: SignButton): readonly (readonly Button[])[] {
  const button = (verb: BriefVerb, label: string): Button => ({ id: sign(verb, personId, personId), label, style: 'plain' });
  return [
    [button(kind === 'brief' ? 'again1' : 'again2', 'Snooze 1 h'), button('whythis', 'Why'), button('less', 'Less of this')],
  ];
}

/** So many in a row, and in all, as every platform shows beside those of the brief itself (Discord: five rows). */
const IN_A_ROW = 3;
const MOST = 9;

/** Those that belong to single lines. */
export function factButtons(
  personId: string,
  presses: readonly NonNullable<Fact['press']>[],
  sign: SignButton,
): readonly (readonly Button[])[] {
  const buttons = presses
    .slice(0, MOST)
    .map(({ verb, id, label }) => ({ id: sign(verb, id, personId), label, style: 'plain' as const }));
  return Array.from({ length: Math.ceil(buttons.length / IN_A_ROW) }, (_, row) =>
    buttons.slice(row * IN_A_ROW, (row + 1) * IN_A_ROW),
  );
}

/** One for each section that can be left out. */
export function lessButtons(personId: string, message: OutgoingMessage, sign: SignButton): readonly (readonly Button[])[] {
  return sectionsOf(message).map((section) => [
    { id: sign('lessof', uuidOf(section), personId), label: `Without ${section}`.slice(0, 40), style: 'plain' as const },
  ]);
}

/** The section of this message that the button names. */
export function sectionFor(message: OutgoingMessage, id: string): string | undefined {
  return sectionsOf(message).find((section) => uuidOf(section) === id);
}

/** The headings of a brief but for the first, which is its own, and its picture. */
function sectionsOf({ text, picture }: OutgoingMessage): readonly string[] {
  const headings = [...text.matchAll(/^\*\*(.+)\*\*$/gm)].map(([, heading = '']) => heading).slice(1);
  return picture ? [...headings, PICTURE] : headings;
}
