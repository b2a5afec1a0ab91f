import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { count } from 'drizzle-orm';
import { ImapFlow } from 'imapflow';
import { arrivedMails } from '../../src/db/schema/mail.ts';
import { type Dovecot, noDovecot, startDovecot } from '../../test/fixtures/dovecot.ts';
import { type Figure, figure } from '../figure.ts';
import { openPlace } from '../open-place.ts';
import { type DatabaseKind, metricOn } from '../place.ts';
import { ME, openScene, type Scene } from '../scene.ts';

const MAILS = 10_000;
const ADDRESS = 'ann@me.example';
const PATIENCE_MS = 1_200_000;
/** The inbox is looked into by the clock every five minutes. */
const NEXT_LOOK_MS = 330_000;
/** So long nothing may be left before all counts as looked through. */
const QUIET_MS = 15_000;
/** So many different figures `/status` must have told meanwhile. */
const FIGURES_TOLD = 10;

/**
 * Ten thousand mails that come to a real Dovecot at once, looked through by the built program: whether each is known afterwards, what memory
 * the program takes, whether `/status` says meanwhile how many are left, and what the next look fetches, before which nothing came.
 */
export async function* measureMail10k(kind: DatabaseKind): AsyncGenerator<Figure> {
  if (noDovecot) throw new Error(noDovecot);
  const dovecot = await startDovecot();
  const line = await startLine(dovecot.imapPort);
  // Measured in a start as every one after the first: preparing the database takes memory of its own.
  const scene = await openScene(
    kind,
    () => 'Nothing.',
    async () => undefined,
  );
  const named = (name: string, value: number, unit: string, goal: number) =>
    figure(metricOn(kind, `mail10k_${name}`), value, unit, goal);
  try {
    for (const setting of ['mail.sortBy rules', 'mail.replies off', 'mail.followUpDays off'])
      await scene.say(`/settings ${setting}`);
    await connectMail(scene, dovecot, line.port);
    await until(() => line.idles() > 0);
    const before = await scene.product.residentMb();
    const memory = watchMemory(scene);
    const startedAt = performance.now();
    await deliverAll(dovecot);
    const told = await lookedThrough(scene);
    yield named('s', (performance.now() - startedAt - QUIET_MS) / 1000, 's', 600);
    const most = memory.stop();
    yield named('rss_mb', most, 'MB', 400);
    yield named('growth_mb', most - before, 'MB', 100);
    yield named('untold_progress', Math.max(0, FIGURES_TOLD - told), 'figures', 0);
    const [fetched, looks] = [line.fetched(), line.looks()];
    await until(() => line.looks() > looks, NEXT_LOOK_MS);
    await wait(5_000);
    yield named('again_items', line.fetched() - fetched, 'mails', 0);
    yield named('lost', MAILS - (await knownAfterwards(scene)), 'mails', 0);
  } finally {
    await scene.close();
    line.close();
    await dovecot.stop();
  }
}

/** By the page and the press, as the person does. */
async function connectMail({ say, telegram }: Scene, { password, submissionPort }: Dovecot, imapPort: number): Promise<void> {
  await say('/connect mail');
  const url = lastText(telegram).match(/http:\S+/)?.[0] ?? '';
  const servers = { imap: '127.0.0.1', imapport: `${imapPort}`, smtp: '127.0.0.1', smtpport: `${submissionPort}` };
  const page = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ address: ADDRESS, password, access: 'change', user: '', ...servers }),
  });
  if (!(await page.text()).includes('That worked')) throw new Error('the mail account was not connected');
  await until(() => connectButton(telegram) !== undefined);
  const button = connectButton(telegram);
  if (button) telegram.userPresses({ chat: ME, messageId: button.messageId, data: button.data });
}

function lastText(telegram: Scene['telegram']): string {
  return telegram.messages(ME).at(-1)?.text ?? '';
}

function connectButton(telegram: Scene['telegram']) {
  return telegram.messages(ME).flatMap(({ messageId, buttons }) => {
    const found = buttons.flat().find(({ text }) => text === 'Connect');
    return found ? [{ messageId, data: found.data }] : [];
  })[0];
}

