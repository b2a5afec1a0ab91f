import type { OutsideKind } from '../kind.ts';
import { calendarCreate } from './calendar-create.ts';
import { calendarDelete } from './calendar-delete.ts';
import { calendarLooks } from './calendar-look.ts';
import { calendarRespond } from './calendar-respond.ts';
import { calendarUpdate } from './calendar-update.ts';

/** All that can be done with a connected calendar. */
export const calendarKinds: readonly OutsideKind[] = [
  ...calendarLooks,
  calendarCreate,
  calendarUpdate,
  calendarDelete,
  calendarRespond,
];
