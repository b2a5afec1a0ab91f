// Draws docs/conversation.svg from a real run: the built program, on a Telegram and a model of the test suite's.
// Run `npm run build` first, then `npx tsx scripts/picture.ts`.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startModelFake } from '../test/fakes/model/model-fake.ts';
import { startTelegramFake } from '../test/fakes/telegram/server.ts';

const ME = 4711;
const PATIENCE_MS = 30_000;

interface Bubble {
  readonly mine: boolean;
  readonly text: string;
  readonly buttons: readonly string[];
}

const telegram = await startTelegramFake();
const model = await startModelFake(({ said, results }) => {
  if (said.includes('rent')) {
    if (results.length > 0) return 'Noted, with the rent on Friday.';
    return { toolCalls: [{ name: 'task_add', arguments: { title: 'Pay the rent', due: 'friday' } }] };
  }
  const fact = said.split('\n').find((line) => line.includes('ceramics')) ?? '';
  return fact.includes('3 May') ? 'On 3 May. You told me she likes ceramics.' : 'I have nothing on that.';
});
const home = await mkdtemp(join(tmpdir(), 'adjutant-picture-'));
const product = spawn(process.execPath, ['dist/src/main.js'], {
  env: {
    PATH: process.env.PATH,
    TZ: 'Europe/Berlin',
    ADJUTANT_HOME: home,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    OPENAI_BASE_URL: model.openAiUrl,
    OPENAI_MODEL: 'scripted',
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});

try {
  await telegram.waitFor(() => telegram.calls('getUpdates').length > 0, PATIENCE_MS);
  await say(`/start ${(await readFile(join(home, 'claim-token'), 'utf8')).trim()}`);
  const before = telegram.messages(ME).length;
  await say('/remember my sister Ana has her birthday on 3 May and likes ceramics');
  await say('The rent is due on friday, keep that for me');
  await say('When is my sister Ana having her birthday?');
  await say('/remind tomorrow at 9 call the garage');
  await say('/today');
  const bubbles = telegram
    .messages(ME)
    .slice(before)
    .map(({ from, text, buttons }) => ({ mine: from === 'user', text, buttons: buttons.flat().map((button) => button.text) }));
  await writeFile('docs/conversation.svg', draw(bubbles));
} finally {
  product.kill();
  await Promise.all([telegram.stop(), model.stop(), new Promise((resolve) => product.once('exit', resolve))]);
  await rm(home, { recursive: true, force: true });
}

async function say(text: string): Promise<void> {
  const replies = telegram.messages(ME).filter(({ from }) => from === 'bot').length;
  telegram.userSends({ chat: ME, text });
  await telegram.waitFor(() => telegram.messages(ME).filter(({ from }) => from === 'bot').length > replies, PATIENCE_MS);
}

function draw(bubbles: readonly Bubble[]): string {
  const width = 640;
  let y = 16;
  const shapes = bubbles.map((bubble) => {
    const lines = bubble.text.split('\n').flatMap((line) => wrapped(line, 62));
    const boxWidth = Math.min(520, 28 + 7.6 * Math.max(...lines.map((line) => line.length)));
    const height = 20 + 20 * lines.length;
    const x = bubble.mine ? width - boxWidth - 16 : 16;
    const words = lines.map((line, index) => `<text x="${x + 14}" y="${y + 24 + 20 * index}">${escaped(line)}</text>`);
    const box = `<rect x="${x}" y="${y}" width="${boxWidth}" height="${height}" rx="14" class="${bubble.mine ? 'mine' : 'theirs'}"/>`;
    y += height + 6;
    const buttons = bubble.buttons.map((label, index) => button(label, x + index * 150, y));
    if (buttons.length > 0) y += 38;
    y += 8;
    return [box, ...words, ...buttons].join('\n');
  });
  const style = `text{font:14px ui-sans-serif,system-ui,sans-serif;fill:#1b2430}.mine{fill:#dff3d8}.theirs{fill:#ffffff;stroke:#d6dde6}.button{fill:#e7eef7}.label{text-anchor:middle;fill:#245a94}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y + 8}" width="${width}" role="img" aria-label="A conversation with Adjutant">
<title>A conversation with Adjutant</title>
<style>${style}</style>
<rect width="100%" height="100%" rx="18" fill="#eef2f6"/>
${shapes.join('\n')}
</svg>
`;
}

function button(label: string, x: number, y: number): string {
  return `<rect x="${x}" y="${y}" width="142" height="32" rx="9" class="button"/>\n<text x="${x + 71}" y="${y + 21}" class="label">${escaped(label)}</text>`;
}

function wrapped(line: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
