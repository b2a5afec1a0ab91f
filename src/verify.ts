import { readFile } from 'node:fs/promises';
import { runCommand } from './db/command.ts';
import { readLines } from './db/portable-file.ts';
import { AppError } from './ground/errors.ts';
import { verifyDocument } from './vault/signed-document.ts';
import { verifiedLines } from './vault/signed-lines.ts';
import { trustedIdentity } from './vault/trusted-identity.ts';

await runCommand(async (say) => {
  const [, , path, id] = process.argv;
  if (path === undefined)
    throw new AppError('config', 'Give an export, such as adjutant.jsonl.gz or the file that /export sent.');
  const trusted = await trustedIdentity(id);
  const key = path.endsWith('.json') ? verifyDocument(await readFile(path, 'utf8'), trusted) : await keyOfLines(path, trusted);
  say(
    `${path} is whole, and signed by ${key}${trusted === undefined ? ': compare that with /status of the instance it is said to come from' : ''}.`,
  );
});

async function keyOfLines(path: string, trusted: string | undefined): Promise<string> {
  let key = '';
  const lines = verifiedLines(readLines(path), trusted, (id) => {
    key = id;
  });
  for await (const _ of lines);
  return key;
}
