/** What answers a fault of fault_injections.json. */
export interface Answer {
  /** The tests that inject it: file under test/, and title. */
  readonly shown: readonly (readonly [file: string, title: string])[];
  /** What is met in another way than the file expects, what the tests leave out, or why there is none. */
  readonly but?: string;
}

const SAME_KEY = ['chat/inbox.db.test.ts', 'stores the same key once, also of two deliveries at the same time'] as const;

export const answers: ReadonlyMap<string, Answer> = new Map([
  [
    'F01',
    {
      shown: [
        [
          'stories/proof-kill.test.ts',
          'R15 R61 on $platform, killed before or after a step of its work, nothing is lost, done twice or said twice unmarked, and what reached outside is not repeated blindly',
        ],
        [
          'stories/kill.test.ts',
          'after kill -9 between two steps, stored answers are not asked for again and a tool does not run twice',
        ],
      ],
      but: 'All steps, on each platform: npm run -s proof:kill -- --platform all.',
    },
  ],
  [
    'F02',
    {
      shown: [['db/open.wire.test.ts', 'loses nothing that was acknowledged when its process is killed, and half of nothing']],
      but: 'Kills of the whole program at random moments: npm run -s proof:soak, 24 in 1,440 messages, one after another and not under load.',
    },
  ],
  [
    'F03',
    {
      shown: [
        [
          'faults/database.db.test.ts',
          'a database that is gone for a while takes no message, keeps every one it has taken, and all goes on when it is back',
        ],
        ['db/server-lock.db.test.ts', 'passes on when its holder dies, who learns that it is lost'],
      ],
      but: 'The line is cut, the server itself is not stopped. A process that has lost the lock of its server ends, since another may hold it: whatever supervises it (compose.yaml does) starts it again.',
    },
  ],
  [
    'F04',
    {
      shown: [
        [
          'faults/database.db.test.ts',
          'a COMMIT whose reply is lost, again and again, loses nothing, does nothing twice and is told to nobody',
        ],
        [
          'faults/database.db.test.ts',
          'a line to the database that breaks after so many bytes, again and again, loses nothing and does nothing twice',
        ],
        ['db/connections.db.test.ts', 'costs that call and nothing else'],
      ],
      but: 'Tens of breaks, not a thousand.',
    },
  ],
  [
    'F05',
    {
      shown: [['db/client.db.test.ts', 'that was given up for another (%s) is done again, at most five times in all']],
      but: 'Without a pause: the other transaction has what it waited for.',
    },
  ],
  [
    'F06',
    {
      shown: [
        ['chat/inbox.db.test.ts', 'rejects when it cannot store, so that the platform keeps the message'],
        [
          'db/embedded/full-disk.db.test.ts',
          'F06 a database without room on its disk refuses to write, in words that say so, reads on, and loses nothing',
        ],
        [
          'db/embedded/room.test.ts',
          'F06 writes are refused once, before the disk is full, and taken again when there is clearly more room',
        ],
      ],
      but: 'The room is withheld, no test fills a disk. A snapshot asks for room first and leaves 200 MB.',
    },
  ],
  [
    'F07',
    {
      shown: [
        ['stories/model-outage.test.ts', '%s costs one more request and nothing else'],
        ['agent/ask.test.ts', 'waits for as long as a rate limit asks, when that is short'],
        ['agent/loop.test.ts', 'keeps what was done, and its taint, when the model goes out in the middle'],
      ],
      but: 'A longer pause than three seconds counts as an outage and is told at once.',
    },
  ],
  [
    'F08',
    {
      shown: [
        ['stories/model-outage.test.ts', 'a server with trouble is asked twice, then the person is told; commands go on'],
        ['stories/model-outage.test.ts', '%s costs one more request and nothing else'],
        ['stories/model-outage.test.ts', 'a model that nobody answers for is told of, and the answer comes once it is back'],
      ],
      but: 'One retry, no button: the sentence says that the message is kept and what goes on.',
    },
  ],
  [
    'F09',
    {
      shown: [
        ['faults/model.wire.test.ts', 'a stream that is cut at any of its bytes does nothing and shows nothing of itself'],
        ['adapters/models/model-provider-contract.ts', 'never returns an answer whose stream is cut before its end (%s)'],
      ],
    },
  ],
  [
    'F10',
    {
      shown: [
        ['agent/loop.test.ts', 'hands an unknown tool and malformed arguments back twice, then refuses in plain words'],
        ['agent/loop.test.ts', 'ends after eight steps and says what was done'],
        ['agent/loop.test.ts', 'R14 runs at most twenty of 500 actions'],
        ['agent/reply.test.ts', 'says so when there is nothing at all to say'],
        ['adapters/models/model-provider-contract.ts', 'rejects what is no stream of answers'],
      ],
      but: 'No recorded set of 200; an answer of a megabyte is sent in parts, however many.',
    },
  ],
  [
    'F11',
    {
      shown: [
        [
          'stories/patience.test.ts',
          'a model that says nothing is told of after five seconds, given up after two minutes, and commands go on',
        ],
        ['stories/model-outage.test.ts', 'while a model hangs commands wait for nothing but their turn, and STOP ends it'],
      ],
      but: 'Two minutes in place of thirty seconds: a local model may take as long for its first word.',
    },
  ],
  [
    'F12',
    {
      shown: [
        ['outbox/sender.db.test.ts', 'waits as long as the platform asks, and longer from try to try'],
        ['outbox/sender.db.test.ts', 'keeps the order of a chat: what is behind a waiting or unfinished message stays behind it'],
        ['outbox/sender.db.test.ts', 'serves chats side by side: one that hangs holds up no other'],
        ['stories/telegram-outage.test.ts', 'Telegram that asks for a pause gets it, and the answer arrives once'],
      ],
    },
  ],
  [
    'F13',
    {
      shown: [
        ['stories/telegram-outage.test.ts', 'an answer that met %s arrives, marked as what may be a repeat'],
        ['outbox/sender.db.test.ts', 'repeats an unanswered send and says that it may be a repeat'],
      ],
    },
  ],
  [
    'F14',
    {
      shown: [SAME_KEY, ['adapters/telegram/adapter.wire.test.ts', 'an update is confirmed only after it is stored']],
      but: 'By long polling Telegram keeps the order; by webhook what arrives is answered in the order of its arrival. No replay of a thousand.',
    },
  ],
  [
    'F15',
    {
      shown: [
        SAME_KEY,
        ['adapters/slack/adapter.wire.test.ts', 'the same message, brought again and by another event, has the same key'],
        [
          'adapters/slack/adapter.wire.test.ts',
          'that could not be stored are answered 500; the retry may be the only copy, and is taken',
        ],
      ],
      but: 'How soon Slack is answered is measured: npm run -s bench -- ack.',
    },
  ],
  [
    'F16',
    {
      shown: [
        ['adapters/slack/adapter.wire.test.ts', 'an event is acknowledged only after it is stored'],
        ['adapters/slack/adapter.wire.test.ts', 'after %s it is opened anew, and what came meanwhile is read back'],
        ['contracts/chat-adapter.ts', 'a message that could not be stored comes again under the same key'],
      ],
    },
  ],
  [
    'F17',
    {
      shown: [
        [
          'adapters/discord/faults.wire.test.ts',
          'when the line drops: the session is resumed, and what was said meanwhile comes',
        ],
        ['adapters/discord/faults.wire.test.ts', 'when Discord %s: the gap is read back, in order, before what comes live'],
        [
          'adapters/discord/faults.wire.test.ts',
          'no answer within 20 seconds is unknown; tried again under its key it is one message',
        ],
      ],
      but: 'That a heartbeat is answered is watched by the library for the gateway, and has no test of ours.',
    },
  ],
  [
    'F18',
    {
      shown: [
        [
          'adapters/discord/interactions.wire.test.ts',
          'is answered within three seconds also when it cannot be stored yet, and is stored later',
        ],
        ['adapters/discord/interactions.wire.test.ts', 'is answered by a message when %s'],
        ['adapters/discord/interactions.wire.test.ts', 'that is decided late is put off within three seconds, and answered then'],
      ],
      but: 'How soon is measured: npm run -s bench -- ack.',
    },
  ],
  [
    'F19',
    {
      shown: [
        [
          'stories/telegram-outage.test.ts',
          'whoever blocks the bot is not written to again and again, and after unblocking hears what was missed',
        ],
        ['outbox/failover.db.test.ts', 'is noted, and the message comes on the other channel with the reason'],
        [
          'outbox/failover.db.test.ts',
          'leaves the message dead when there is no other channel, and lets the next ones have their try',
        ],
        ['stories/terminal.test.ts', 'a token that Telegram refuses ends the start with what to do'],
      ],
    },
  ],
  [
    'F20',
    {
      shown: [
        [
          'adapters/google/calendar.wire.test.ts',
          'a change whose answer is lost says that it may have happened, and is found to have',
        ],
        [
          'adapters/google/calendar.wire.test.ts',
          'an answer of 503 to a change says nothing, one of 429 says that nothing was done',
        ],
        [
          'adapters/google/calendar.wire.test.ts',
          'where Google knows the token no longer, all is read anew and what was deleted meanwhile is gone',
        ],
        ['contracts/calendar.ts', 'the same id created twice is one event, the first'],
        ['contracts/calendar.ts', 'an update or removal of a version that is not the current one is refused and changes nothing'],
      ],
      but: 'A version that is not the current one is refused in words, not proposed anew.',
    },
  ],
  [
    'F21',
    {
      shown: [
        [
          'wiring/google.wire.test.ts',
          'R86 a connection that Google has ended is told with what mends it, and no token stands in clear anywhere',
        ],
        [
          'adapters/google/access-token.wire.test.ts',
          'R86 calls at once with an access token that has ended ask for one new token together',
        ],
      ],
    },
  ],
  [
    'F22',
    {
      shown: [
        ['faults/clock.db.test.ts', 'a clock that jumps by %s lets each reminder ring once'],
        ['stories/brief.test.ts', 'R32 a daily reminder follows the wall clock over both clock changes'],
        [
          'proactive/clockwork.db.test.ts',
          'R32 a thousand reminders fire exactly once each at their times through restarts, and cancelled ones never',
        ],
      ],
    },
  ],
  [
    'F23',
    {
      shown: [
        ['db/jobs.db.test.ts', 'that fails is tried again, and its neighbours go on'],
        ['chat/conversation.db.test.ts', 'ends a turn that meets a bug in words, and goes on with the next message'],
        ['chat/lanes.test.ts', 'leave other conversations alone while one fails'],
        ['proactive/clockwork.db.test.ts', 'a person without any chat keeps the reminder due and holds up nobody else'],
        [
          'adapters/documents/document-reader.wire.test.ts',
          'R92 what hangs is given up after ten seconds, what breaks its reader at once, and the next one is read',
        ],
      ],
    },
  ],
  [
    'F24',
    {
      shown: [
        ['actions/execute-outside.db.test.ts', 'two lives on one row do it once'],
        ['actions/execute-outside.db.test.ts', 'after a minute is ended, whether it heeds that or not'],
        [
          'proactive/brief/brief.db.test.ts',
          'a brief that was given meanwhile by another process is not given again, even when its message is cleared away',
        ],
      ],
      but: 'There are no leases: one process holds the database, and every deed has its key.',
    },
  ],
  ['F25', { shown: [], but: 'Measured, not tested, and at a hundred a second, not a thousand: npm run -s bench -- burst.' }],
  [
    'F26',
    {
      shown: [
        ['db/open.wire.test.ts', 'is refused to a second process, in a sentence that tells who has it'],
        ['db/server-lock.db.test.ts', 'makes the second stand by until the first has gone'],
        ['adapters/telegram/adapter.wire.test.ts', 'another poller is told once, and polling goes on when it is gone'],
      ],
    },
  ],
  [
    'F27',
    {
      shown: [
        ['db/open.wire.test.ts', 'is taken before a migration, and stands when that fails'],
        ['db/migrate.db.test.ts', 'a database of a newer version is refused with what to do'],
        ['db/migrate.db.test.ts', 'two that start at once migrate once'],
        ['stories/cards.test.ts', 'a card still works after a restart in between, and says so when it is pressed again'],
      ],
      but: 'A migration is one transaction: killed half-way it has not happened. An old version does not open a newer database.',
    },
  ],
  [
    'F28',
    {
      shown: [
        ['db/open.wire.test.ts', 'waits for the transaction that is under way, and holds it whole'],
        ['db/open.wire.test.ts', 'brings back the state it was taken in, and says so until that is settled'],
        [
          'actions/execute-outside.db.test.ts',
          'a restored backup does nothing by itself: what was under way is unknown, what lay open is closed',
        ],
        ['proactive/clockwork.db.test.ts', 'after a restored backup nothing overdue goes off again: one message lists it'],
        [
          'db/power-cut.wire.test.ts',
          'that left files of different moments, torn and cut ones is survived with all that the snapshot holds (%i)',
        ],
        ['stories/power-cut.test.ts', 'after a power cut the person is told what may be missing, and nothing is done by itself'],
      ],
      but: 'A server that its administrator sets back to an older backup, and an import of an older export, are not noticed.',
    },
  ],
  [
    'F29',
    {
      shown: [
        [
          'adapters/documents/document-reader.wire.test.ts',
          'R92 a PDF of half a megabyte that unpacks to half a gigabyte ends its reader, is told of, and the next one is read',
        ],
      ],
      but: 'The process itself, ended by the system for want of memory, is killed as in F01.',
    },
  ],
  [
    'F30',
    {
      shown: [
        ['adapters/web/egress.wire.test.ts', 'of 20 seconds holds for look-up, answer and body together'],
        ['adapters/web/egress.wire.test.ts', 'goes to nobody who cannot prove their name'],
        ['adapters/web/egress.wire.test.ts', 'that gives nothing is no answer'],
        ['adapters/telegram/adapter.wire.test.ts', 'without a network it is unavailable, and says nothing of the token'],
      ],
    },
  ],
  [
    'F31',
    {
      shown: [
        [
          'stories/key.test.ts',
          'R91 without its key file, or with another, it does not start, makes none, and says what to do; with its own it goes on',
        ],
        ['vault/vault.db.test.ts', 'opens where the key of one person of several is damaged, and the log counts it'],
        ['vault/rotate-key.db.test.ts', 'R91 a rotation that is killed at its draw %i costs nothing, and the next start ends it'],
        [
          'vault/rotate-key.db.test.ts',
          'R91 a rotation that comes to its end leaves nothing to the former key, and a copy of the file from before is refused',
        ],
        ['vault/sealing.db.test.ts', 'keeps a key that is of no use without the root key'],
        ['vault/sealing.db.test.ts', 'finds every single changed bit, and what was cut or added'],
        ['outbox/sender.db.test.ts', 'sends the words of a message whose file cannot be read any more, and says so'],
      ],
    },
  ],
  [
    'F32',
    {
      shown: [
        ['chat/conversation.db.test.ts', 'a shutdown keeps the turn open; the next life finishes it'],
        ['actions/execute-outside.db.test.ts', 'what is cut off stays for the next life, and nobody is left waiting'],
        ['outbox/sender.db.test.ts', 'starts no more sends once it is stopped, and ends only when those under way are recorded'],
        ['chat/lanes.test.ts', 'stop: tell what runs, begin nothing more, and wait for it to let go'],
      ],
      but: 'A stop in each part; at every label: npm run -s proof:kill -- --signal SIGTERM. How long it takes is not measured.',
    },
  ],
]);
