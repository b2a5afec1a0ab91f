import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { STEP_CHANNEL, type StepPassed } from '../../src/ground/steps.ts';
import { calls, words } from '../agent/answers.ts';
import { createFakeCalendar } from '../fakes/calendar.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { type House, openHouse } from '../wiring/house.ts';

let house: House;
beforeAll(async () => {
  const { reader, writer } = createFakeCalendar({ account: 'ann@example.com', calendars: [{ id: 'main' }] });
  house = await openHouse({ connections: fakeConnections({ calendar: reader }, { calendar: writer }) });
});
afterAll(() => house.close());

/** The steps that are passed while `work` goes on, each side once, in the order in which they come first. */
async function passedDuring(work: () => Promise<unknown>): Promise<string[]> {
  const passed: string[] = [];
  const note = (message: unknown) => {
    const { step, side } = message as StepPassed;
    passed.push(`${step} ${side}`);
  };
  subscribe(STEP_CHANNEL, note);
  try {
    await work();
  } finally {
    unsubscribe(STEP_CHANNEL, note);
  }
  return [...new Set(passed)].filter((point) => point.endsWith('after')).map((point) => point.replace(' after', ''));
}

test('a message passes its steps in order', async () => {
  await house.move('ann');
  const answers = [calls(['task_add', { title: 'Pay the rent' }]), words('Done.')];
  house.play(() => answers.shift() ?? words(''));
  const steps = await passedDuring(async () => {
    await house.say('ann', 'I have to pay the rent');
    await house.texts('ann');
  });
  expect(steps).toEqual([
    'verified',
    'inbox-committed',
    'job-claimed',
    'context-built',
    'model-called',
    'model-answered',
    'tool-proposed',
    'reply-queued',
    'reply-sent',
    'reply-recorded',
  ]);
});

test('an action that has to be pressed passes its own', async () => {
  await house.move('ben');
  house.play(() => calls(['calendar_create', { title: 'Walk', start: '2026-12-01T12:00', guests: ['zoe@z.example'] }]));
  const asking = await passedDuring(async () => {
    await house.say('ben', 'invite Zoe to a walk');
    await house.texts('ben');
  });
  expect(asking).toEqual(expect.arrayContaining(['approval-stored', 'tool-proposed', 'card-sent']));
  const card = house.shown('ben').at(-1);
  const pressing = await passedDuring(async () => {
    await house.press('ben', card?.message.buttons?.[0]?.[0]?.id ?? '', { messageId: card?.messageId ?? '' });
    await house.texts('ben');
  });
  expect(pressing.filter((step) => !step.startsWith('reply'))).toEqual([
    'press-received',
    'claim-committed',
    'action-sent',
    'result-stored',
    'action-answered',
  ]);
});
