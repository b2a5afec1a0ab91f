import { createGoogleContacts } from '../../../adapters/google/contacts.ts';
import { contactsContract } from '../../contracts/contacts.ts';
import { startFakeGoogle } from '../../fakes/google/server.ts';
import { signedIn } from './account.ts';

contactsContract('Google', async () => {
  const google = await startFakeGoogle();
  google.people.contacts = [
    { name: 'Ann Lee', addresses: ['ann@a.example', 'ann@home.example'] },
    { name: 'Ben Oak', addresses: ['ben@b.example'] },
    { name: 'Jörg Öz', addresses: [] },
  ];
  return { reader: createGoogleContacts(signedIn(google)), close: google.close };
});
