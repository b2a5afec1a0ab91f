import type { OutsideKind } from '../../kind.ts';
import { calendarCreate } from './create.ts';
import { calendarDelete } from './delete.ts';
import { calendarFree } from './free.ts';
import { calendarList } from './look.ts';
import { calendarMove } from './move.ts';
import { calendarNote } from './note-answer.ts';
import { calendarOptimise } from './optimise.ts';
import { calendarPlan } from './plan.ts';
import { calendarRespond } from './respond.ts';
import { calendarUpdate } from './update.ts';

/** All that can be done with a connected calendar. */
export const calendarKinds: readonly OutsideKind[] = [
  calendarList,
  calendarFree,
  calendarPlan,
  calendarOptimise,
  calendarMove,
  calendarCreate,
  calendarUpdate,
  calendarDelete,
  calendarRespond,
  calendarNote,
];
