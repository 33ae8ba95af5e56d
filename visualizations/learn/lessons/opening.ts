/** Lessons about the opening handshake. */
import { brokenRule, editedBytes, framesStart, isOver, piecesOf } from '../facts.ts';
import type { Lesson } from '../lesson.ts';

export const opening: Lesson = {
  id: 'opening',
  title: 'The opening handshake',
  sections: ['RFC 6455 §1.3', 'RFC 6455 §4'],
  prose: [
    'A WebSocket connection begins as HTTP. The client asks with an ordinary GET request whose Upgrade header names websocket; the server answers with status 101, and from the next byte on both speak WebSocket.',
    'The head of the request is text, and ends with an empty line. Nothing says that it arrives in one piece: TCP carries a stream of bytes, and may cut it anywhere.',
  ],
  task: 'Connect. Cut the request on its way, let both pieces arrive one after the other, then let the answer arrive, until both sides are open.',
  startsOpen: false,
  controls: [{ label: 'Connect', press: { do: 'connect' } }],
  wire: { cut: true },
  machines: { client: 'openingHandshake', server: 'openingHandshake' },
  check: (world) => {
    const { client, server } = world;
    const pieces = piecesOf(client.line, 0, framesStart(client));
    const answered = server.endpoint.state === 'open';
    return {
      goals: [
        { text: 'The client has sent its request.', done: client.line.bytes.length > 0 },
        {
          text: 'The request has arrived in two pieces or more, and the server is open.',
          done: answered && pieces > 1,
        },
        { text: 'The client has read the answer, and is open.', done: client.endpoint.state === 'open' },
      ],
      failed: answered && pieces === 1 ? 'The request arrived in one piece.' : undefined,
    };
  },
  lookBack:
    'The server stayed in awaitingRequest until the empty line had come. The client is open only when it has read the answer: for a moment the server is open and the client is not.',
};

export const proof: Lesson = {
  id: 'proof',
  title: 'The proof in the answer',
  sections: ['RFC 6455 §4.1', 'RFC 6455 §4.2.2'],
  prose: [
    'Sec-WebSocket-Accept proves that the server has read the request as a WebSocket request, and did not just echo something: it is the SHA-1 of the client’s random key and a fixed text, in base64. A client that finds another value must fail the connection.',
    'The server’s answer is on its way. You hold the wire: click a byte, or walk there with the arrow keys, and change it.',
  ],
  task: 'Alter one character of the value of Sec-WebSocket-Accept, and let the answer arrive: the client has to refuse it for just that.',
  startsOpen: false,
  before: [{ do: 'connect' }, { do: 'deliver', from: 'client', amount: 'all' }],
  controls: [],
  wire: { edit: true },
  machines: { client: 'openingHandshake', server: 'openingHandshake' },
  check: (world) => {
    const { client, server } = world;
    const rule = brokenRule(client);
    const edits = editedBytes(world);
    return {
      goals: [
        { text: 'One byte of the answer is altered.', done: server.line.edits.size === 1 },
        { text: 'The client has found accept-wrong, and never opened.', done: rule === 'accept-wrong' },
      ],
      failed: proofFailed(client.endpoint.state === 'open', edits, isOver(client) ? rule : undefined),
    };
  },
  lookBack:
    'The client found the mistake in its chart’s table of refusals, and ended the transport. No close frame was sent: there was no WebSocket connection yet, so there was nothing to close.',
};

function proofFailed(isOpen: boolean, edits: number, rule: string | undefined): string | undefined {
  if (edits > 1) return `${edits} bytes are altered: one is enough.`;
  if (isOpen) return 'The client has opened: it found nothing wrong.';
  return rule === undefined || rule === 'accept-wrong' ? undefined : `The client refused, but for ${rule}.`;
}
