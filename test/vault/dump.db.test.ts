import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { files } from '../../src/db/schema/chat.ts';
import { systemRandom as random } from '../../src/ground/random.ts';
import { createCredentials } from '../../src/vault/credentials.ts';
import { createSealing } from '../../src/vault/sealing.ts';
import { words } from '../agent/answers.ts';
import { type House, openHouse, rootKey } from '../wiring/house.ts';

const IN_FILE = 'marker-in-a-file-4711';
/** No words, so that nothing of it is read. */
const PICTURE = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff]), Buffer.from(IN_FILE)]);
const IN_CREDENTIAL = 'marker-in-a-password-4711';
const IN_TALK = 'marker-in-talk-4711';

let house: House;
let ann: string;
beforeAll(async () => {
  house = await openHouse();
  ann = await house.move('ann');
  const credentials = createCredentials({ sealing: createSealing({ rootKey, random, clock: house.clock }), clock: house.clock });
  await house.db.asPerson(ann, (tx) => credentials.save(tx, ann, 'imap', { password: IN_CREDENTIAL }));
  house.adapter.serve(async () => PICTURE);
  house.play(() => words('Kept.'));
  await house.say('ann', `keep this, ${IN_TALK}`, {
    files: [{ ref: 'r', kind: 'document', name: 'plan.png', mime: 'image/png', size: 9 }],
  });
  await house.texts('ann');
  await house.say('ann', '/export');
  await house.texts('ann');
});
afterAll(() => house.close());

/** Every row of every table of the whole database as text; bytes stand there in hexadecimal digits. */
async function dump(): Promise<string> {
  return house.db.asSystem(async (tx) => {
    const { rows } = await tx.execute<{ schema: string; name: string }>(
      sql`select table_schema as schema, table_name as name from information_schema.tables
        where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { schema, name } of rows) {
      const table = sql`${sql.identifier(schema)}.${sql.identifier(name)}`;
      const found = await tx.execute<{ row: string }>(sql`select t::text as row from ${table} t`);
      texts.push(...found.rows.map(({ row }) => row));
    }
    return texts.join('\n');
  });
}

/** The ways in which a text may stand in a dump. */
const shapes = (text: string) => [text, Buffer.from(text).toString('hex'), Buffer.from(text).toString('base64').slice(0, -4)];

describe('a dump of the whole database (R91)', () => {
  test('shows neither what is in a file nor what opens an account', async () => {
    const text = await dump();
    for (const shape of [...shapes(IN_FILE), ...shapes(IN_CREDENTIAL)]) expect(text).not.toContain(shape);
    // Nor does it show what they would stand in as bytes.
    expect(text).not.toContain(Buffer.from('adjutant-export').toString('hex'));
  });

  test('shows what it can show: talk lies there to be searched, and bytes that were not sealed would be seen', async () => {
    const row = { personId: ann, name: 'x', mime: 'x', content: Buffer.from(IN_FILE), createdAt: house.clock.now() };
    expect(await dump()).toContain(IN_TALK);
    await house.db.asPerson(ann, (tx) => tx.insert(files).values(row));
    expect(await dump()).toContain(Buffer.from(IN_FILE).toString('hex'));
  });

  test('is no loss to the person: the file comes back with the export', () => {
    const sent = house.shown('ann').flatMap((shown) => shown.files);
    expect(sent.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([expect.stringContaining(PICTURE.toString('base64'))]);
  });
});
