import type { ConnectForm } from '../ports/connect.ts';

/** What is needed to open a bucket of a storage that speaks S3. */
export const filesForm: ConnectForm = {
  title: 'Connect your storage',
  intro: [
    'For Amazon S3, MinIO, Hetzner, Backblaze, Cloudflare R2, Wasabi and every other storage that speaks S3.',
    'I search and read the files below one folder of one bucket and nothing else. Whatever I write there waits for your press on a card, since I cannot know who else reads it. I keep the key encrypted.',
  ],
  fields: [
    { name: 'place', label: 'Address of the storage', type: 'url', hint: 'Such as https://s3.eu-central-1.amazonaws.com' },
    { name: 'bucket', label: 'Bucket', type: 'text' },
    {
      name: 'folder',
      label: 'Folder in it',
      type: 'text',
      hint: 'Such as notes/ann; empty for the whole bucket',
      optional: true,
    },
    {
      name: 'region',
      label: 'Region',
      type: 'text',
      hint: 'Only where your storage names one that does not stand in its address',
      optional: true,
    },
    { name: 'key', label: 'Access key', type: 'text', hint: 'Make one for me that can reach this bucket only.' },
    { name: 'password', label: 'Secret key', type: 'password' },
    {
      name: 'access',
      label: 'What may I do?',
      type: 'choice',
      choices: [
        { value: 'change', label: 'Read and, with your press, write' },
        { value: 'read', label: 'Only read' },
      ],
    },
  ],
};
