import { allowInsecureRequests, ClientSecretPost, Configuration, None } from 'openid-client';

/** An authorization server (RFC 6749, 1.1) with the client that this deployment is known to it by. */
export interface AuthorizationServer {
  /** As people call it. */
  readonly name: string;
  readonly clientId: string;
  /** Absent for a public client (RFC 6749, 2.1). */
  readonly clientSecret?: string | undefined;
  readonly authUrl: string;
  readonly tokenUrl: string;
  /** It takes a way back to this machine by its name alone, never by its address. */
  readonly wantsLocalhost?: boolean;
  /** Absent where it cannot be told that a token is not used any longer (RFC 7009). */
  readonly revokeUrl?: string | undefined;
}

const TIMEOUT_SECONDS = 30;

export function configurationOf(server: AuthorizationServer): Configuration {
  const { clientId, clientSecret, authUrl, tokenUrl, revokeUrl } = server;
  const endpoints = {
    issuer: new URL(authUrl).origin,
    authorization_endpoint: authUrl,
    token_endpoint: tokenUrl,
    ...(revokeUrl !== undefined && { revocation_endpoint: revokeUrl }),
  };
  const proof = clientSecret === undefined ? None() : ClientSecretPost(clientSecret);
  const configuration = new Configuration(endpoints, clientId, {}, proof);
  configuration.timeout = TIMEOUT_SECONDS;
  // The settings take http for a host in one's own network alone.
  allowInsecureRequests(configuration);
  return configuration;
}
