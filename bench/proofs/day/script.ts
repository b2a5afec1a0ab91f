import type { Shown } from '../../../test/platforms/platform.ts';
import type { Fit } from '../../../test/platforms/screen.ts';
import { FITTING, mailFromDana } from './data.ts';
import type { Stage } from './stage.ts';

/** What Ann can do. Each is one move, and resolves with what came of it. */
export interface Ann {
  /** Waits until this hour of the day, or with `+1` of the next. */
  until(hour: string): Promise<void>;
  /** Writes, and reads the answer. */
  says(text: string, answer: Fit): Promise<Shown>;
  /** Reads what has come by itself. */
  reads(fit: Fit): Promise<Shown>;
  /** Presses a button until the message says so. */
  presses(shown: Shown, label: RegExp, becomes: Fit): Promise<void>;
  /** Sees a message change. */
  sees(shown: Shown, becomes: Fit): Promise<void>;
}

/** R120: from seven to seven. */
export async function liveTheDay(ann: Ann, { accounts, now }: Pick<Stage, 'accounts' | 'now'>): Promise<void> {
  await ann.reads('I watch ann@home.example');
  await ann.says('/tasks add Send Ben the travel figures today', 'Send Ben');
  await ann.says('/tasks add Pay the rent tomorrow', 'Pay the rent');
  await ann.says('/remind today at 12:30 call the bank', 'call the bank');
  await ann.says('We decided that the budget stays as it is.', 'I shall keep that in mind.');

  await ann.until('07:30');
  await ann.reads('Your brief for');

  accounts.mail.arrive(mailFromDana(now()));
  await ann.until('07:40');
  const answer = await ann.reads('I confirm the first of July');
  await ann.presses(answer, /^Send$/, 'Send at 07:40:');
  await ann.until('07:41');
  await ann.sees(answer, /^Sent/m);

  accounts.calendar.put(FITTING);
  await ann.until('08:20');
  const conflict = await ann.reads('Two events at the same time');
  await ann.presses(conflict, /^Move B/, /✓ Changed: Fitting/);

  await ann.until('08:45');
  await ann.reads('Soon: 09:00-09:15 Stand-up');
  await ann.until('09:30');
  await ann.reads('Soon: 10:00-11:00 Budget');

  await ann.until('12:00');
  await ann.says('Please put buy milk on my list', 'It is on your list.');
  await ann.until('12:30');
  const bell = await ann.reads('⏰ call the bank');
  await ann.presses(bell, /^Snooze 10 min$/, 'Again');
  await ann.until('12:40');
  const again = await ann.reads(/^⏰ call the bank$/);
  await ann.presses(again, /^Done$/, '✓ call the bank');

  await ann.until('13:45');
  await ann.reads('Soon: 14:00-15:00 Dentist');
  await ann.until('16:00');
  await ann.says('/tasks done 1', 'Send Ben');
  await ann.until('18:00');
  await ann.reads('Your review of');
  await ann.until('22:30');
  await ann.says('/tasks', 'Pay the rent');
  await ann.until('07:00+1');
}
