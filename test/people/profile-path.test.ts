import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultProfile, profileSchema } from '../../src/people/profile.ts';
import { completeProfile, FIELD_PATHS, fieldText, withField } from '../../src/people/profile-path.ts';

const start = defaultProfile('Europe/Berlin', 'Ann');
const put = (path: string, text: string, profile = start) => fieldText(withField(profile, path, text), path);

/** Each field with what a person writes, what is stored of it, and what it refuses. */
const FIELDS: readonly (readonly [path: string, written: string, stored: string, refused: string])[] = [
  ['identity.name', ' Ann Lee ', 'Ann Lee', 'x'.repeat(201)],
  ['identity.role', 'Engineer', 'Engineer', 'x'.repeat(201)],
  ['identity.expertise', 'Rust, TypeScript', 'Rust, TypeScript', 'Rust,,TypeScript'],
  ['identity.workingHours', '9 AM - 6 PM', '09:00-18:00', 'all day'],
  ['identity.timezone', 'new york', 'America/New_York', 'Mars/Olympus'],
  ['preferences.communication.emailSummaryFrequency', 'Weekly', 'weekly', 'now and then'],
  ['preferences.communication.meetingReminders', '30 minutes', '30', '-5'],
  ['preferences.communication.notificationStyle', 'immediate', 'immediate', 'loud'],
  ['preferences.scheduling.preferredMeetingTimes', '14-16, 10-12', '10:00-12:00, 14:00-16:00', '10-12, late'],
  ['preferences.scheduling.bufferBetweenMeetings', '10 min', '10', '241'],
  ['preferences.scheduling.focusBlocks', '8-9 AM', '08:00-09:00', '9-8'],
  ['preferences.productivity.taskPrioritization', 'score', 'score', 'luck'],
  ['preferences.productivity.breakReminders', 'off', '0', '1.5'],
  ['preferences.productivity.focusMode', 'no calls', 'no calls', 'x'.repeat(201)],
  ['goals.shortTerm', 'Ship it, Rest', 'Ship it, Rest', 'x'.repeat(201)],
  ['goals.longTerm', 'Learn Spanish', 'Learn Spanish', Array(51).fill('a').join(',')],
  ['goals.metrics', 'NPS 50', 'NPS 50', 'a, -b'],
  ['goals.values', 'family first 30 = school Mia', 'family first 30 = school Mia', 'x'.repeat(201)],
  ['settings.brief.on', 'no', 'off', 'maybe'],
  ['settings.brief.at', '7:15', '07:15', 'early'],
  ['settings.review.on', 'yes', 'on', 'maybe'],
  ['settings.review.at', '6 PM', '18:00', '25'],
  ['settings.briefWithout', 'News, Reminders', 'News, Reminders', ','],
  ['settings.meetingPreparation', '45 min', '45', 'early'],
  ['settings.quietHours.on', 'false', 'off', '1'],
  ['settings.quietHours.from', '23', '23:00', '24'],
  ['settings.quietHours.to', '6.30', '06:30', '6.3'],
  ['settings.preferredChannel', 'Telegram', 'telegram', 'pigeon'],
  ['settings.linkPreviews', 'on', 'on', 'sometimes'],
  ['settings.news.mail', 'Digest', 'digest', 'later'],
  ['settings.news.calendar', 'now', 'now', 'never'],
  ['settings.news.break', 'off', 'off', 'on'],
  ['settings.news.watch', 'soon', 'soon', '1'],
  ['settings.news.habit', 'automatic', 'automatic', ''],
  ['settings.news.workflow', 'digest', 'digest', 'daily'],
  ['settings.news.memory', 'off', 'off', 'daily'],
  ['settings.mail.sortBy', 'Rules', 'rules', 'luck'],
  ['settings.mail.replies', 'drafts', 'drafts', 'maybe'],
  ['settings.mail.noRepliesTo', 'ann@a.example, ben@b.example', 'ann@a.example, ben@b.example', ','],
  ['settings.mail.followUpDays', 'off', '0', '31'],
  ['settings.mail.putAway', 'no', 'off', 'maybe'],
  ['settings.mail.keepInInbox', 'news@n.example', 'news@n.example', ','],
  ['settings.meetings.autoAccept', 'yes', 'on', 'always'],
  ['settings.meetings.noteAnswers', 'yes', 'on', 'always'],
  ['settings.memory.model', 'off', 'off', 'perhaps'],
  ['settings.sharing.all', 'off', 'off', 'sometimes'],
  ['settings.sharing.messages', 'no', 'off', 'sometimes'],
  ['settings.sharing.mail', 'off', 'off', '1'],
  ['settings.sharing.calendar', 'yes', 'on', '1'],
  ['settings.sharing.web', 'off', 'off', 'maybe'],
];

