import type { CalendarReader, CalendarWriter } from './calendar.ts';
import type { ContactReader } from './contacts.ts';
import type { FileReader, FileWriter } from './files.ts';
import type { MailReader, MailWriter } from './mail.ts';
import type { WebReader, WebSearcher } from './web.ts';

/** What can be looked into for one person; a member is absent while nothing of its kind is connected. */
export interface Eyes {
  readonly mail?: MailReader;
  /** Every mail account where there are several, `mail` the first of them. The ids of mails and threads hold within their account. */
  readonly mails?: readonly MailReader[];
  readonly calendar?: CalendarReader;
  readonly contacts?: ContactReader;
  readonly files?: FileReader;
  readonly web?: WebReader;
  readonly search?: WebSearcher;
}

/** What can be changed for one person. Only the executor (src/actions/execute.ts) is given hands. */
export interface Hands {
  readonly mail?: MailWriter;
  /** Where there are several, the writer of each account that may be changed, by its address. */
  readonly mails?: ReadonlyMap<string, MailWriter>;
  readonly calendar?: CalendarWriter;
  readonly files?: FileWriter;
}

/** `regular`: it is the clock that looks, every few minutes, and no wish; the person's record says which. */
export type Look = 'regular';

export type EyesOf = (personId: string, look?: Look) => Promise<Eyes>;
export type HandsOf = (personId: string) => Promise<Hands>;
