/** An error code of OAuth (RFC 6749, 4.1.2.1 and 5.2) as it may stand in a sentence; undefined for anything else that a server says. */
export function errorCode(said: string): string | undefined {
  return /^[a-z_]{1,40}$/.test(said) ? said : undefined;
}
