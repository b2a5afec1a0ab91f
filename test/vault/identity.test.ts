import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/ground/random.ts';
import { identityOf, loadIdentity, rotateIdentity } from '../../src/vault/identity.ts';
import type { RootKeys } from '../../src/vault/root-key.ts';
import { checkSignature } from '../../src/vault/signature.ts';
import { signDocument, verifyDocument } from '../../src/vault/signed-document.ts';
import { signedLines, verifiedLines } from '../../src/vault/signed-lines.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-identity-'));
});
afterEach(() => rm(home, { recursive: true }));

const deps = (...keys: number[]) => ({ home, rootKeys: ringOf(keys), random: systemRandom });
const ringOf = ([newest = 1, ...former]: number[]): RootKeys => [
  Buffer.alloc(32, newest),
  ...former.map((key) => Buffer.alloc(32, key)),
];
const [mine, other] = [identityOf(Buffer.alloc(32, 1), []), identityOf(Buffer.alloc(32, 2), [])];

async function* each(lines: readonly string[]) {
  yield* lines;
}
async function collect(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

describe('the identity of an instance', () => {
  it('R87 is made once, for its owner alone, and its private part lies sealed', async () => {
    const first = await loadIdentity(deps());
    expect(first.id).toMatch(/^[\w-]{43}$/);
    expect((await loadIdentity(deps())).id).toBe(first.id);
    expect((await stat(join(home, 'identity'))).mode & 0o777).toBe(0o600);
    expect(await readdir(home)).toEqual(['identity']);
    const seed = Buffer.alloc(32, 7);
    await rm(join(home, 'identity'));
    const random = { ...systemRandom, bytes: (count: number) => seed.subarray(0, count) };
    expect((await loadIdentity({ ...deps(), random })).id).toBe(identityOf(seed, []).id);
    const { sealed } = JSON.parse(await readFile(join(home, 'identity'), 'utf8'));
    expect(Buffer.from(sealed, 'base64url').includes(seed)).toBe(false);
  });

  it('R87 does not open with another key file, nor damaged, and is never replaced', async () => {
    await loadIdentity(deps());
    const before = await readFile(join(home, 'identity'), 'utf8');
    await expect(loadIdentity(deps(2))).rejects.toThrow('does not open with this key file');
    expect(await readFile(join(home, 'identity'), 'utf8')).toBe(before);
    await writeFile(join(home, 'identity'), 'nonsense');
    await expect(loadIdentity(deps())).rejects.toThrow('does not open with this key file');
  });

  it('R87 is that of RFC 8032, test 1', () => {
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
    const publicKey = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
    expect(identityOf(seed, []).id).toBe(Buffer.from(publicKey, 'hex').toString('base64url'));
  });
});

describe('a signature', () => {
  const signature = mine.sign('audit head', 'words');

  it('R87 fits the words, the purpose and the key it was made for', () => {
    expect(() => checkSignature('audit head', 'words', signature, mine.id)).not.toThrow();
    expect(() => checkSignature('audit head', 'word', signature)).toThrow('changed or damaged');
    expect(() => checkSignature('export lines', 'words', signature)).toThrow('changed or damaged');
    expect(() => checkSignature('audit head', 'words', { ...signature, key: other.id })).toThrow('changed or damaged');
    expect(() => checkSignature('audit head', 'words', { ...signature, key: 'nonsense' })).toThrow('changed or damaged');
    expect(() => checkSignature('audit head', 'words', signature, other.id)).toThrow('signed by another instance');
  });

  it('R87 of a rotated key is accepted by whoever knows an earlier one, and an old one by nobody who knows the new', async () => {
    const first = await loadIdentity(deps());
    const second = await rotateIdentity(deps());
    const third = await rotateIdentity(deps());
    expect(new Set([first.id, second.id, third.id]).size).toBe(3);
    expect((await loadIdentity(deps())).id).toBe(third.id);
    const made = third.sign('audit head', 'words');
    for (const known of [first, second, third]) expect(() => checkSignature('audit head', 'words', made, known.id)).not.toThrow();
    expect(() => checkSignature('audit head', 'words', made, other.id)).toThrow('another instance');
    expect(() => checkSignature('audit head', 'words', first.sign('audit head', 'words'), third.id)).toThrow('another instance');
    expect(await readdir(home)).toEqual(['identity']);
  });

  it('R87 does not come after a key that never signed the next one', () => {
    const step = { from: mine.id, to: other.id, signature: other.sign('next key', other.id).signature };
    const forged = { ...other.sign('audit head', 'words'), rotations: [step] };
    expect(() => checkSignature('audit head', 'words', forged, mine.id)).toThrow('another instance');
    const reused = { ...step, signature: mine.sign('audit head', other.id).signature };
    expect(() => checkSignature('audit head', 'words', { ...forged, rotations: [reused] }, mine.id)).toThrow('another instance');
  });
});

describe('signed lines', () => {
  const lines = ['{"format":1}', '["a",{}]', '["b",{}]', '{"end":true}'];
  const verify = (given: readonly string[], trusted?: string) => collect(verifiedLines(each(given), trusted, () => undefined));

  it('R87 come back as they were', async () => {
    const signed = await collect(signedLines(each(lines), mine));
    expect(signed).toHaveLength(5);
    expect(await verify(signed, mine.id)).toEqual(lines);
    expect(await verify(signed)).toEqual(lines);
    await expect(verify(signed, other.id)).rejects.toThrow('another instance');
  });

  it('R87 that were changed, cut, moved or added to are refused, and their last line is never let through', async () => {
    const signed = await collect(signedLines(each(lines), mine));
    const wrong = [
      signed.with(1, '["a",{"x":1}]'),
      signed.with(3, '{"end":false}'),
      signed.toSpliced(2, 1),
      signed.slice(0, -1),
      [signed[0], signed[2], signed[1], signed[3], signed[4]].map(String),
      [...signed, '["c",{}]'],
      lines,
      [],
    ];
    for (const given of wrong) {
      const seen: string[] = [];
      const reading = async () => {
        for await (const line of verifiedLines(each(given), undefined, () => undefined)) seen.push(line);
      };
      await expect(reading()).rejects.toThrow(/signature/);
      if (given.at(-1) === signed.at(-1)) expect(seen).not.toContain(given.at(-2));
    }
  });
});

describe('a signed document', () => {
  it('R87 is refused once a letter of it differs, or by another key than the expected one', () => {
    const text = signDocument({ name: 'Ann', rows: [{ a: 1 }] }, mine);
    expect(verifyDocument(text, mine.id)).toBe(mine.id);
    expect(verifyDocument(text, undefined)).toBe(mine.id);
    expect(() => verifyDocument(text.replace('Ann', 'Bob'), mine.id)).toThrow('changed or damaged');
    expect(() => verifyDocument(text, other.id)).toThrow('another instance');
    expect(() => verifyDocument('{"name":"Ann"}', undefined)).toThrow('carries no signature');
    expect(() => verifyDocument(text.slice(0, -9), undefined)).toThrow('carries no signature');
  });
});
