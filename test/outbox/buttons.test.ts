import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createButtons } from '../../src/outbox/buttons.ts';

const buttons = createButtons(Buffer.alloc(32, 1));
const ann = '11111111-1111-4111-8111-111111111111';
const ben = '22222222-2222-4222-8222-222222222222';
const id = '3f0c1a52-7a5e-4a39-9d5c-0123456789ab';
const verb = fc.stringMatching(/^[a-z0-9]{1,11}$/);

describe('a button', () => {
  it('means for its person what was signed, within 64 bytes', () => {
    fc.assert(
      fc.property(verb, fc.uuid(), fc.uuid(), (each, about, person) => {
        const button = buttons.sign({ verb: each, id: about }, person);
        expect(Buffer.byteLength(button)).toBeLessThanOrEqual(64);
        expect(buttons.open(button, person)).toEqual({ verb: each, id: about });
      }),
    );
  });

  it('means nothing for anybody else', () => {
    expect(buttons.open(buttons.sign({ verb: 'do', id }, ann), ben)).toBeUndefined();
  });

  it('means nothing when any one of its characters is another', () => {
    const button = buttons.sign({ verb: 'do', id }, ann);
    const letters = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
    for (let at = 0; at < button.length; at += 1) {
      for (const letter of letters.filter((each) => each !== button[at])) {
        const changed = button.slice(0, at) + letter + button.slice(at + 1);
        expect(buttons.open(changed, ann), changed).toBeUndefined();
      }
    }
  });

  // The generator of all characters takes seconds to be made, on a busy machine many.
  it('means nothing when it is cut, lengthened or something else altogether', { timeout: 60_000 }, () => {
    const button = buttons.sign({ verb: 'do', id }, ann);
    for (let length = 0; length < button.length; length += 1) expect(buttons.open(button.slice(0, length), ann)).toBeUndefined();
    for (const tail of ['A', '=', '\n', ' ', '.']) expect(buttons.open(button + tail, ann)).toBeUndefined();
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => buttons.open(text, ann) === undefined));
  });

  it('means nothing to an installation with another key, and the same after a restart', () => {
    const button = buttons.sign({ verb: 'do', id }, ann);
    expect(createButtons(Buffer.alloc(32, 2)).open(button, ann)).toBeUndefined();
    expect(createButtons(Buffer.alloc(32, 1)).open(button, ann)).toEqual({ verb: 'do', id });
  });

  it.each(['', 'Do', 'do it', 'd.o', 'twelveletter'])('is not made for the verb "%s"', (wrong) => {
    expect(() => buttons.sign({ verb: wrong, id }, ann)).toThrow('no button can carry');
  });

  it('is not made for an id that is no UUID', () => {
    expect(() => buttons.sign({ verb: 'do', id: 'task 12' }, ann)).toThrow('no button can carry');
  });
});
