import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { files } from '../../src/db/schema/chat.ts';
import { systemRandom as random } from '../../src/ground/random.ts';
import { createCredentials } from '../../src/vault/credentials.ts';
import { createSealing } from '../../src/vault/sealing.ts';
import { calls, words } from '../agent/answers.ts';
import { createFakeCalendar } from '../fakes/calendar.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { createFakeFiles } from '../fakes/files.ts';
import { createFakeMail } from '../fakes/mail.ts';
import { rootKey } from '../fixtures/credentials.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { type House, openHouse } from '../wiring/house.ts';

const IN_TALK = 'marker-in-talk-4711';
/** No letter of it is written otherwise in Markdown. */
const IN_ALL = '%Ünseen/';
/** Each unlike the others in every one of its letters' neighbourhoods, so that a part of one is no part of another. */
const secrets = (kind: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${kind}%${(index * 7919 + 104_729).toString(36)}${IN_ALL}${index}`);
const CREDENTIALS = secrets('opens', 34);
const ATTACHMENTS = secrets('inside', 33);
const MAILS = secrets('written', 33);
const OPENED = 3;
const PLANTED = [...CREDENTIALS, ...ATTACHMENTS, ...MAILS];

/** No words, so that nothing of it is read. */
const PICTURE = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff]), Buffer.from(ATTACHMENTS.join('\0'))]);

/** What lies elsewhere beside mail: a file and an event. */
const eyes = {
  files: createFakeFiles({ files: { 'notes.txt': ATTACHMENTS[0] ?? '' } }).reader,
  calendar: createFakeCalendar({
    account: 'ann@me.example',
    calendars: [{ id: 'main' }],
    events: [{ title: 'Far', description: ATTACHMENTS[1] ?? '', start: '2026-12-20T10:00:00Z', end: '2026-12-20T11:00:00Z' }],
  }).reader,
};
/** Two read the mail that begins them: one ends with what it made, the other waits for a press. */
const WORKFLOWS = [
  'Ends: when mail comes from p32; the mail; mail about server; file_read {"path":"~/Documents/notes.txt"}; calendar_list {"query":"Far"}; document Ended; tell me: Done.',
  'Waits: when mail comes from p30; the mail; document Kept; mail to ana@a.example subject Kept with the document',
];

let database: TestDatabase;
let house: House;
let ann: string;
beforeAll(async () => {
  const mail = createFakeMail({ account: 'ann@me.example' });
  let ring = (_: string) => {};
  const onMail = (listener: typeof ring) => {
    ring = listener;
  };
  database = await openTestDatabase();
  house = await openHouse({
    database,
    connections: { ...fakeConnections({ ...eyes, mail: mail.reader }, { mail: mail.writer }), onMail },
  });
  ann = await house.move('ann');
  const credentials = createCredentials({ sealing: createSealing({ rootKey, random, clock: house.clock }), clock: house.clock });
  for (const [index, secret] of CREDENTIALS.entries())
    await house.db.asPerson(ann, (tx) => credentials.save(tx, ann, `service-${index}`, { password: secret }));
  house.adapter.serve(async () => PICTURE);
  house.play(() => words('Kept.'));
  await house.say('ann', `keep this, ${IN_TALK}`, {
    files: [{ ref: 'r', kind: 'document', name: 'plan.png', mime: 'image/png', size: 9 }],
  });
  await house.texts('ann');
  await house.say('ann', '/remember the blue door');
  await house.texts('ann');
  await house.say('ann', '/forget blue');
  await house.texts('ann');
  await house.say('ann', '/export');
  await house.texts('ann');
  // The first look, and one that sorts them all: urgent, to answer, to know and junk.
  const looks = async () => {
    const before = mail.calls.get('arrivedSince') ?? 0;
    ring(ann);
    while ((mail.calls.get('arrivedSince') ?? 0) === before) await new Promise((resolve) => setImmediate(resolve));
    await house.clock.untilAsleep(1);
  };
  await looks();
  for (const workflow of WORKFLOWS) await house.say('ann', `/workflow new ${workflow}`);
  await house.texts('ann');
  const openings = ['The server is down, call me now!', 'Shall we meet?', 'FYI.', 'You have won the lottery, dear friend!!!'];
  for (const [index, secret] of MAILS.entries()) {
    const attached = { name: 'a.bin', mime: 'application/x-a', bytes: Buffer.from(secret) };
    mail.arrive({
      from: `p${index}@a.example`,
      subject: 'Hello',
      text: `${openings[index % 4]}\n\n${secret}\n`,
      files: [attached],
    });
  }
  const groups = ['urgent', 'action_required', 'informational', 'spam'];
  let sorted = 0;
  house.play(({ messages }) => {
    if (!messages[0]?.content.startsWith('Sort')) return words('Kept.');
    sorted += 1;
    return words(groups[sorted % 4] ?? '');
  });
  await looks();
  await arrivedAre(MAILS.length);
  await house.jobs.run();
  await house.texts('ann');
  // A model that looks for them and opens some.
  const there = await mail.reader.search({}, MAILS.length, new AbortController().signal);
  const opening = there.slice(0, OPENED).map(({ id }): [string, object] => ['mail_read', { id }]);
  const elsewhere: [string, object][] = [
    ['file_read', { path: '~/Documents/notes.txt' }],
    ['calendar_list', { query: 'Far' }],
  ];
  const script = [calls(['mail_search', { limit: MAILS.length }], ...opening, ...elsewhere), words('Kept.')];
  house.play(() => script.shift() ?? words('Kept.'));
  await house.say('ann', 'what came in?');
  await house.texts('ann');
});
afterAll(() => house.close());

async function arrivedAre(count: number): Promise<void> {
  const counted = sql`select count(*)::int as count from arrived_mails`;
  const now = () => house.db.asSystem(async (tx) => (await tx.execute<{ count: number }>(counted)).rows[0]?.count);
  while ((await now()) !== count) await new Promise((resolve) => setImmediate(resolve));
}

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

/** All files of a folder, byte for byte. */
function folder(path: string): string {
  return readdirSync(path)
    .map((name) => join(path, name))
    .map((each) => (statSync(each).isDirectory() ? folder(each) : readFileSync(each, 'latin1')))
    .join('\n');
}

/** Eight ways in which a text may stand in a dump or a file. Of base64 only what does not depend on what stands before and after. */
const ENCODINGS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  'as it is': (text) => [text, Buffer.from(text).toString('latin1')],
  'in hexadecimal digits': (text) => [Buffer.from(text).toString('hex'), Buffer.from(text).toString('hex').toUpperCase()],
  'in base64': (text) => [0, 1, 2].map((shift) => base64(text, shift)),
  'in base64 for addresses': (text) => [0, 1, 2].map((shift) => base64(text, shift).replaceAll('+', '-').replaceAll('/', '_')),
  'for an address': (text) => [encodeURIComponent(text)],
  'quoted for mail': (text) => [quotedPrintable(text)],
  'escaped in JSON': (text) => [JSON.stringify(text).slice(1, -1).replaceAll('Ü', '\\u00dc'), JSON.stringify(text).slice(1, -1)],
  'in two bytes a letter': (text) => [
    Buffer.from(text, 'utf16le').toString('latin1'),
    Buffer.from(text, 'utf16le').toString('hex'),
  ],
};

function base64(text: string, shift: number): string {
  return Buffer.concat([Buffer.alloc(shift), Buffer.from(text)])
    .toString('base64')
    .slice(shift === 0 ? 0 : 4, -4);
}

function quotedPrintable(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => (byte > 126 || byte === 61 ? `=${byte.toString(16).toUpperCase()}` : String.fromCharCode(byte)))
    .join('');
}

/** Which of them stand there, and how. */
function found(place: string): string[] {
  return PLANTED.flatMap((secret) =>
    Object.entries(ENCODINGS).flatMap(([way, encode]) =>
      encode(secret).some((text) => place.includes(text)) ? [`${secret} ${way}`] : [],
    ),
  );
}

describe('R91 of a hundred secrets in credentials, attachments and mails', () => {
  test('none stands in a dump of the whole database or in the data folder, in any of eight encodings', async () => {
    expect([PLANTED.length, Object.keys(ENCODINGS).length, new Set(PLANTED).size]).toEqual([100, 8, 100]);
    expect(found(await dump())).toEqual([]);
    const home = folder(house.home);
    expect([home.length > 0, found(home)]).toEqual([true, []]);
    // Nor does it show what they would stand in as bytes.
    expect(await dump()).not.toContain(Buffer.from('adjutant-export').toString('hex'));
  });

  test('none stands in the files of an embedded database, its log among them', async () => {
    if (database.folder === undefined) return;
    await house.db.asSystem((tx) => tx.execute(sql`checkpoint`));
    const files = folder(database.folder);
    // Many megabytes, so what all of them have in common is looked for.
    const seen = Object.entries(ENCODINGS).filter(([, encode]) => encode(IN_ALL).some((text) => files.includes(text)));
    expect(seen.map(([way]) => way)).toEqual([]);
    expect(files).toContain(IN_TALK);
  });

  test('though workflows have read some of them: what a step found is kept while its run goes on, and no longer', async () => {
    const rows = sql`select w.name, r.state, s.position, s.sealed is not null as sealed, s.text
      from workflow_steps s join workflow_runs r on r.id = s.run_id join workflows w on w.id = r.workflow_id
      order by w.name, s.position`;
    const steps = await house.db.asPerson(ann, async (tx) => (await tx.execute(rows)).rows);
    const step = (name: string, state: string, position: number, sealed: boolean) => ({
      name,
      state,
      position,
      sealed,
      text: null,
    });
    const ended = [0, 1, 2, 3, 4, 5].map((position) => step('Ends', 'done', position, false));
    expect(steps).toEqual([...ended, step('Waits', 'waiting', 0, true), step('Waits', 'waiting', 1, false)]);
  });

  test('each would be seen that was not sealed, and talk lies there to be searched', async () => {
    for (const [way, encode] of Object.entries(ENCODINGS)) {
      const place = PLANTED.map((secret) => `before${encode(secret)[0]}behind`).join('');
      expect([way, new Set(found(place).map((each) => each.split(' ')[0])).size]).toEqual([way, 100]);
    }
    expect(await dump()).toContain(IN_TALK);
    const row = { personId: ann, name: 'x', mime: 'x', content: Buffer.from(ATTACHMENTS[7] ?? ''), createdAt: house.clock.now() };
    await house.db.asPerson(ann, (tx) => tx.insert(files).values(row));
    expect(found(await dump())).toEqual([`${ATTACHMENTS[7]} in hexadecimal digits`]);
  });

  test('none is lost to the model that asked, nor to the person: the file comes back with the export', () => {
    const results = house.asked.flatMap(({ messages }) => messages.filter(({ role }) => role === 'tool'));
    const told = results.map(({ content }) => content).join();
    expect(MAILS.filter((secret) => told.includes(secret)).length).toBeGreaterThanOrEqual(OPENED);
    expect(ATTACHMENTS.filter((secret) => told.includes(secret))).toEqual(ATTACHMENTS.slice(0, 2));
    const sent = house.shown('ann').flatMap((shown) => shown.files.map(({ bytes }) => Buffer.from(bytes).toString()));
    expect(sent).toContainEqual(expect.stringContaining(PICTURE.toString('base64')));
    // What the workflow makes of a mail is the person's document.
    expect(sent).toContainEqual(expect.stringContaining(MAILS[32] ?? '?'));
  });
});
