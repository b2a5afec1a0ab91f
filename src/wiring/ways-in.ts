import { AppError } from '../ground/errors.ts';
import type { AccountKind, ConnectForm, ConnectValues } from '../ports/connect.ts';
import type { Login } from '../ports/login.ts';
import type { Check, SignIn } from './sign-in.ts';

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

/** Tries the account out in the way that was chosen; what opens it again is kept with what `check` finds. */
export function enter(
  signIn: SignIn | undefined,
  { way, access, password = '' }: ConnectValues,
  { returnTo, signal, check }: { readonly returnTo: string; readonly signal: AbortSignal; readonly check: Check },
): ReturnType<AccountKind['check']> {
  if (signIn && way === 'there') return signIn.ask(access === 'read' ? 'read' : 'change', returnTo, check);
  if (password === '') throw new AppError('invalid', 'The password is empty. Please fill it in, or choose to sign in.');
  return check({ password }, signal).then((found) => ({ ...found, values: { ...found.values, password } }));
}

/** What opens an account that was tried out so. Rejects with `denied` where the operator has taken the way of signing in away. */
export async function loginOf(
  signIn: SignIn | undefined,
  values: ConnectValues,
  keep: (values: ConnectValues) => Promise<void>,
): Promise<Login> {
  if (values.refreshToken === undefined) return { password: values.password ?? '' };
  if (!signIn) throw new AppError('denied', 'Nobody can sign in there any more. Connect the account again with /connect.');
  return signIn.login(values, keep);
}
