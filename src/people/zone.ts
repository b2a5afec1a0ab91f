import { Temporal } from 'temporal-polyfill';
import { AppError } from '../ground/errors.ts';

/**
 * Reads an IANA zone such as `Europe/Berlin`, in any case, or the city of exactly one zone, such as `Berlin`.
 * An offset such as `+02:00` is refused: it knows nothing of summer time. Rejects with `invalid` and an example.
 */
export function parseZone(text: string): string {
  const name = text.trim().replaceAll(/\s+/g, '_');
  const zone = canonical(name);
  if (zone !== undefined) return zone;
  const [only, another] = zonesOfCity(name);
  const said = text.trim().slice(0, 60);
  if (only === undefined)
    throw new AppError('invalid', `"${said}" is no time zone. Write one like Europe/Berlin or America/New_York.`);
  if (another !== undefined) throw new AppError('invalid', `"${said}" could be ${only} or ${another}. Write the whole name.`);
  return only;
}

/** Whether a zone is named after this city, of some five hundred: what is one is surely a place. */
export function cityHasZone(city: string): boolean {
  const name = city.trim().replaceAll(/\s+/g, '_');
  return CONTINENTS.some((continent) => canonical(`${continent}/${name}`) !== undefined);
}

const CONTINENTS = ['Europe', 'America', 'Asia', 'Africa', 'Australia', 'Pacific'];

function canonical(name: string): string | undefined {
  if (!/^[a-z]/i.test(name)) return undefined;
  try {
    return midnight(name).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function midnight(zone: string): Temporal.ZonedDateTime {
  return new Temporal.ZonedDateTime(0n, zone);
}

/** Tried by prefix, so that names younger than the runtime's list are found; two names of one zone count once. */
function zonesOfCity(city: string): string[] {
  if (city.includes('/')) return [];
  const prefixes = new Set(Intl.supportedValuesOf('timeZone').map((zone) => zone.slice(0, zone.lastIndexOf('/') + 1)));
  const zones: string[] = [];
  for (const prefix of prefixes) {
    const zone = canonical(`${prefix}${city}`);
    if (zone !== undefined && !zones.some((known) => midnight(known).equals(midnight(zone)))) zones.push(zone);
  }
  return zones;
}
