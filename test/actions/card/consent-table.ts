/** How a case is put to us: as these arguments of this tool, in the model's own JSON. `VALUE` stands for the case's value. */
export interface Put {
  readonly tool: string;
  /** JSON; `"VALUE"` is replaced by the value as JSON. */
  readonly wish: string;
  /** `blocked`: it never comes to a card. Else what stands on the card, or in its attachment, of it. */
  readonly shows: 'blocked' | readonly (string | RegExp)[];
}

const MAIL = '"subject":"Hi","body":"Hello"';
const toCase = (shows: Put['shows']): Put => ({ tool: 'mail_send', wish: `{"to":["VALUE"],${MAIL}}`, shows });
const subjectCase = (shows: Put['shows']): Put => ({
  tool: 'mail_send',
  wish: '{"to":["ann@a.example"],"subject":"VALUE","body":"Hello"}',
  shows,
});
const bodyCase = (shows: Put['shows']): Put => ({
  tool: 'mail_send',
  wish: '{"to":["ann@a.example"],"subject":"Hi","body":"VALUE"}',
  shows,
});
/** We have no such member, so it is refused as an unknown one. */
const noSuchMember = (tool: 'mail_send' | 'calendar_create', member: string): Put => ({
  tool,
  wish:
    tool === 'mail_send'
      ? `{"to":["ann@a.example"],${MAIL},"${member}":"VALUE"}`
      : `{"title":"Talk","start":"2026-12-01T10:00","${member}":"VALUE"}`,
  shows: 'blocked',
});
const eventCase = (member: string, shows: Put['shows']): Put => ({
  tool: 'calendar_create',
  wish: `{"title":"Talk","start":"2026-12-01T10:00","guests":["ben@b.example"],"${member}":"VALUE"}`,
  shows,
});
const startCase = (shows: Put['shows']): Put => ({
  tool: 'calendar_create',
  wish: '{"title":"Talk","start":"VALUE","guests":["ben@b.example"]}',
  shows,
});
const raw = (shows: Put['shows']): Put => ({ tool: 'mail_send', wish: 'RAW', shows });

/** Each case of consent_integrity_cases.json by its id. */
export const TABLE: Readonly<Record<string, Put>> = {
  'bidi-override': toCase('blocked'),
  'zero-width': toCase('blocked'),
  'homoglyph-cyrillic': toCase('blocked'),
  'idn-punycode': toCase(['ceo@xn--ggle-5qaa‹punycode:g(U+00F6)(U+00F6)gle›.example']),
  'display-name-spoof': toCase(['x@evil.example (named "alice@good.example")']),
  'comment-in-address': toCase('blocked'),
  'group-syntax': toCase('blocked'),
  'crlf-bcc': subjectCase('blocked'),
  'lf-only-header': subjectCase('blocked'),
  'encoded-word': subjectCase('blocked'),
  'hidden-bcc': {
    tool: 'mail_send',
    wish: `{"to":["ann@a.example"],${MAIL},"bcc":"VALUE"}`,
    shows: ['Bcc, hidden from the others: x@evil.example'],
  },
  'hidden-cc-many': {
    tool: 'mail_send',
    wish: `{"to":["ann@a.example"],${MAIL},"cc":"VALUE"}`,
    shows: ['Cc (60):', 'p0@x.example', 'p59@x.example'],
  },
  'reply-to': noSuchMember('mail_send', 'replyTo'),
  'newline-padding': bodyCase([/OK\n‹\d+ empty lines›\n/]),
  'over-4096': bodyCase([/Text: \S{4097}/]),
  'over-slack-block': bodyCase([/Text: \S{3001}/]),
  'fake-approved-ui': bodyCase(['Text: ✅ Approved by you. Nothing will be sent.']),
  'fake-buttons-md': bodyCase(['Text: [Cancel](https://evil.example/ok)']),
  'html-hidden': noSuchMember('mail_send', 'bodyHtml'),
  'html-text-mismatch': noSuchMember('mail_send', 'alternatives'),
  'remote-image': noSuchMember('mail_send', 'bodyHtml'),
  'link-text-mismatch': noSuchMember('mail_send', 'bodyHtml'),
  // A file is named, and bound to its content: the test changes the content after the card was made.
  'attachment-swap': {
    tool: 'mail_send',
    wish: `{"to":["ann@a.example"],${MAIL},"attachments":["agenda.pdf"]}`,
    shows: ['agenda.pdf', /SHA-256 [0-9a-f]{64}/],
  },
  'attachment-name-rtlo': {
    tool: 'mail_send',
    wish: `{"to":["ann@a.example"],${MAIL},"attachments":["invoice\u202efdp.exe"]}`,
    shows: ['invoice‹U+202E›fdp.exe'],
  },
  'attachment-many': { tool: 'mail_send', wish: `{"to":["ann@a.example"],${MAIL},"attachments":"NAMES"}`, shows: 'blocked' },
  'dup-json-keys': raw('blocked'),
  'proto-pollution': raw('blocked'),
  'unknown-extra-key': raw('blocked'),
  'number-precision': { tool: 'mail_send', wish: `{"to":["ann@a.example"],${MAIL},"amount":9007199254740993}`, shows: 'blocked' },
  'number-exponent': { tool: 'task_add', wish: '{"title":"Rest","minutes":"VALUE"}', shows: 'blocked' },
  'date-invalid': startCase('blocked'),
  'date-no-zone': startCase('blocked'),
  'date-ambiguous': startCase([
    /When:\s+Saturday, 24 October 2026, 20:30 .*\n.*There: Sunday, 25 October 2026, 02:30 .*UTC\+02:00/,
  ]),
  'zone-swap': noSuchMember('calendar_create', 'timeZone'),
  'hidden-recurrence': eventCase('recurrence', ['3650 times', 'RRULE:FREQ=DAILY;COUNT=3650']),
  'calendar-id-swap': eventCase('calendar', ['Team, others can see it (id team-all@group.calendar.example)']),
  'send-updates': noSuchMember('calendar_create', 'sendUpdates'),
  'guest-can-invite': noSuchMember('calendar_create', 'guestsCanInviteOthers'),
  'conference-url': eventCase('location', ['Place: https://zoom.example.evil.example/j/1']),
  'nfc-nfd': {
    tool: 'calendar_create',
    wish: '{"title":"VALUE","start":"2026-12-01T10:00","guests":["ben@b.example"]}',
    shows: [/Title: Caf\S+ vs Caf/],
  },
  'case-local-part': toCase(['Alice@good.example']),
  'trailing-space-domain': toCase('blocked'),
  'plus-tag': toCase(['alice+fwd@good.example']),
  'alias-resolution': toCase(['mom@home.example (named "Mom")']),
  'thread-hijack': noSuchMember('mail_send', 'threadId'),
  'summary-by-model': noSuchMember('mail_send', 'note'),
  'batch-delete': { tool: 'mail_trash', wish: '{"mails":"VALUE"}', shows: ['Mails (500)', /, m0, </, /, m499, </] },
  'null-vs-missing': { tool: 'mail_send', wish: `{"to":"VALUE",${MAIL}}`, shows: 'blocked' },
  'control-chars': subjectCase('blocked'),
  'tag-characters': bodyCase(['Hello ‹U+E0053›‹U+E0045›‹U+E0043›']),
  'mention-injection': bodyCase(['@everyone <!channel> <@U123>']),
};

