/** One thing that a person fills in. */
export interface ConnectField {
  /** The key of its value, in lower-case letters. */
  readonly name: string;
  readonly label: string;
  /** What is written into a `password` is never shown again, kept in clear or logged. */
  readonly type: 'text' | 'email' | 'url' | 'number' | 'password' | 'choice';
  /** One sentence under the field: where its value is found. */
  readonly hint?: string;
  /** What stands in it at first. */
  readonly initial?: string;
  readonly optional?: true;
  /** Of a `choice`: one of these, the first unless `initial` says otherwise. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
}

/** A form as plain data: how it looks is the adapter's. */
export interface ConnectForm {
  readonly title: string;
  /** Paragraphs: what the account will be used for, and what it needs. */
  readonly intro: readonly string[];
  readonly fields: readonly ConnectField[];
}

export type ConnectValues = Readonly<Record<string, string>>;

/** An account that let us in. */
export interface CheckedAccount {
  /** As its owner knows it, such as `ann@example.org`. */
  readonly name: string;
  /** What may be done in it, in plain words, a sentence each. */
  readonly gives: readonly string[];
  /** All that is needed to open it again; kept sealed. */
  readonly values: ConnectValues;
}

/** The account's service wants to ask the person itself, on a page of its own (OAuth 2.0, RFC 6749 section 4.1). */
export interface AskThere {
  readonly service: string;
  /** Where it asks. */
  readonly url: string;
  /** What it brings back with the person, known to nobody else (RFC 6749, 10.12). */
  readonly state: string;
  /** `code` is what it gave the person on the way. Rejects as `check` does. */
  finish(code: string, signal: AbortSignal): Promise<CheckedAccount>;
}

/** One kind of account that a person connects by filling in a form. */
export interface AccountKind {
  /** The word behind `/connect`. */
  readonly kind: string;
  /** What it is for, behind the command in a list. */
  readonly about: string;
  readonly form: ConnectForm;
  /**
   * Logs in, and changes nothing there; a service that asks for itself brings the person back to `returnTo`. Rejects with an AppError whose
   * message says what to do, and repeats no password.
   */
  check(personId: string, values: ConnectValues, signal: AbortSignal, returnTo: string): Promise<CheckedAccount | AskThere>;
  /** Tells the service that the account is not used any longer, where it wants to know; again changes nothing. Rejects where later may help. */
  leave?(values: ConnectValues, signal: AbortSignal): Promise<void>;
}

/** What somebody who follows a link gets to see: the form, with what was wrong, or some words. */
export type ConnectPage =
  | {
      readonly shows: 'form';
      readonly form: ConnectForm;
      /** Whose assistant it is for. */
      readonly whose: string;
      /** What stands in the fields instead of their initial values; never that of a password. */
      readonly values: ConnectValues;
      readonly problem?: string;
    }
  | { readonly shows: 'onward'; readonly service: string; readonly url: string }
  | { readonly shows: 'words'; readonly title: string; readonly text: string; readonly outcome: 'done' | 'gone' };

/** What a service says of somebody whom it brings back (RFC 6749, 4.1.2): a code, or the code of an error. */
export interface CameBack {
  readonly state: string;
  readonly code: string | undefined;
  readonly error: string | undefined;
}

/** Decides what the bearer of a token sees. */
export interface ConnectVisit {
  look(token: string): ConnectPage;
  submit(token: string, values: ConnectValues, signal: AbortSignal): Promise<ConnectPage>;
  /** Somebody comes back from a service, with what it gave them on the way. */
  comeBack(said: CameBack, signal: AbortSignal): Promise<ConnectPage>;
}

export interface OpenDoor {
  addressOf(token: string): string;
  /** Where services bring people back to. */
  readonly returnTo: string;
  close(): Promise<void>;
}

/** Where links lead. Nothing listens before it is opened. */
export interface ConnectDoor {
  /** `here`: links open on the computer that Adjutant runs on and nowhere else. */
  readonly reach: 'here' | 'everywhere';
  /** Rejects with `config` when no port can be opened. */
  open(visit: ConnectVisit): Promise<OpenDoor>;
}
