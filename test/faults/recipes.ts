import type { Answer } from './answers.ts';

const FEED = 'adapters/ics/feed.wire.test.ts';
const MIME = 'adapters/mime/read.test.ts';
const HOSTILE = 'adapters/documents/hostile.test.ts';
const READER = 'adapters/documents/document-reader.wire.test.ts';

const endless: Answer = { shown: [[FEED, 'R92 %s ends, and the other events are there']] };
const dropped: Answer = { shown: [[FEED, 'R92 attachments, ten thousand observances and a line without end are dropped']] };
const refusedMail: Answer = { shown: [[MIME, '%s: refused']] };
const archive: Answer = { shown: [[HOSTILE, '%s']] };
/** Sends each recipe, at its size, through the door where it would come in. */
const SENT = ['faults/hostile-inputs.wire.test.ts', '$id'] as const;
const pages: Answer = {
  shown: [
    [HOSTILE, 'a page of 100,000 tags, or of entities, is cut'],
    [MIME, 'a page with a million tags and one of 5 MB of entities are cut'],
  ],
};

/** What meets each recipe of hostile_input_recipes.json. */
export const recipes: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ['ics-secondly', endless],
  ['ics-count-1e9', endless],
  ['ics-byday-explosion', endless],
  ['ics-never-matching', endless],
  ['ics-valarm-procedure', endless],
  ['ics-vtimezone-bomb', dropped],
  ['ics-folded-line', dropped],
  ['ics-attach-inline', dropped],
  ['ics-100k-events', { shown: [[FEED, 'R92 of a hundred thousand events most are left out, and that is said']] }],
  ['ics-nested-begin', { shown: [[FEED, 'of %s is refused and says why']] }],
  [
    'ics-prompt-injection',
    {
      shown: [
        [
          'actions/kinds/calendar/look.test.ts',
          'tells all of each event, the words of others in quotation marks that nothing in them ends',
        ],
      ],
      but: 'No word is looked for: what an event says is quoted and taints, and the gate holds whatever a model makes of it (proof:gate).',
    },
  ],
  ['mime-depth', refusedMail],
  ['mime-parts', refusedMail],
  ['mime-headers', refusedMail],
  ['mime-boundary-redos', refusedMail],
  ['mime-rfc822-chain', { shown: [[MIME, 'mails within mails are opened five deep, and the rest is a file']] }],
  ['mime-charset-lie', { shown: [[MIME, 'text is decoded once, whatever charset it claims']] }],
  ['mime-filename-traversal', { shown: [[MIME, 'a file is named by the last part of its path']] }],
  ['html-depth', pages],
  ['html-entity-flood', pages],
  [
    'html-hidden-text',
    {
      shown: [
        ['adapters/web/html-text.test.ts', 'shows no scripts, styles, pictures or what is hidden'],
        [
          MIME,
          'a mail without plain text is read as its page shows it: no script, no picture, nothing that is hidden, no address opened',
        ],
        ['adapters/documents/read-document.test.ts', 'leaves out what a reader does not see: deleted, hidden and doubled words'],
      ],
      but: 'What is white on white, or hidden by a style sheet, is read; like all words of others it taints.',
    },
  ],
  ['zip-ratio', archive],
  ['zip-entries', archive],
  ['zip-slip', archive],
  ['zip-overlap', archive],
  ['zip-dup-names', archive],
  ['zip-nested', { shown: [[HOSTILE, 'an archive within an archive is not opened']] }],
  [
    'json-depth',
    {
      shown: [
        ['adapters/http/server.wire.test.ts', 'a body over 1 MiB is 413 and reaches nobody'],
        ['agent/exact-json.test.ts', 'takes fifty levels'],
      ],
    },
  ],
  ['json-dup-key', { shown: [['agent/exact-json.test.ts', 'is not read from arguments that could be read two ways']] }],
  [
    'json-bigint',
    {
      shown: [SENT],
      but: 'Of the platforms only Telegram has numbers for ids, below 2^52 as its reference says; ours are UUIDs.',
    },
  ],
  [
    'redos-corpus',
    {
      shown: [
        SENT,
        ['faults/expressions.wire.test.ts', 'R92 no regular expression of the product takes for ever, whatever it is given'],
      ],
      but: 'Some take a time that grows with the square, which 50 KB in one message of a person would show.',
    },
  ],
  [
    'unicode-flood',
    {
      shown: [[HOSTILE, 'of a million marks upon one letter, a million characters are left at most']],
      but: 'Counted in UTF-16 units, not graphemes.',
    },
  ],
  ['embedding-flood', { shown: [], but: 'Nothing imports memories yet.' }],
  ['telegram-huge-entities', { shown: [SENT], but: 'The formatting of what comes in is not read at all.' }],
  ['image-bomb', { shown: [SENT], but: 'No picture is decoded anywhere; those in a PDF are left out.' }],
  [
    'pdf-bomb',
    {
      shown: [
        [
          READER,
          'R92 a PDF of half a megabyte that unpacks to half a gigabyte ends its reader, is told of, and the next one is read',
        ],
        [READER, 'R92 what hangs is given up after ten seconds, what breaks its reader at once, and the next one is read'],
        [HOSTILE, 'a PDF whose pages contain themselves, and one of 20,000 objects without a list of them, end'],
      ],
    },
  ],
]);
