import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/actions/kind.ts';
import { requireSharing } from '../../src/actions/sharing.ts';
import { defaultProfile, type Profile } from '../../src/people/profile.ts';

const usual = defaultProfile('Europe/Berlin', 'Ann');
const without = (off: Partial<Profile['settings']['sharing']>): Profile => ({
  ...usual,
  settings: { ...usual.settings, sharing: { ...usual.settings.sharing, ...off } },
});
const asked = (area: string, profile: Profile, effect: Effect = 'outbound') => {
  try {
    requireSharing(area, effect, profile);
    return 'may be asked for';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

describe('R95 what the person shares with nobody', () => {
  it('is nothing until they say so: everything may be asked for', () => {
    for (const area of ['message', 'mail', 'calendar', 'web', 'file']) expect(asked(area, usual)).toBe('may be asked for');
  });

  it.each([
    ['message', 'messages'],
    ['mail', 'mail'],
    ['calendar', 'calendar'],
    ['web', 'web'],
  ] as const)('R95 is refused by its own switch: %s', (area, name) => {
    const off = without({ [name]: false });
    expect(asked(area, off)).toBe(
      `Sharing by ${name} is switched off, so nothing went out. To switch it on: /settings sharing.${name} on`,
    );
    const others = ['message', 'mail', 'calendar', 'web', 'file'].filter((other) => other !== area);
    for (const other of others) expect(asked(other, off)).toBe('may be asked for');
  });

  it('R95 is everything by the switch for all, areas without a switch of their own included', () => {
    const off = without({ all: false });
    for (const area of ['message', 'mail', 'calendar', 'web', 'file', 'constructor'])
      expect(asked(area, off)).toBe(
        'Sharing anything with others is switched off, so nothing went out. To switch it on: /settings sharing.all on',
      );
  });

  it('never is what stays with the person', () => {
    const off = without({ all: false, mail: false });
    for (const effect of ['read', 'private', 'destructive'] as const) expect(asked('mail', off, effect)).toBe('may be asked for');
  });

  it('takes no name of another object for a switch', () => {
    expect(asked('constructor', usual)).toBe('may be asked for');
    expect(asked('toString', usual)).toBe('may be asked for');
  });
});
