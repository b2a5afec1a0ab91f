import type { Log } from '../../src/ground/log.ts';
import type { Intake } from './intake.ts';
import type { Interactions } from './interactions.ts';
import { parseMessage, type Self } from './parse.ts';
import { parseInteraction } from './parse-interaction.ts';

interface Deps {
  readonly self: Self;
  readonly intake: Pick<Intake, 'take'>;
  readonly interactions: Pick<Interactions, 'handle'>;
  readonly log: Log;
}

/** What is done with each event of the gateway; those that are not named here are nothing to us. */
export function createEventHandler({ self, intake, interactions, log }: Deps): (name: string, data: unknown) => void {
  function take(data: unknown, isNew: boolean): void {
    const found = parseMessage(data, self);
    if (found.kind === 'skip') {
      // An update may hold no more than what changed, which is nothing that a person wrote.
      if (isNew && found.reason === 'unreadable') log.warn('discord_message_unreadable');
      return;
    }
    // A link that gets its preview is an update of its message too, without being a new version of it.
    if (isNew || found.message.edited) intake.take(found.message).catch(() => undefined);
  }

  return (name, data) => {
    switch (name) {
      case 'MESSAGE_CREATE':
        return take(data, true);
      case 'MESSAGE_UPDATE':
        return take(data, false);
      case 'INTERACTION_CREATE': {
        const found = parseInteraction(data);
        if (found.kind !== 'skip') interactions.handle(found);
      }
    }
  };
}
