// Loaded into the built program before its own code (node --import): sends it the signal at the step that stands in the file of DIE_AT, such as
// {"step":"reply-sent","side":"before","pass":1,"signal":"SIGKILL"}. Passes count from the first message on that comes while there is such a file:
// what a start passes is not meant, nor what comes before.
import { subscribe } from 'node:diagnostics_channel';
import { existsSync, readFileSync } from 'node:fs';

const path = process.env.DIE_AT;
let death;
let passed = 0;
subscribe('adjutant.step', (message) => {
  if (!death && message.step === 'received' && existsSync(path)) death = JSON.parse(readFileSync(path, 'utf8'));
  if (message.step !== death?.step || message.side !== death.side) return;
  passed += 1;
  if (passed === death.pass) process.kill(process.pid, death.signal);
});
