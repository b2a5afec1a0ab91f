import { expect, it } from 'vitest';
import { hostOf, isPrivateAddress } from '../../../adapters/models/model-place.ts';

it.each([
  ['http://localhost:8080/v1', true],
  ['http://127.0.0.1:11434', true],
  ['http://[::1]:8080', true],
  ['http://10.1.2.3', true],
  ['http://172.16.0.1', true],
  ['http://172.31.255.1', true],
  ['http://192.168.178.20', true],
  ['http://[fd00::1]', true],
  ['http://[fe80::1]', true],
  ['http://ollama:11434', true],
  ['http://host.docker.internal:11434', true],
  ['http://studio.local', true],
  ['https://api.openai.com/v1', false],
  ['http://172.32.0.1', false],
  ['http://172.15.0.1', false],
  ['http://192.169.0.1', false],
  ['http://8.8.8.8', false],
  ['http://127.0.0.1.example.com', false],
  ['http://localhost.example.com', false],
  ['http://10.example.com', false],
  ['http://[2001:db8::1]', false],
  ['http://fd.example.com', false],
])('tells whether %s is a private address', (url, wanted) => {
  expect(isPrivateAddress(url)).toBe(wanted);
});

it('names a host without the password that the address carries', () => {
  expect(hostOf('https://ann:secret@models.example.com:8443/v1', 'OPENAI_BASE_URL')).toBe('models.example.com:8443');
});

it.each(['not an address', 'ftp://host', 'file:///etc'])('refuses %s as an address', (url) => {
  expect(() => hostOf(url, 'OPENAI_BASE_URL')).toThrow(/^OPENAI_BASE_URL is not a web address/);
});
