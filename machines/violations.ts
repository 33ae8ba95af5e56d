/**
 * Everything that can end a connection other than a clean close: one id per rule. Each names the section that states the
 * rule and the close code that it leads to (0: the connection ends without a close frame). The table is all there is:
 * types, errors, close records and the documentation are read from it.
 */

export interface Violation {
  /** Where the rule stands. */
  readonly section: string;
  /** The close code that we send, or 0 where no close frame can be sent. */
  readonly closeCode: number;
  /** What happened, for someone who is debugging. */
  readonly explanation: string;
}

const table = {
  // Opening handshake, either side
  'malformed-head': rule('RFC 9112 §2.2', 0, 'The bytes of the opening handshake are not an HTTP/1.1 message head.'),
  'head-too-large': rule('RFC 6455 §10.4', 0, 'The head of the opening handshake is larger than maxHeaderBytes.'),
  'too-many-headers': rule('RFC 6455 §10.4', 0, 'The opening handshake has more header fields than maxHeaders.'),
  'bad-http-version': rule('RFC 6455 §4.1', 0, 'The opening handshake does not speak HTTP/1.1.'),
  'upgrade-not-websocket': rule('RFC 6455 §4.1', 0, 'The Upgrade header is missing or does not name websocket.'),
  'connection-not-upgrade': rule('RFC 6455 §4.1', 0, 'The Connection header does not hold the token Upgrade.'),
  'bad-extensions-header': rule('RFC 6455 §9.1', 0, 'The Sec-WebSocket-Extensions header cannot be parsed.'),
  'opening-timeout': rule('RFC 6455 §4.1', 0, 'The opening handshake did not finish within openingTimeout.'),
  // Opening handshake, as the client sees the response
  'upgrade-declined': rule('RFC 6455 §4.1', 0, 'The server answered with a status other than 101.'),
  'accept-missing': rule('RFC 6455 §4.1', 0, 'The response has no Sec-WebSocket-Accept header.'),
  'accept-wrong': rule('RFC 6455 §4.1', 0, 'Sec-WebSocket-Accept does not match the key that was sent.'),
  'protocol-not-offered': rule('RFC 6455 §4.1', 0, 'The server chose a subprotocol that was not offered, or several.'),
  'extension-not-offered': rule('RFC 6455 §4.1', 0, 'The server uses an extension that was not offered.'),
  'bad-extension-parameters': rule(
    'RFC 7692 §7.1',
    0,
    'The server answered permessage-deflate with parameters that are malformed or were not offered.',
  ),
  // Opening handshake, as the server sees the request
  'method-not-get': rule('RFC 6455 §4.1', 0, 'The method of the request is not GET.'),
  'host-missing': rule('RFC 6455 §4.2.1', 0, 'The request has no Host header.'),
  'key-missing': rule('RFC 6455 §4.2.1', 0, 'The request has no Sec-WebSocket-Key header.'),
  'bad-key': rule('RFC 6455 §4.2.1', 0, 'Sec-WebSocket-Key is not 16 bytes in base64.'),
  'version-missing': rule('RFC 6455 §4.2.1', 0, 'The request has no Sec-WebSocket-Version header.'),
  'version-unsupported': rule('RFC 6455 §4.4', 0, 'Sec-WebSocket-Version is not 13.'),
  'bad-protocol-header': rule('RFC 6455 §4.1', 0, 'The Sec-WebSocket-Protocol header cannot be parsed.'),
  'refused-by-application': rule('RFC 6455 §4.2.2', 0, 'The application refused the upgrade.'),
  // Frames
  'reserved-bits': rule('RFC 6455 §5.2', 1002, 'A reserved bit is set and no extension gives it a meaning there.'),
  'bad-opcode': rule('RFC 6455 §5.2', 1002, 'The opcode is reserved (3–7 or 11–15).'),
  'bad-length': rule('RFC 6455 §5.2', 1002, 'The payload length is not written in its shortest form.'),
  'length-overflow': rule('RFC 6455 §5.2', 1002, 'The 64-bit payload length has its top bit set or exceeds 2^53−1.'),
  'unmasked-client-frame': rule('RFC 6455 §5.1', 1002, 'A frame from a client is not masked.'),
  'masked-server-frame': rule('RFC 6455 §5.1', 1002, 'A frame from a server is masked.'),
  'control-frame-fragmented': rule('RFC 6455 §5.5', 1002, 'A control frame has FIN unset.'),
  'control-frame-too-long': rule('RFC 6455 §5.5', 1002, 'The payload of a control frame is longer than 125 bytes.'),
  'unexpected-continuation': rule('RFC 6455 §5.4', 1002, 'A continuation frame arrived and no message is under way.'),
  'expected-continuation': rule('RFC 6455 §5.4', 1002, 'A new message began before the one under way was finished.'),
  'bad-utf8': rule('RFC 6455 §8.1', 1007, 'A text message is not valid UTF-8.'),
  'bad-deflate': rule('RFC 7692 §7.2.2', 1007, 'A compressed message is not valid DEFLATE data.'),
  'bad-close-size': rule('RFC 6455 §5.5.1', 1002, 'The payload of a close frame is one byte long.'),
  'bad-close-code': rule('RFC 6455 §7.4', 1002, 'The code of a close frame must not be sent on the wire.'),
  'bad-close-reason': rule('RFC 6455 §5.5.1', 1007, 'The reason of a close frame is not valid UTF-8.'),
  // Limits
  'frame-too-large': rule('RFC 6455 §10.4', 1009, 'A frame is larger than maxFrameSize.'),
  'message-too-large': rule('RFC 6455 §10.4', 1009, 'A message is larger than maxMessageSize, or inflates to more.'),
  'too-many-fragments': rule('RFC 6455 §10.4', 1008, 'A message has more frames than maxFragments.'),
  // Timers, transport, application
  'connect-timeout': rule('–', 0, 'The transport was not connected within connectTimeout.'),
  'connect-failed': rule('RFC 6455 §4.1', 0, 'The transport could not be connected.'),
  'pong-timeout': rule('RFC 6455 §5.5.2', 0, 'The peer did not answer a ping within pongTimeout.'),
  'drain-timeout': rule('–', 0, 'The peer took no bytes for drainTimeout while output was waiting.'),
  'close-timeout': rule('RFC 6455 §7.1.1', 0, 'The closing handshake did not finish within closeTimeout.'),
  'transport-ended': rule('RFC 6455 §7.1.5', 0, 'The transport ended without a closing handshake.'),
  'transport-error': rule('RFC 6455 §7.1.7', 0, 'The transport failed.'),
  'frame-size-mismatch': rule('RFC 6455 §5.2', 0, 'A streamed frame was given more or fewer bytes than it declared.'),
  'handler-threw': rule('RFC 6455 §7.4.1', 1011, 'A handler of the application threw.'),
  aborted: rule('RFC 6455 §7.1.7', 0, 'The application ended the connection without a closing handshake.'),
} satisfies Record<string, Violation>;

function rule(section: string, closeCode: number, explanation: string): Violation {
  return { section, closeCode, explanation };
}

export type ViolationId = keyof typeof table;
export const violations: Readonly<Record<ViolationId, Violation>> = table;
