/**
 * Gives an access token (RFC 6749, 1.4) that should be good now, for this host to see. `refused` is one that was not taken: then it gives another.
 * Rejects with `denied` where the person has to sign in again, and where that host must not see it.
 */
export type AccessToken = (host: string, refused?: string) => Promise<string>;

/** What opens an account beside its user name. */
export type Login = { readonly password: string } | { readonly accessToken: AccessToken };
