import { describe, expect, test } from 'vitest';
import { isReadableOnTheWay } from '../../src/ground/readable-on-the-way.ts';

describe('without encryption (R91)', () => {
  test.each([
    'http://127.0.0.1:11434',
    'http://localhost:8080',
    'http://ollama.localhost',
    'http://[::1]:11434',
    'http://10.1.2.3',
    'http://172.16.0.1',
    'http://172.31.255.255',
    'http://192.168.1.20:11434',
    'http://100.100.1.1',
    'http://[fd00::1]',
    'http://[fe80::1]',
    'http://[::ffff:192.168.1.1]',
    'http://ollama:11434',
    'http://nas.local',
    'http://nas.local.:80',
    'http://box.home.arpa',
    'http://models.internal',
    'http://wiki.lan',
    'postgres://me@127.0.0.1:5432/adjutant',
    'postgres://me:word@db:5432/adjutant',
    'postgresql://me@192.168.1.5/adjutant',
    'postgres:///adjutant?host=/var/run/postgresql',
    'postgres://me@%2Fvar%2Frun/adjutant',
  ])('a server on this machine or in its own network may be spoken to: %s', (address) => {
    expect(isReadableOnTheWay(address)).toBe(false);
  });

  test.each([
    'http://api.openai.com/v1',
    'http://203.0.113.7:8080',
    'http://172.32.0.1',
    'http://192.169.0.1',
    'http://100.128.0.1',
    'http://11.0.0.1',
    'http://[2001:db8::1]',
    'http://[::ffff:203.0.113.7]',
    'http://localhost.example.com',
    'http://mylan.example',
    'http://notlocal.com',
    'http://2130706433.example.com',
    'postgres://me@db.example.com:5432/adjutant',
    'postgres://me@db.example.com/adjutant?sslmode=disable',
    'postgres://me@127.0.0.1/adjutant?host=db.example.com',
  ])('a server on the internet may not: %s', (address) => {
    expect(isReadableOnTheWay(address)).toBe(true);
  });

  test.each([
    'https://api.openai.com/v1',
    'https://203.0.113.7',
    'postgres://me@db.example.com/adjutant?sslmode=require',
    'postgres://me@db.example.com/adjutant?sslmode=verify-full',
    'postgres://me@db.example.com/adjutant?ssl=true',
    'no address at all',
  ])('is not what goes on here: %s', (address) => {
    expect(isReadableOnTheWay(address)).toBe(false);
  });
});
