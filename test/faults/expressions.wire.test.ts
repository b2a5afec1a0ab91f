import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { projectRoot } from '../../src/ground/root.ts';
import { type Expression, expressionsIn, hostileTo } from './expressions.ts';

/** An expression that has not come to an end with its strings by then never will. */
const PATIENCE_MS = 30_000;

/** Says after each expression that it came to its end. */
const TRIES = `const { parentPort, workerData } = require('node:worker_threads');
for (const { source, flags, strings } of workerData) {
  for (const string of strings) for (const _ of string.matchAll(new RegExp(source, flags.replace('g', '').replace('y', '') + 'g'))) break;
  parentPort.postMessage('done');
}`;

/** The expressions among these that take for ever over strings made to do harm: each is given up, and the next ones are tried. */
async function catastrophic(expressions: readonly Expression[], patienceMs = PATIENCE_MS): Promise<string[]> {
  const found: string[] = [];
  for (let rest = expressions; rest.length > 0; ) {
    const done = await tried(rest, patienceMs);
    const [stuck] = rest.slice(done);
    if (stuck) found.push(`${stuck.place} /${stuck.source}/${stuck.flags}`);
    rest = rest.slice(done + 1);
  }
  return found;
}

/** How many of them came to an end, from the first on. */
async function tried(expressions: readonly Expression[], patienceMs: number): Promise<number> {
  const workerData = expressions.map((each) => ({ ...each, strings: hostileTo(each) }));
  const worker = new Worker(TRIES, { eval: true, workerData });
  let done = 0;
  await new Promise<void>((resolve, reject) => {
    let giveUp = setTimeout(resolve, patienceMs);
    worker.on('message', () => {
      done += 1;
      clearTimeout(giveUp);
      giveUp = setTimeout(resolve, patienceMs);
      if (done === expressions.length) resolve();
    });
    worker.on('error', reject);
  });
  await worker.terminate();
  return done;
}

/** Those that are put together while a module is loaded. */
async function madeBy(files: readonly string[]): Promise<Expression[]> {
  const made: Expression[] = [];
  const Plain = RegExp;
  globalThis.RegExp = new Proxy(Plain, {
    construct(target, args) {
      const expression = Reflect.construct(target, args);
      // What a library makes for itself is met where its strings come in.
      const [, , maker = ''] = (new Error('here').stack ?? '').split('\n');
      const place = files.find((file) => maker.includes(join(projectRoot, file)));
      if (place) made.push({ source: expression.source, flags: expression.flags, place });
      return expression;
    },
  });
  for (const file of files) await import(join(projectRoot, file));
  globalThis.RegExp = Plain;
  return made;
}

test('the strings end an expression that is known to be catastrophic, in each of the ways there are', async () => {
  const bad = ['(a+)+$', '^(a|a)*$', '(?: *\\| *)+$'];
  const known = bad.map((source) => ({ source, flags: '', place: 'here' }));
  expect(await catastrophic([...known, { source: '^a+$', flags: '', place: 'fine' }], 5_000)).toHaveLength(known.length);
}, 300_000);

test('R92 no regular expression of the product takes for ever, whatever it is given', async () => {
  const { written, making } = expressionsIn('src', 'adapters');
  const made = await madeBy(making);
  expect(written.length).toBeGreaterThan(700);
  expect(made.length).toBeGreaterThan(20);
  const each = new Map([...written, ...made].map((one) => [`/${one.source}/${one.flags}`, one]));
  expect(await catastrophic([...each.values()])).toEqual([]);
}, 600_000);