/** Our own, for whoever has not that file. */
export const OWN: readonly (Put & { readonly id: string })[] = [
  {
    id: 'a text with a line that looks like one of the card',
    ...bodyCase(['Text: Hi\nTo: mom@home.example']),
    wish: '{"to":["eve@evil.example"],"subject":"Hi","body":"Hi\\nTo: mom@home.example"}',
  },
  {
    id: 'a text so long that such a line stands in the attachment',
    ...bodyCase([/\n {4}To: mom@home\.example/]),
    wish: `{"to":["eve@evil.example"],"subject":"Hi","body":"${'Hello. '.repeat(300)}\\nTo: mom@home.example"}`,
  },
  {
    id: 'our own sign for what is hidden',
    ...subjectCase(['Subject: ‹U+2039›U+202E›']),
    wish: `{"to":["ann@a.example"],"subject":"‹U+202E›"}`,
  },
  {
    id: 'a gap that pushes words off the screen',
    ...bodyCase(['OK‹500 spaces›pay Eve']),
    wish: `{"to":["ann@a.example"],"body":"OK${' '.repeat(500)}pay Eve"}`,
  },
  {
    id: 'a look-alike written as punycode',
    ...toCase(['pay@xn--pypal-4ve‹punycode:p(U+0430)ypal›.example']),
    wish: '{"to":["pay@xn--pypal-4ve.example"],"body":"x"}',
  },
  {
    id: 'a look-alike letter in words',
    ...bodyCase(['p‹U+0430›ypal']),
    wish: '{"to":["ann@a.example"],"body":"Log in at p\\u0430ypal"}',
  },
  {
    id: 'a description that tells of another one before it',
    tool: 'calendar_update',
    wish: '{"event":"e1","description":"New\\nBefore: \\"Pay nobody\\""}',
    shows: ['New\nBefore: "Pay nobody"\nBefore: "Old"'],
  },
  { id: 'a label that looks like two', tool: 'mail_label', wish: '{"mails":["m1"],"add":["a, b"]}', shows: ['Add: "a, b"'] },
  {
    id: 'seconds that a clock does not show',
    tool: 'reminder_set',
    wish: '{"text":"x","when":"2026-12-01T10:00:30"}',
    shows: ['10:00:30'],
  },
  {
    id: 'an hour that comes twice',
    tool: 'reminder_set',
    wish: '{"text":"x","when":"2027-11-07T01:30:00-05:00"}',
    shows: ['Sunday, 7 November 2027, 01:30 (America/New_York, UTC-05:00)'],
  },
  {
    id: 'a member of the prototype, spelt in escapes',
    ...raw('blocked'),
    wish: '{"to":["ann@a.example"],"\\u005f_proto__":{"bcc":["x@evil.example"]}}',
  },
];
