import type { GrantedRole } from '../db/schema/identities.ts';

/** Whose hands an account is in a person's things: the person's own, or those of somebody whom they gave a role. */
export type Role = 'owner' | GrantedRole;

/** Everything that can be done with what is kept for a person, in the words that the record uses. */
export const OPERATIONS = [
  'read today',
  'read agenda',
  'read free times',
  'read conflicts',
  'read tasks',
  'read reminders',
  'read brief',
  'read review',
  'read news',
  'read memory',
  'read mail',
  'read files',
  'read workflows',
  'read watches',
  'read cards',
  'read reasons',
  'read settings',
  'read accounts',
  'read record',
  'read status',
  'add task',
  'complete task',
  'set reminder',
  'cancel reminder',
  'remember',
  'forget',
  'take notes',
  'plan calendar',
  'change workflows',
  'change watches',
  'talk in private',
  'undo',
  'talk',
  'press private card',
  'press outbound card',
  'press destructive card',
  'edit card',
  'stop',
  'hold news',
  'rate',
  'change settings',
  'link',
  'unlink',
  'connect',
  'export',
  'invite',
  'share',
] as const;
export type Operation = (typeof OPERATIONS)[number];

const MAY: Readonly<Record<GrantedRole, readonly Operation[]>> = {
  viewer: ['read today', 'read agenda', 'read tasks'],
  delegate: ['read today', 'read agenda', 'read tasks', 'add task', 'rate'],
  assistant: [
    'read today',
    'read agenda',
    'read tasks',
    'read reminders',
    'add task',
    'complete task',
    'set reminder',
    'cancel reminder',
    'rate',
  ],
};

/** The one decision about roles. What somebody said, got or wrote elsewhere is the owner's alone, and so is every press. */
export function allows(role: Role, operation: Operation): boolean {
  return role === 'owner' || MAY[role].includes(operation);
}

/** What the role may do, in the order of the list. */
export function allowedTo(role: Role): readonly Operation[] {
  return OPERATIONS.filter((operation) => allows(role, operation));
}
