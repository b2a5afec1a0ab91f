import type { allows, Operation, Role } from '../../src/people/roles.ts';

export const ROLES = ['owner', 'assistant', 'delegate', 'viewer'] as const satisfies readonly Role[];

/** Who may do what, a letter a role: Owner, Assistant, Delegate, Viewer. Written by hand: the code must say the same. */
export const TABLE: Readonly<Record<Operation, string>> = {
  'read today': 'OADV',
  'read agenda': 'OADV',
  'read free times': 'O---',
  'read conflicts': 'O---',
  'read tasks': 'OADV',
  'read reminders': 'OA--',
  'read brief': 'O---',
  'read review': 'O---',
  'read news': 'O---',
  'read memory': 'O---',
  'read mail': 'O---',
  'read files': 'O---',
  'read workflows': 'O---',
  'read watches': 'O---',
  'read cards': 'O---',
  'read reasons': 'O---',
  'read settings': 'O---',
  'read accounts': 'O---',
  'read record': 'O---',
  'read status': 'O---',
  'add task': 'OAD-',
  'complete task': 'OA--',
  'set reminder': 'OA--',
  'cancel reminder': 'OA--',
  remember: 'O---',
  forget: 'O---',
  'take notes': 'O---',
  'plan calendar': 'O---',
  'change workflows': 'O---',
  'change watches': 'O---',
  'talk in private': 'O---',
  undo: 'O---',
  talk: 'O---',
  'press private card': 'O---',
  'press outbound card': 'O---',
  'press destructive card': 'O---',
  'edit card': 'O---',
  stop: 'O---',
  'hold news': 'O---',
  rate: 'OAD-',
  'change settings': 'O---',
  link: 'O---',
  unlink: 'O---',
  connect: 'O---',
  export: 'O---',
  invite: 'O---',
  share: 'O---',
};

export interface Cell {
  readonly role: Role;
  readonly operation: Operation;
  readonly allowed: boolean;
}

export const CELLS: readonly Cell[] = Object.entries(TABLE).flatMap(([operation, letters]) =>
  ROLES.map((role, at) => ({ role, operation: operation as Operation, allowed: letters[at] !== '-' })),
);

/** The cells that this rule decides otherwise. */
export function wrongCells(rule: typeof allows): readonly Cell[] {
  return CELLS.filter(({ role, operation, allowed }) => decided(rule, role, operation) !== allowed);
}

/** A rule that breaks down has decided nothing. */
function decided(rule: typeof allows, role: Role, operation: Operation): boolean | undefined {
  try {
    return rule(role, operation);
  } catch {
    return undefined;
  }
}
