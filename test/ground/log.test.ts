import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/ground/errors.ts';
import { createLog, describeError, type LogLevel } from '../../src/ground/log.ts';

function logAt(level: LogLevel, secrets: readonly string[] = []) {
  const lines: string[] = [];
  return { log: createLog({ level, secrets, write: (line) => void lines.push(line) }), lines };
}

describe('the log', () => {
  it.each([
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
  ] as const)('at level %s keeps what is at least as grave', (level, kept) => {
    const { log, lines } = logAt(level);
    for (const each of ['debug', 'info', 'warn', 'error'] as const) log[each]('x');
    expect(lines.map((line) => JSON.parse(line).level)).toEqual(kept);
  });

  it('writes one JSON object a line, the event first', () => {
    const { log, lines } = logAt('info');
    log.info('ready', { startMs: 12, note: 'two\nlines' });
    expect(lines).toEqual(['{"event":"ready","level":"info","startMs":12,"note":"two\\nlines"}\n']);
  });

  it('blanks a secret wherever it stands, also when JSON writes it otherwise', () => {
    const { log, lines } = logAt('info', ['tok"en\\1', 'abcdef', 'abcdef-long']);
    log.warn('abcdef', { url: 'https://host/bottok"en\\1/send', both: 'abcdef-long abcdef' });
    expect(lines[0]).toBe('{"event":"***","level":"warn","url":"https://host/bot***/send","both":"*** ***"}\n');
  });

  it('leaves a very short secret alone, which would blank half of every line', () => {
    const { log, lines } = logAt('info', ['e']);
    log.info('ready');
    expect(JSON.parse(lines[0] ?? '')).toEqual({ event: 'ready', level: 'info' });
  });
});

describe('what a log says of an error', () => {
  it('is our own message for a failure we expect', () => {
    const error = new AppError('unavailable', 'Try later.', {
      cause: Object.assign(new Error('dear diary'), { code: 'ECONNRESET' }),
    });
    expect(describeError(error)).toEqual({ code: 'unavailable', message: 'Try later.', cause: 'Error', causeCode: 'ECONNRESET' });
  });

  it('is never the message of a bug, which may quote what a person wrote', () => {
    const cause = new Error('dear diary, part two');
    const described = describeError(Object.assign(new TypeError('cannot read dear diary', { cause }), { code: 23505 }));
    expect(described).toMatchObject({ error: 'TypeError', errorCode: '23505', cause: 'Error' });
    expect(described.place).toContain('log.test.ts');
    expect(JSON.stringify(described)).not.toContain('diary');
  });

  it.each(['at home with the diary', '    at home (/my/diary.txt:1:2)'])(
    'is no line of a message that looks like a place: %s',
    (line) => {
      const described = describeError(new Error(`first\n${line}\nlast`));
      expect(JSON.stringify(described)).not.toContain('diary');
      expect(described.place).toContain('log.test.ts');
    },
  );

  it('is only the type of what is no error', () => {
    expect(describeError('dear diary')).toEqual({ error: 'string' });
  });
});
