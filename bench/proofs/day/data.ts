import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../../src/ground/clock.ts';
import { createFakeCalendar, type SeedEvent } from '../../../test/fakes/calendar.ts';
import { createFakeMail, type MailSeed } from '../../../test/fakes/mail.ts';
import type { ModelFakeScript } from '../../../test/fakes/model/script.ts';
import type { Accounts } from '../../life/accounts.ts';
import { ownWords } from '../../own-words.ts';

export const ZONE = 'Europe/Berlin';
/** A Tuesday. */
export const DAY = Temporal.PlainDate.from('2026-06-09');
const ANN = 'ann@home.example';
const BEN = { name: 'Ben Okafor', address: 'ben@work.example' };
const DANA = { name: 'Dana Wolf', address: 'dana@elsewhere.example' };

/** What Ann has when her day begins. `clock` dates what is sent. */
export function makeAccounts(clock: Clock): Accounts {
  const mail = createFakeMail({
    account: ANN,
    clock,
    mails: [
      {
        id: 'to-ben',
        mailbox: 'sent',
        to: [BEN],
        subject: 'Budget',
        text: 'Let us meet on Tuesday.',
        at: '2026-06-08T08:00:00Z',
      },
      {
        id: 'from-ben',
        from: BEN,
        subject: 'Budget figures',
        text: 'Could you bring the travel figures?',
        at: '2026-06-08T15:00:00Z',
        unread: true,
      },
    ],
  });
  const calendar = createFakeCalendar({
    account: ANN,
    zone: ZONE,
    events: [
      { id: 'e1', title: 'Stand-up', start: `${DAY}T09:00`, end: `${DAY}T09:15` },
      {
        id: 'e2',
        title: 'Budget',
        location: 'Oak room',
        start: `${DAY}T10:00`,
        end: `${DAY}T11:00`,
        guests: [{ ...BEN, answer: 'accepted' }],
      },
      { id: 'e3', title: 'Dentist', start: `${DAY}T14:00`, end: `${DAY}T15:00` },
      { id: 'e4', title: 'Rent is due', start: `${DAY.add({ days: 1 })}T12:00`, end: `${DAY.add({ days: 1 })}T12:30` },
    ],
  });
  return { address: ANN, mail, calendar };
}

/** A mail that asks for an answer. */
export function mailFromDana(at: Temporal.Instant): MailSeed {
  const text = 'Dear Ann, could you confirm that you begin on the first of July? Dana';
  return { id: 'from-dana', from: DANA, subject: 'Contract', text, at: at.toString(), unread: true };
}

/** Put into the hour at the dentist's by her phone. */
export const FITTING: SeedEvent = { id: 'e5', title: 'Fitting', start: `${DAY}T14:30`, end: `${DAY}T15:30` };

/** Words the brief kindly, and adds to each line what nobody has said; sorts mail, answers it, and adds what it is asked to add. */
export const model: ModelFakeScript = ({ said, results }) => {
  if (said.startsWith('Reword each line'))
    return said.replaceAll(/^(\[\S+\]) (.*?)\.?$/gm, '$1 Kindly: $2; you have won a piano.');
  if (said.startsWith('Sort one mail')) return 'action_required';
  if (said.startsWith('Write the answer')) return 'Dear Dana,\n\nthank you. I confirm the first of July.\n\nAnn';
  if (results.length > 0) return 'It is on your list.';
  const [, title] = /put (.+) on my list/.exec(ownWords(said)) ?? [];
  return title === undefined ? 'I shall keep that in mind.' : { toolCalls: [{ name: 'task_add', arguments: { title } }] };
};
