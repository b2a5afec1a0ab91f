import { and, eq, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { type ScheduleKind, schedules } from '../db/schema/planning.ts';

/** The next time after `after` at which the zone's clocks show `time`; on a day whose clocks leave it out, an hour later. */
export function nextTime(time: string, zone: string, after: Temporal.Instant): Temporal.Instant {
  const plainTime = Temporal.PlainTime.from(time);
  let day = after.toZonedDateTimeISO(zone).toPlainDate();
  for (;;) {
    const at = day.toZonedDateTime({ timeZone: zone, plainTime }).toInstant();
    if (Temporal.Instant.compare(at, after) > 0) return at;
    day = day.add({ days: 1 });
  }
}

/** Stores when this is due next for the person, in place of what stood there; undefined for never. */
export async function setSchedule(
  tx: Tx,
  personId: string,
  kind: ScheduleKind,
  nextAt: Temporal.Instant | undefined,
): Promise<void> {
  if (!nextAt) {
    await tx.delete(schedules).where(and(eq(schedules.personId, personId), eq(schedules.kind, kind)));
    return;
  }
  await tx
    .insert(schedules)
    .values({ personId, kind, nextAt })
    .onConflictDoUpdate({ target: [schedules.personId, schedules.kind], set: { nextAt } });
}

/** The same behind a look that was due at `due`; where another moment stands there by now, somebody has asked for a look since, and gets it. */
export async function setNext(
  tx: Tx,
  personId: string,
  kind: ScheduleKind,
  due: Temporal.Instant,
  nextAt: Temporal.Instant | undefined,
): Promise<void> {
  const untouched = and(eq(schedules.personId, personId), eq(schedules.kind, kind), eq(schedules.nextAt, due));
  if (nextAt) await tx.update(schedules).set({ nextAt }).where(untouched);
  else await tx.delete(schedules).where(untouched);
}

/** The same, unless it is due sooner already. */
export async function setNoLater(tx: Tx, personId: string, kind: ScheduleKind, nextAt: Temporal.Instant): Promise<void> {
  await tx
    .insert(schedules)
    .values({ personId, kind, nextAt })
    .onConflictDoUpdate({
      target: [schedules.personId, schedules.kind],
      set: { nextAt: sql`least(${schedules.nextAt}, excluded.next_at)` },
    });
}
