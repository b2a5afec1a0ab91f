import { AppError } from '../ground/errors.ts';
import type { ConnectField, ConnectForm, ConnectValues } from '../ports/connect.ts';

const LONGEST = 500;

/** What was filled in, of the form's own fields alone. Throws `invalid` with what is missing or wrong. */
export function readValues({ fields }: ConnectForm, said: ConnectValues): ConnectValues {
  return Object.fromEntries(fields.map((field) => [field.name, readValue(field, said[field.name] ?? '')]));
}

/** What may stand in the form again, of what was filled in at all. */
export function withoutPasswords({ fields }: ConnectForm, said: ConnectValues): ConnectValues {
  const open = fields.filter(({ name, type }) => type !== 'password' && said[name] !== undefined);
  return Object.fromEntries(open.map(({ name }) => [name, (said[name] ?? '').slice(0, LONGEST)]));
}

function readValue(field: ConnectField, said: string): string {
  const { label, type, choices = [] } = field;
  const value = type === 'password' ? said : said.trim();
  if (value === '' && !field.optional) throw new AppError('invalid', `"${label}" is empty. Please fill it in.`);
  if (value.length > LONGEST || /[\r\n\0]/.test(value))
    throw new AppError('invalid', `"${label}" is too long, or has a line break in it.`);
  if (type === 'choice' && !choices.some((choice) => choice.value === value))
    throw new AppError('invalid', `Please choose one of the answers to "${label}".`);
  if (type === 'number' && value !== '' && !/^\d{1,6}$/.test(value))
    throw new AppError('invalid', `"${label}" must be a number.`);
  return value;
}
