import { readMime } from '../mime/read.ts';

/** A mail that was saved as a file: who, what, and the names of what is attached. */
export async function letterText(bytes: Uint8Array): Promise<string> {
  const { from, to, cc, subject, text, attachments, date } = await readMime(bytes);
  return [
    `From: ${peopleText([from])}`,
    `To: ${peopleText(to)}`,
    ...(cc.length > 0 ? [`Cc: ${peopleText(cc)}`] : []),
    ...(date === '' ? [] : [`Date: ${date}`]),
    `Subject: ${subject}`,
    ...attachments.map(({ name, size }) => `Attachment: ${name}, ${size} bytes`),
    '',
    text.trimEnd(),
  ].join('\n');
}

function peopleText(people: readonly { readonly name: string; readonly address: string }[]): string {
  return people.map(({ name, address }) => (name === '' ? address : `${name} <${address}>`)).join(', ');
}
