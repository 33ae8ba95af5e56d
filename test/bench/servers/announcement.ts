/** What is sent to everybody at each message that arrives, if a server's mode is `broadcast`. */
export const announcement = 'The quick brown fox jumps over the lazy dog. '.repeat(12).slice(0, 512);
