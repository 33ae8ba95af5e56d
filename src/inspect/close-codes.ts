/** What close codes say (RFC 6455 §7.4.1, and IANA's registry for 1012 to 1014). */

const meanings: Readonly<Record<number, string>> = {
  1000: 'normal closure',
  1001: 'going away: a server shuts down, or a page is left',
  1002: 'protocol error',
  1003: 'a kind of data that cannot be taken',
  1004: 'reserved: may not be sent',
  1005: 'no code was sent',
  1006: 'closed without a close frame: may not be sent',
  1007: 'data that does not fit its type, such as text that is not UTF-8',
  1008: 'against a policy',
  1009: 'a message too large to process',
  1010: 'the client wanted an extension that the server did not agree on',
  1011: 'an unexpected condition on the server',
  1012: 'the service restarts',
  1013: 'try again later',
  1014: 'a bad gateway',
  1015: 'the TLS handshake failed: may not be sent',
};

export function closeCodeMeaning(code: number): string {
  const known = meanings[code];
  if (known !== undefined) return known;
  if (code >= 3000 && code <= 3999) return 'registered for a library or framework';
  if (code >= 4000 && code <= 4999) return 'private: what the application means by it';
  return 'undefined: may not be sent';
}
