import { describe, expect, test } from 'vitest';
import type { ChatAdapter, Platform } from '../../src/ports/chat.ts';
import { claimWords, greetTerminal } from '../../src/wiring/first-words.ts';
import { createFakeAdapter } from './fake-adapter.ts';

function greet(over: { readonly interactive?: boolean; readonly modelName?: string; readonly platforms?: readonly Platform[] }) {
  const { interactive = true, modelName, platforms = ['terminal'] } = over;
  let written = '';
  const adapters = new Map<Platform, ChatAdapter>(platforms.map((platform) => [platform, createFakeAdapter(platform)]));
  greetTerminal({ adapters, interactive, modelName, write: (text) => (written += text) });
  return written;
}

describe('the first words at the terminal', () => {
  test('say that it runs, which model answers and what to type', () => {
    expect(greet({ modelName: 'Ollama llama3.2' })).toMatch(
      /^Adjutant is here\. I answer with Ollama llama3\.2\.\nTry: \/remind/,
    );
  });

  test('say what works without a model, and how to get one', () => {
    expect(greet({})).toContain('start Ollama or set OPENAI_API_KEY');
  });

  test('are for a person at the terminal alone', () => {
    expect(greet({ interactive: false })).toBe('');
    expect(greet({ platforms: ['telegram'] })).toBe('');
  });
});

describe('the words for the claim', () => {
  test('give the link where there is one, else the message to send', () => {
    expect(claimWords('telegram', { handle: 'ann_bot', claimLink: (token) => `https://t.me/ann_bot?start=${token}` }, 'T')).toBe(
      'To make @ann_bot on telegram yours, open https://t.me/ann_bot?start=T and press Start. The link works once.\n',
    );
    expect(claimWords('discord', { handle: 'Adjutant', installLink: 'https://discord.com/x' }, 'T')).toBe(
      'Open https://discord.com/x to let Adjutant in.\nTo make Adjutant yours, send it this message: /start T\n',
    );
    expect(claimWords('slack', { handle: '' }, 'T')).toBe('To make slack yours, send it this message: /adjutant start T\n');
  });
});
