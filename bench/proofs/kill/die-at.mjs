// Loaded into the built program before its own code (node --import): sends it the signal of DIE_AT at its step, such as
// {"step":"reply-sent","side":"before","pass":1,"signal":"SIGKILL"}. Passes count from the first message on: what a start passes is not meant.
import { subscribe } from 'node:diagnostics_channel';

const { step, side, pass, signal } = JSON.parse(process.env.DIE_AT);
let begun = false;
let passed = 0;
subscribe('adjutant.step', (message) => {
  begun ||= message.step === 'received';
  if (!begun || message.step !== step || message.side !== side) return;
  passed += 1;
  if (passed === pass) process.kill(process.pid, signal);
});
