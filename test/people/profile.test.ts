import { describe, expect, it } from 'vitest';
import { defaultProfile, profileSchema } from '../../src/people/profile.ts';

const profile = defaultProfile('Europe/Berlin', 'Ann');

describe('a new profile', () => {
  it('R71 holds the seventeen fields with their defaults', () => {
    const { settings, ...fields } = profile;
    expect(fields).toEqual({
      identity: { name: 'Ann', role: '', expertise: [], workingHours: '09:00-18:00', timezone: 'Europe/Berlin' },
      preferences: {
        communication: { emailSummaryFrequency: 'daily', meetingReminders: 15, notificationStyle: 'batched' },
        scheduling: {
          preferredMeetingTimes: ['10:00-12:00', '14:00-16:00'],
          bufferBetweenMeetings: 15,
          focusBlocks: ['09:00-10:00', '16:00-17:00'],
        },
        productivity: { taskPrioritization: 'urgent-important matrix', breakReminders: 90, focusMode: 'deep work sessions' },
      },
      goals: { shortTerm: [], longTerm: [], metrics: [], values: [] },
    });
  });

  it('briefs at 07:30, prepares meetings half an hour before, keeps quiet from 22:00 to 07:00, reviews nothing, previews no link, tells news as urgent as it is and may ask to share', () => {
    expect(profile.settings).toEqual({
      brief: { on: true, at: '07:30' },
      review: { on: false, at: '18:00' },
      briefWithout: [],
      meetingPreparation: 30,
      quietHours: { on: true, from: '22:00', to: '07:00' },
      linkPreviews: false,
      news: {
        mail: 'automatic',
        calendar: 'automatic',
        break: 'automatic',
        watch: 'automatic',
        habit: 'automatic',
        workflow: 'automatic',
        memory: 'automatic',
      },
      mail: { sortBy: 'model', replies: 'card', noRepliesTo: [], followUpDays: 3, putAway: true, keepInInbox: [] },
      meetings: { autoAccept: false, noteAnswers: false },
      memory: { model: true },
      sharing: { all: true, messages: true, mail: true, calendar: true, web: true },
    });
  });

  it('is what the schema makes of it', () => {
    expect(profileSchema.parse(profile)).toEqual(profile);
  });
});
