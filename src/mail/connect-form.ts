import type { ConnectForm } from '../ports/connect.ts';

/** What is needed to open somebody's mail by IMAP and SMTP. */
export const mailForm: ConnectForm = {
  title: 'Connect your mail',
  intro: [
    'For Gmail, iCloud, Fastmail, GMX, mailbox.org, Posteo, your own server and every other that speaks IMAP and SMTP.',
    'I read your mail, write drafts and tidy up when you ask me to. Nothing is sent before you have seen it and pressed Send. Your mail stays where it is; I keep the password encrypted.',
  ],
  fields: [
    { name: 'address', label: 'Your mail address', type: 'email' },
    {
      name: 'password',
      label: 'App password',
      type: 'password',
      hint: 'Make one for me in the security settings of your mail service, so that you can take it back there.',
    },
    {
      name: 'access',
      label: 'What may I do?',
      type: 'choice',
      choices: [
        { value: 'change', label: 'Read, sort and draft my mail, and send what I press Send for' },
        { value: 'read', label: 'Only read it' },
      ],
    },
    { name: 'user', label: 'User name', type: 'text', hint: 'Only where it is not your mail address', optional: true },
    {
      name: 'imap',
      label: 'IMAP server',
      type: 'text',
      hint: 'Leave the servers empty: I know those of the large services and ask your domain for the others',
      optional: true,
    },
    { name: 'imapport', label: 'IMAP port', type: 'number', hint: '993 where nothing is said', optional: true },
    { name: 'smtp', label: 'SMTP server', type: 'text', optional: true },
    { name: 'smtpport', label: 'SMTP port', type: 'number', hint: '465 where nothing is said', optional: true },
  ],
};
