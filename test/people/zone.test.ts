import { describe, expect, it } from 'vitest';
import { parseZone } from '../../src/people/zone.ts';

describe('a time zone', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['America/New York', 'America/New_York'],
    ['UTC', 'UTC'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Berlin', 'Europe/Berlin'],
    ['new york', 'America/New_York'],
    [' kolkata ', 'Asia/Kolkata'],
    ['Lord Howe', 'Australia/Lord_Howe'],
    ['Buenos Aires', 'America/Argentina/Buenos_Aires'],
  ])('reads %s as %s', (text, zone) => {
    expect(['America/Buenos_Aires', zone]).toContain(parseZone(text));
  });

  it.each(['', 'Mars/Olympus', 'Atlantis', '+02:00', 'UTC+2', '../etc', '__proto__'])('refuses "%s" with an example', (text) => {
    expect(() => parseZone(text)).toThrow('Write one like Europe/Berlin');
  });
});
