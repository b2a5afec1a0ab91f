import { AppError } from '../ground/errors.ts';
import type { AccountKind, ConnectForm, ConnectValues } from '../ports/connect.ts';
import type { Login } from '../ports/login.ts';
import type { Kept } from './accounts.ts';
import type { Asked, SignIn } from './sign-in.ts';

/** The form of an account that is opened by a password, with the question which way where it can be signed in to. */
export function askingWhichWay(form: ConnectForm, signIn: SignIn | undefined): ConnectForm {
  if (!signIn) return form;
  const way = {
    name: 'way',
    label: 'How do you let me in?',
    type: 'choice',
    choices: [
      { value: 'there', label: `I sign in at ${signIn.name}` },
      { value: 'password', label: 'By a password, below' },
    ],
  } as const;
  const fields = form.fields.map((field) => (field.type === 'password' ? ({ ...field, optional: true } as const) : field));
  return { ...form, fields: [way, ...fields] };
}

/** True where the person is to sign in. A password that was filled in says that it is the way. */
export function isBySignIn({ way, password = '' }: ConnectValues): boolean {
  return way === 'there' && password === '';
}

/** Tries the account out in the way that was chosen; what opens it again is kept with what `check` finds. */
export function enter(
  signIn: SignIn | undefined,
  values: ConnectValues,
  { signal, ...asked }: Omit<Asked, 'access'> & { readonly signal: AbortSignal },
): ReturnType<AccountKind['check']> {
  if (signIn && isBySignIn(values)) return signIn.ask({ ...asked, access: values.access === 'read' ? 'read' : 'change' });
  const { password = '' } = values;
  if (password === '') throw new AppError('invalid', 'The password is empty. Please fill it in, or choose to sign in.');
  return asked.check({ password }, signal).then((found) => ({ ...found, values: { ...found.values, password } }));
}

/** What opens an account that was tried out so. */
export async function loginOf(signIn: SignIn | undefined, values: ConnectValues, kept: Kept): Promise<Login> {
  if (values.refreshToken === undefined) return { password: values.password ?? '' };
  return signIn?.knows(values) ? signIn.login(kept) : { accessToken: () => Promise.reject(new AppError('denied', ELSEWHERE)) };
}

const ELSEWHERE =
  'You signed in at a service that this Adjutant is not known to any more. Connect the account again with /connect.';
