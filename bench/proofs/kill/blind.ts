// The program as it is, but that it never finds what it has sent: the control of the proof with accounts.
import type { Connections } from '../../../src/wiring/actions.ts';
import { createConnections } from '../../../src/wiring/connections.ts';
import { live } from '../../../src/wiring/life.ts';

type Joined = Pick<Connections, 'eyesOf' | 'handsOf' | 'taskListOf'>;

function blinded(connections: Joined): Joined {
  return {
    ...connections,
    async handsOf(personId) {
      const hands = await connections.handsOf(personId);
      return hands.mail ? { ...hands, mail: { ...hands.mail, wasSent: async () => false } } : hands;
    },
  };
}

await live({
  connect(deps) {
    const connections = createConnections(deps);
    const { recorded } = connections;
    return {
      ...connections,
      ...blinded(connections),
      ...(recorded && { recorded: (recordsOf) => blinded(recorded(recordsOf)) }),
    };
  },
});
