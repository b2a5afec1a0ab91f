import { describe, expect, test } from 'vitest';
import { isStop, parseCommand } from '../../src/chat/command-line.ts';

describe('a command', () => {
  test.each([
    ['/tasks', { name: 'tasks', argument: '' }],
    ['  /Remind  tomorrow at 9\ncall Ana ', { name: 'remind', argument: 'tomorrow at 9\ncall Ana' }],
    ['/start abc', { name: 'start', argument: 'abc' }],
  ])('is read from %j', (text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });

  test.each(['/etc/hosts is broken', '/ tasks', 'see /tasks', '/42', '/', ''])('is not seen in %j', (text) => {
    expect(parseCommand(text)).toBeUndefined();
  });
});

describe('stop', () => {
  test.each(['stop', 'STOP!', ' Stop. ', '/stop', '/stop now', 'halt', 'stopp', 'arrête', 'Para', 'alto'])(
    'is heard in %j',
    (text) => {
      expect(isStop(text)).toBe(true);
    },
  );

  test.each(['stop by at nine', 'do not stop', 'bus stop', '/stopwatch', 'remind me to stop'])('is not heard in %j', (text) => {
    expect(isStop(text)).toBe(false);
  });
});