describe('a field by its dotted path', () => {
  it('covers every field there is', () => {
    expect(FIELDS.map(([path]) => path)).toEqual(FIELD_PATHS);
  });

  it.each(FIELDS)('R72 %s reads "%s" as "%s"', (path, written, stored) => {
    expect(put(path, written)).toBe(stored);
  });

  it.each(FIELDS)('R71 %s refuses a bad value, naming the field', (path, _written, _stored, refused) => {
    expect(() => withField(start, path, refused)).toThrow(`${path}: `);
  });

  it.each(FIELDS)('%s leaves all other fields and the given profile alone', (path, written) => {
    const changed = withField(start, path, written);
    const others = FIELD_PATHS.filter((other) => other !== path);
    expect(others.map((other) => fieldText(changed, other))).toEqual(others.map((other) => fieldText(start, other)));
    expect(start).toEqual(defaultProfile('Europe/Berlin', 'Ann'));
  });

  it('gives a text that reads back to the same value, whatever was written', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FIELD_PATHS), fc.string(), (path, text) => {
        let changed = start;
        try {
          changed = withField(start, path, text);
        } catch {
          return;
        }
        expect(withField(start, path, fieldText(changed, path))).toEqual(changed);
        expect(profileSchema.parse(JSON.parse(JSON.stringify(changed)))).toEqual(changed);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['on', 'card'],
    ['off', 'off'],
    ['Drafts', 'drafts'],
  ])('R22 answers to mail that were %s once are read as %s', (written, stored) => {
    expect(put('settings.mail.replies', written)).toBe(stored);
    const old = { settings: { mail: { replies: written === 'on' ? true : written === 'off' ? false : written } } };
    expect(completeProfile(old, start).settings.mail.replies).toBe(stored);
  });

  it('refuses a zone and a range of time with an example', () => {
    expect(() => put('identity.timezone', 'Mars')).toThrow('Write one like Europe/Berlin');
    expect(() => put('identity.workingHours', 'late')).toThrow('Write it like 09:00-18:00 or 9 AM - 6 PM.');
  });
});

describe('a list', () => {
  const skilled = withField(start, 'identity.expertise', 'Rust, Go');

  it.each([
    ['+SQL', 'Rust, Go, SQL'],
    ['-rust', 'Go'],
    ['+SQL, -Go, +C', 'Rust, SQL, C'],
    ['+Go', 'Rust, Go'],
    ['', ''],
    ['none', ''],
  ])('is edited by "%s" to "%s"', (text, list) => {
    expect(put('identity.expertise', text, skilled)).toBe(list);
  });

  it('names what stands there when the item to remove does not', () => {
    expect(() => put('identity.expertise', '-Java', skilled)).toThrow('"Java" is not in identity.expertise. There is: Rust, Go.');
  });

  it('adds and removes ranges of time in any spelling', () => {
    expect(put('preferences.scheduling.focusBlocks', '-9-10 AM, +7-8')).toBe('07:00-08:00, 16:00-17:00');
  });
});

describe('settings in one line', () => {
  it.each([
    ['settings.brief', '7:15', 'on 07:15'],
    ['settings.brief', 'off', 'off 07:30'],
    ['settings.brief', 'off 8', 'off 08:00'],
    ['settings.review', 'on', 'on 18:00'],
    ['settings.quietHours', '23-6', 'on 23:00-06:00'],
    ['settings.quietHours', 'off', 'off 22:00-07:00'],
    ['settings.quietHours', '10 PM to 7 AM', 'on 22:00-07:00'],
  ])('%s reads "%s" as "%s"', (path, text, stored) => {
    expect(put(path, text)).toBe(stored);
    expect(put(path, stored)).toBe(stored);
  });

  it.each([
    ['settings.brief', ''],
    ['settings.brief', 'early'],
    ['settings.brief', '7-8'],
    ['settings.quietHours', '22:00'],
  ])('%s refuses "%s"', (path, text) => {
    expect(() => put(path, text)).toThrow(/Write (it like )?(07:30|22:00-07:00)/);
  });
});

describe('an unknown path', () => {
  it.each([
    ['preferences.scheduling.bufferBetweenMeeting', 'preferences.scheduling.bufferBetweenMeetings'],
    ['bufferBetweenMeetings', 'preferences.scheduling.bufferBetweenMeetings'],
    ['timezone', 'identity.timezone'],
    ['identity.timeZone', 'identity.timezone'],
    ['goals.shortterm', 'goals.shortTerm'],
  ])('R72 %s is refused, and %s is named', (path, near) => {
    expect(() => withField(start, path, '1')).toThrow(`Did you mean ${near}?`);
    expect(() => fieldText(start, path)).toThrow(`Did you mean ${near}?`);
  });

  it('that is a group has its fields named', () => {
    expect(() => withField(start, 'goals', 'x')).toThrow(
      'Name one of its fields: goals.shortTerm, goals.longTerm, goals.metrics, goals.values.',
    );
  });

  it.each([
    '__proto__.polluted',
    'constructor.prototype.polluted',
    'identity.__proto__.polluted',
    'identity.constructor',
    'toString',
    '',
  ])('"%s" is refused and changes nothing', (path) => {
    expect(() => withField(start, path, 'yes')).toThrow('has no field');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('far from all others has the groups named', () => {
    expect(() => withField(start, 'zzzzzzzzzzzz', 'x')).toThrow('The groups are identity, preferences, goals and settings.');
  });
});

describe('a stored document', () => {
  it.each([undefined, null, 7, 'text', [], {}, { identity: null }])('that is %j becomes the defaults', (document) => {
    expect(completeProfile(document, start)).toEqual(start);
  });

  it('keeps each field that still parses and drops what is no field any more', () => {
    const document = {
      identity: { name: 'Bo', timezone: 'Nowhere/Else', workingHours: 9, shoeSize: 44 },
      goals: { shortTerm: ['Ship it'] },
      settings: { brief: { at: '06:00' }, preferredChannel: 'pigeon' },
    };
    expect(completeProfile(document, start)).toEqual({
      ...start,
      identity: { ...start.identity, name: 'Bo' },
      goals: { ...start.goals, shortTerm: ['Ship it'] },
      settings: { ...start.settings, brief: { on: true, at: '06:00' } },
    });
  });
});
