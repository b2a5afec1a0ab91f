import fc from 'fast-check';

const ascii = fc.integer({ min: 0, max: 0x7f });
const anything = fc.integer({ min: 0, max: 0x10ffff });
/** Marks that hide, turn or join what stands around them, and letters that pass for others. */
const tricky = fc.constantFrom(0x200b, 0x202e, 0x2028, 0xfe0f, 0xe0041, 0xad, 0x3164, 0x430, 0xff20, 0xff0e, 0x3002, 0x212a);

/** Texts of every kind of character, half surrogate pairs among them; fast-check's own `binary` unit takes seconds to set up. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const code = fc.oneof({ weight: 5, arbitrary: ascii }, { weight: 2, arbitrary: anything }, tricky);
  return fc.string({ unit: code.map((value) => String.fromCodePoint(value)), maxLength });
}
