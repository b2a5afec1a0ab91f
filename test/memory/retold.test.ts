import { expect, test } from 'vitest';
import { withoutRetold } from '../../src/memory/retold.ts';

const BEN = 'My brother is Ben.';

test.each([
  ['Noted: your brother is Ben.', BEN, ''],
  ['✓ Remembered: My brother is Ben', BEN, ''],
  ["I'll remember that your brother's Ben.\n\nShall I call him?", BEN, 'Shall I call him?'],
  ['Good to know! Ben is your brother.', BEN, 'Good to know!'],
  ['Got it: your sister is Ana and your brother is Ben!', BEN, 'Got it: your sister is Ana!'],
  ['So your brother is Ben, and your sister is Ana. Nice.', BEN, 'your sister is Ana. Nice.'],
  ['You told me this: your brother is Ben; your sister is Ana.', BEN, 'your sister is Ana.'],
  ['Saved: you like tea and you hate coffee.', 'I like tea and I hate coffee', ''],
  ['Ok, you moved to Porto in March.', 'I moved to Porto in March', ''],
])('%j tells nothing again of %j', (text, sentence, left) => {
  expect(withoutRetold(text, [sentence])).toBe(left);
});

test.each([
  ['Your brother is Ben Smith.', BEN],
  ['Your brother is not Ben.', BEN],
  ['Your brother Ben lives in Porto.', BEN],
  ['Your brother is called Bennett.', BEN],
  ['I see. What is your brother called?', BEN],
  ['Ben works for Ana.', 'Ana works for Ben.'],
  ['Your sister is Ana.', 'My sister is Anna.'],
  ['Hello! Hello to you.', 'Hello.'],
])('%j says something else than %j and stays', (text, sentence) => {
  expect(withoutRetold(text, [sentence])).toBe(text);
});
