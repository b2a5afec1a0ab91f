import { describe, expect, test } from 'vitest';
import { readTranscript, speakersOf } from '../../../src/proactive/transcripts/read-transcript.ts';

const read = (text: string) => readTranscript(text).map(({ number, speaker, text: said }) => `${number} ${speaker}: ${said}`);

describe('R46 a transcript is read with its speakers and the lines as any editor counts them', () => {
  test('plain text: names before a colon, with or without times, and lines that go on', () => {
    const text =
      'Ana Ruiz: Hello all.\n\n[00:12] Ben: Hi.\nI brought the numbers.\nAgenda: roof\n00:01:05 - Ana Ruiz (Berlin): Good: all of them?';
    expect(read(text)).toEqual([
      '1 Ana Ruiz: Hello all.',
      '3 Ben: Hi.',
      '4 Ben: I brought the numbers.',
      '5 Ben: Agenda: roof',
      '6 Ana Ruiz (Berlin): Good: all of them?',
    ]);
  });

  test('plain text: a name and a time on a line of their own', () => {
    expect(read('Ana Ruiz  0:03\nHello all.\n0:09 Ben Okafor\nHi.')).toEqual(['2 Ana Ruiz: Hello all.', '4 Ben Okafor: Hi.']);
  });

  test('WebVTT: voices, cues of several lines, no notes and no names of cues', () => {
    const text =
      '\uFEFFWEBVTT\r\n\r\nNOTE made by a machine\r\n\r\nintro\r\n00:01.000 --> 00:04.000\r\n<v.loud Ana Ruiz>Hello <i>all</i>.</v>\r\nWelcome.\r\n\r\n00:05.000 --> 00:06.000\r\n<v Ben>Hi.';
    expect(read(text)).toEqual(['7 Ana Ruiz: Hello all.', '8 Ana Ruiz: Welcome.', '11 Ben: Hi.']);
  });

  test('SubRip: numbers and times are not said', () => {
    expect(read('1\n00:00:01,000 --> 00:00:04,000\nAna: Hello.\n\n2\n00:00:05,000 --> 00:00:06,000\nBen: Hi.')).toEqual([
      '3 Ana: Hello.',
      '7 Ben: Hi.',
    ]);
  });

  test('speech in one long line counts sentence by sentence', () => {
    const lines = readTranscript('We talked about the roof today. '.repeat(20));
    expect(lines).toHaveLength(20);
    expect(lines[19]).toEqual({ number: 20, speaker: '', text: 'We talked about the roof today.' });
  });

  test('each speaker counts once', () => {
    expect(speakersOf(readTranscript('Ana: a\nBen: b\nAna: c'))).toEqual(['Ana', 'Ben']);
  });

  test('one in which nothing is said is refused', () => {
    expect(() => readTranscript('WEBVTT\n\n00:01.000 --> 00:02.000\n\n')).toThrow('nothing said');
  });
});
