import { Temporal } from 'temporal-polyfill';
import { findIana } from 'windows-iana';

/** Gives the IANA zone that a TZID of one calendar means. */
export type ZoneOf = (tzid: string) => string;

/**
 * Reads the zones of a calendar: a TZID that is an IANA name or holds one, a name of Windows (CLDR, windowsZones), what the VTIMEZONE says of
 * its place, or else any zone that keeps the same hours in `now`'s year; `zone` is tried first, and stands for what nobody can tell.
 */
export function zonesOf(components: readonly (readonly string[])[], zone: string, now: Temporal.Instant): ZoneOf {
  const described = new Map(components.map((lines) => [valueIn(lines, 'TZID') ?? '', lines]));
  const known = new Map<string, string>();
  let hours: ReadonlyMap<string, string> | undefined;
  const alike = (lines: readonly string[]) => {
    const wanted = hoursSaid(lines);
    if (wanted === undefined) return undefined;
    hours ??= hoursOfZones(zone, now);
    return hours.get(wanted);
  };
  return (tzid) => {
    const lines = described.get(tzid) ?? [];
    const found = known.get(tzid) ?? named(tzid) ?? named(valueIn(lines, 'X-LIC-LOCATION') ?? '') ?? alike(lines) ?? zone;
    known.set(tzid, found);
    return found;
  };
}

/** Characters; a longer one is no name, and costs time to look through. */
const LONGEST_NAME = 100;

function named(tzid: string): string | undefined {
  if (tzid.length > LONGEST_NAME) return undefined;
  const plain = tzid.trim().replace(/^"|"$/g, '');
  const inside = /[A-Z][A-Za-z_]+\/[\w+\-/]+$/.exec(plain)?.[0];
  for (const name of [plain, inside, findIana(plain)[0]]) if (name && isZone(name)) return name;
  return undefined;
}

function isZone(name: string): boolean {
  // An offset would do for Temporal as well, but says nothing of summer.
  if (/^[+-]/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** What the clocks of a VTIMEZONE show in January and in July, by what its observances say (RFC 5545, 3.6.5). */
function hoursSaid(lines: readonly string[]): string | undefined {
  const begin = lines.findIndex((line) => /^BEGIN:DAYLIGHT/i.test(line));
  const standard = lines.slice(lines.findIndex((line) => /^BEGIN:STANDARD/i.test(line)));
  const winter = valueIn(standard, 'TZOFFSETTO');
  const summer = begin < 0 ? winter : valueIn(lines.slice(begin), 'TZOFFSETTO');
  return winter === undefined || summer === undefined ? undefined : hoursKey([minutes(winter), minutes(summer)]);
}

/** The zones that there are by the hours they keep in `now`'s year; of several that keep the same, `zone` or the first. */
function hoursOfZones(zone: string, now: Temporal.Instant): ReadonlyMap<string, string> {
  const { year } = now.toZonedDateTimeISO('UTC');
  const zones = [zone, ...Intl.supportedValuesOf('timeZone')];
  return new Map(zones.reverse().map((each) => [hoursKey([1, 7].map((month) => offsetIn(each, year, month))), each]));
}

function hoursKey(offsets: readonly number[]): string {
  return offsets.toSorted().join();
}

function offsetIn(zone: string, year: number, month: number): number {
  return Temporal.ZonedDateTime.from({ timeZone: zone, year, month, day: 15 }).offsetNanoseconds / 60e9;
}

/** RFC 5545, 3.3.14: +0530. */
function minutes(offset: string): number {
  const [, sign, hours, rest] = /^([+-])(\d\d)(\d\d)/.exec(offset.trim()) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(rest));
}

function valueIn(lines: readonly string[], name: string): string | undefined {
  const line = lines.find((each) => each.slice(0, name.length).toUpperCase() === name && /[:;]/.test(each[name.length] ?? ''));
  return line?.slice(line.indexOf(':') + 1).trim();
}
