/** True where people sign in at Microsoft, whatever tenant is asked: its scopes and servers are known. Without an address they do. */
export function isAtMicrosoft(authUrl: unknown): boolean {
  return authUrl === undefined || (typeof authUrl === 'string' && authUrl.startsWith('https://login.microsoftonline.com/'));
}
