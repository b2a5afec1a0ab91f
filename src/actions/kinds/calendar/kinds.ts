import type { OutsideKind } from '../../kind.ts';
import { calendarCreate } from './create.ts';
import { calendarDelete } from './delete.ts';
import { calendarLooks } from './look.ts';
import { calendarRespond } from './respond.ts';
import { calendarUpdate } from './update.ts';

/** All that can be done with a connected calendar. */
export const calendarKinds: readonly OutsideKind[] = [
  ...calendarLooks,
  calendarCreate,
  calendarUpdate,
  calendarDelete,
  calendarRespond,
];
