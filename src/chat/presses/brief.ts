import type { Audit } from '../../audit/audit.ts';
import type { Buttons, ButtonWish } from '../../outbox/buttons.ts';
import { enqueue, findSaid } from '../../outbox/outbox.ts';
import { fieldText } from '../../people/profile-path.ts';
import { load } from '../../people/profile-store.ts';
import type { IncomingPress } from '../../ports/chat.ts';
import { BRIEF_VERBS, lessButtons, sectionFor } from '../../proactive/brief/buttons.ts';
import { setSchedule } from '../../proactive/schedules.ts';
import { clockText } from '../../reminders/moment-text.ts';
import { whyText } from '../commands/why.ts';
import type { OutsidePress } from '../presses.ts';
import { changeSetting, type SettingDeps } from './setting.ts';

const GONE = 'I cannot find this message any more. /brief shows it as it is now.';

interface BriefDeps extends SettingDeps {
  readonly audit: Audit;
}

/** The buttons under a brief or a review. */
export function createBriefPress(deps: BriefDeps): OutsidePress {
  return (personId, wish, press) => {
    const verb = BRIEF_VERBS.find((each) => each === wish.verb);
    switch (verb) {
      case undefined:
        return undefined;
      case 'again1':
        return snooze(deps, personId, 'brief-again');
      case 'again2':
        return snooze(deps, personId, 'review-again');
      case 'whythis':
        return why(deps, personId, press);
      case 'less':
        return offerLess(deps, personId, press);
      case 'lessof':
        return leaveOut(deps, personId, wish, press);
    }
  };
}

async function snooze({ db, clock }: SettingDeps, personId: string, kind: 'brief-again' | 'review-again'): Promise<string> {
  const at = clock.now().add({ hours: 1 });
  const zone = await db.asPerson(personId, async (tx) => {
    await setSchedule(tx, personId, kind, at);
    return (await load(tx, personId)).identity.timezone;
  });
  return `It comes again at ${clockText(at.toZonedDateTimeISO(zone))}, as things are then.`;
}

async function why({ db, clock, audit }: BriefDeps, personId: string, press: IncomingPress): Promise<string> {
  return db.asPerson(personId, async (tx) => {
    const said = await findSaid(tx, personId, press, press.messageId);
    if (!said) return GONE;
    const zone = (await load(tx, personId)).identity.timezone;
    const message = { text: await whyText(audit, tx, said, { personId, zone, now: clock.now() }) };
    const because = { trigger: 'the button you pressed', by: 'rule', sources: said.why.sources, actions: [] };
    await enqueue(tx, { personId, key: `why:${press.key}`, message, why: because, now: clock.now(), to: press });
    return 'I say it below.';
  });
}

/** The sections can be pressed under the message itself. */
async function offerLess({ db, clock, buttons }: SettingDeps, personId: string, press: IncomingPress): Promise<string> {
  return db.asPerson(personId, async (tx) => {
    const said = await findSaid(tx, personId, press, press.messageId);
    if (!said) return GONE;
    const choices = lessButtons(personId, said.message, signWith(buttons));
    if (choices.length === 0) return 'There is nothing in it that could be left out.';
    const message = { ...said.message, buttons: choices };
    const why = { ...said.why, trigger: 'the button you pressed' };
    await enqueue(tx, { personId, key: `pressed:${press.key}`, message, why, now: clock.now(), edits: said.key });
    return 'Which part shall I leave out from now on?';
  });
}

async function leaveOut(deps: SettingDeps, personId: string, { id }: ButtonWish, press: IncomingPress): Promise<string> {
  const found = await deps.db.asPerson(personId, async (tx) => ({
    said: await findSaid(tx, personId, press, press.messageId),
    standing: fieldText(await load(tx, personId), 'settings.briefWithout'),
  }));
  const section = found.said && sectionFor(found.said.message, id);
  if (section === undefined) return GONE;
  if (found.standing.split(', ').includes(section)) return `${section} is left out already.`;
  const said = `From now on I leave out ${section}.`;
  return changeSetting(deps, personId, press, { path: 'settings.briefWithout', value: `+${section}`, said });
}

function signWith({ sign }: Buttons) {
  return (verb: string, id: string, personId: string) => sign({ verb, id }, personId);
}
