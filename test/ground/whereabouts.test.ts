import { expect, test } from 'vitest';
import { whereaboutsOf } from '../../src/ground/whereabouts.ts';

test.each([
  ['localhost', 'here'],
  ['ollama.localhost', 'here'],
  ['127.0.0.1', 'here'],
  ['[::1]', 'here'],
  ['[::ffff:127.0.0.1]', 'here'],
  ['192.168.1.20', 'near'],
  ['[fd00::1]', 'near'],
  ['db', 'near'],
  ['nas.local', 'near'],
  ['NAS.LOCAL.', 'near'],
  ['api.openai.com', 'far'],
  ['203.0.113.7', 'far'],
  ['127.0.0.1.example.com', 'far'],
  ['notlocalhost.com', 'far'],
  ['[2001:db8::1]', 'far'],
] as const)('%s is %s', (host, where) => {
  expect(whereaboutsOf(host)).toBe(where);
});
