import type { Parsing } from '../../adapters/isolated/parsing.ts';
import type { Clock } from '../ground/clock.ts';
import { AppError } from '../ground/errors.ts';
import { fromValues, type MailPlace, placeOf, toValues } from '../mail/account.ts';
import { mailForm } from '../mail/connect-form.ts';
import { MICROSOFT_365 } from '../mail/usual-servers.ts';
import type { Connector } from './accounts.ts';
import type { Asked, SignIn } from './sign-in.ts';
import { askingWhichWay, enter, isBySignIn, loginOf } from './ways-in.ts';

interface MailDeps {
  readonly clock: Clock;
  readonly parsing: Parsing;
  readonly isOperator: (personId: string) => Promise<boolean>;
  readonly signIn?: SignIn | undefined;
  /** Something came into the inbox of this person, or may have. */
  readonly onMail: (personId: string) => void;
}

/** Mail by IMAP and SMTP; an account holds one line as long as it is connected. */
export function mailConnector({ clock, parsing, isOperator, signIn, onMail }: MailDeps): Connector {
  return {
    kind: {
      kind: 'mail',
      about: 'read, draft and send your mail (Gmail, iCloud, Fastmail and others, by IMAP and SMTP)',
      form: askingWhichWay(mailForm, signIn),
      async check(personId, values, signal, returnTo) {
        const { createMailConnection, names } = await load();
        const place = await placeOf(values, names, isBySignIn(values) ? signIn?.mailServers : undefined);
        if (!isBySignIn(values) && place.imap.host === MICROSOFT_365.imap.host) throw new AppError('invalid', noPassword(signIn));
        const isOnlyRead = values.access === 'read';
        const anyNetwork = await isOperator(personId);
        const check: Asked['check'] = async (login, within) => {
          const connection = createMailConnection({ account: { ...place, login }, clock, parsing, anyNetwork });
          const tried = isOnlyRead ? connection.verifyReading(within) : connection.verify(within);
          await tried.finally(() => connection.close());
          const kept = { ...toValues(place), ...(isOnlyRead && { access: 'read' }) };
          return { name: place.address, gives: inWords(place, isOnlyRead), values: kept };
        };
        return enter(signIn, values, { hint: place.user, returnTo, signal, check });
      },
      ...(signIn?.leave && { leave: signIn.leave }),
    },
    async open(values, { personId }, kept) {
      const { createMailConnection } = await load();
      const { password, ...place } = fromValues(values);
      const login = await loginOf(signIn, { ...(password !== undefined && { password }), ...values }, kept);
      const { reader, writer, close } = createMailConnection({
        account: { ...place, login },
        clock,
        parsing,
        anyNetwork: await isOperator(personId),
        onNews: () => onMail(personId),
      });
      // Where it takes the place of one that was let go, nothing is heard before the next look makes its line.
      onMail(personId);
      return { eyes: { mail: reader }, hands: values.access === 'read' ? {} : { mail: writer }, close };
    },
  };
}

function noPassword(signIn: SignIn | undefined): string {
  const how = signIn?.mailServers
    ? 'Please choose to sign in.'
    : 'Whoever runs Adjutant can let people sign in there; its README says how, under "Five minutes to your mail".';
  return `Microsoft takes no password for mail. ${how}`;
}

function inWords({ imap, smtp }: MailPlace, isOnlyRead: boolean): readonly string[] {
  if (isOnlyRead) return [`I only read it, at ${imap.host}.`];
  return [
    `I read it at ${imap.host}, and tidy it up when you ask me to.`,
    `I send by ${smtp.host}, each mail only after you have pressed Send under it.`,
  ];
}

/** Loaded only where it is wanted. */
async function load() {
  const [{ createMailConnection }, { findMailServers, findExchange }] = await Promise.all([
    import('../../adapters/imap/connection.ts'),
    import('../../adapters/imap/srv.ts'),
  ]);
  return { createMailConnection, names: { servers: findMailServers, exchange: findExchange } };
}