/** Half from lists, half from people; every fiftieth with an attachment of 200 KB. */
async function deliverAll({ imapPort: port, password: pass }: Dovecot): Promise<void> {
  const auth = { user: ADDRESS, pass };
  const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, doSTARTTLS: false, auth, logger: false });
  await client.connect();
  for (let n = 0; n < MAILS; n += 1) await client.append('INBOX', Buffer.from(mailBytes(n)));
  await client.logout();
}

function mailBytes(n: number): string {
  const head = [
    `From: P${n % 400} <p${n % 400}@a.example>`,
    `To: ${ADDRESS}`,
    `Subject: Matter ${n}`,
    `Message-ID: <${n}@a.example>`,
  ];
  const list = n % 2 === 0 ? ['List-Id: <news.a.example>'] : [];
  const text = `Hello Ann,\r\n\r\n${`the matter ${n} goes on as it went before. `.repeat(60)}\r\n`;
  if (n % 50 !== 0) return [...head, ...list, '', text].join('\r\n');
  const file = Buffer.alloc(150_000, n % 251)
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n');
  const part = (type: string, body: string) => ['--b', `Content-Type: ${type}`, '', body].join('\r\n');
  const parts = [part('text/plain', text), part('application/octet-stream\r\nContent-Transfer-Encoding: base64', file), '--b--'];
  return [...head, 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', '', ...parts].join('\r\n');
}

/** Asks by `/status` until nothing has been left for a while; resolves with how many different figures it has told. */
async function lookedThrough(scene: Scene): Promise<number> {
  const told = new Set<string>();
  let quietSince = performance.now();
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
    await scene.say('/status');
    const [, left] = /Looking through .*?: (\d+) mails to go/.exec(lastText(scene.telegram)) ?? [];
    if (left !== undefined) {
      told.add(left);
      quietSince = performance.now();
    }
    if (performance.now() - quietSince > QUIET_MS) return told.size;
    await wait(1_000);
  }
  throw new Error('the mails were not looked through in time');
}

/** The line between the program and the mail server, listened to. */
interface Line {
  readonly port: number;
  /** How often the program began to wait for news. */
  idles(): number;
  /** How often it asked what came. */
  looks(): number;
  /** Mails of which the server gave anything. */
  fetched(): number;
  close(): void;
}

async function startLine(imapPort: number): Promise<Line> {
  const counts = { idles: 0, looks: 0, fetched: 0 };
  const server = createServer((client) => {
    const upstream = connect(imapPort, '127.0.0.1');
    client.on('data', (bytes) => {
      const said = bytes.toString('latin1');
      counts.idles += said.match(/ IDLE\r\n/g)?.length ?? 0;
      counts.looks += said.match(/ UID SEARCH /g)?.length ?? 0;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      counts.fetched += bytes.toString('latin1').match(/^\* \d+ FETCH \(/gm)?.length ?? 0;
      client.write(bytes);
    });
    client.on('close', () => upstream.destroy()).on('error', () => upstream.destroy());
    upstream.on('close', () => client.destroy()).on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    idles: () => counts.idles,
    looks: () => counts.looks,
    fetched: () => counts.fetched,
    close: () => server.close(),
  };
}

/** The most that the program holds from now on, in MB. */
function watchMemory({ product }: Scene): { stop(): number } {
  let most = 0;
  const timer = setInterval(async () => {
    most = Math.max(most, await product.residentMb());
  }, 250);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}

async function knownAfterwards({ product, place }: Scene): Promise<number> {
  await product.stop();
  const { db, close } = await openPlace(place);
  const [row] = await db.asSystem((tx) => tx.select({ known: count() }).from(arrivedMails));
  await close();
  return row?.known ?? 0;
}

async function until(isSo: () => boolean, patienceMs = PATIENCE_MS): Promise<void> {
  for (const end = performance.now() + patienceMs; !isSo(); await wait(100))
    if (performance.now() > end) throw new Error('waited in vain');
}
