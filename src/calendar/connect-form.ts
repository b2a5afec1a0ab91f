import type { ConnectForm } from '../ports/connect.ts';

/** What is needed to open somebody's calendars by CalDAV (RFC 4791). */
export const calendarForm: ConnectForm = {
  title: 'Connect your calendar',
  intro: [
    'For iCloud, Nextcloud, Fastmail, mailbox.org, Posteo, Radicale and every other service that speaks CalDAV.',
    'I read your events, and change them when you ask me to. What reaches other people always waits for your press on a card. I keep the password encrypted.',
  ],
  fields: [
    {
      name: 'place',
      label: 'Your mail address there, or the address of the server',
      type: 'text',
      hint: 'Such as ann@icloud.com, or https://cloud.example.org',
    },
    { name: 'user', label: 'User name', type: 'text', hint: 'Often your mail address' },
    {
      name: 'password',
      label: 'App password',
      type: 'password',
      hint: 'Make one for me in the security settings of your calendar service, so that you can take it back there.',
    },
    {
      name: 'access',
      label: 'What may I do?',
      type: 'choice',
      choices: [
        { value: 'change', label: 'Read and change my calendars' },
        { value: 'read', label: 'Only read them' },
      ],
    },
    {
      name: 'tasks',
      label: 'And the task list there?',
      type: 'choice',
      choices: [
        { value: 'no', label: 'Leave it alone' },
        { value: 'both', label: 'Keep it and my tasks here in step, both ways' },
      ],
    },
  ],
};
