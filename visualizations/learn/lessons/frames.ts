/** Lessons about single frames: their header, their mask, and what a header must not say. */
import { TEXT } from '../../../src/codec/opcodes.ts';
import { closeCodes, deathOf, flippedBits, framesOf, framesStart, isOver, piecesOf, violationOf } from '../facts.ts';
import type { Lesson } from '../lesson.ts';

export const firstFrame: Lesson = {
  id: 'first-frame',
  title: 'A first frame',
  sections: ['RFC 6455 §5.2'],
  prose: [
    'Whatever is sent goes in frames. A frame begins with two bytes. The first has FIN (the last frame of its message) in its top bit, three reserved bits, and the opcode: 1 for text, 2 for binary. The second has MASK in its top bit and the length, up to 125; 126 and 127 say that 2 or 8 more bytes of length follow. Then comes the masking key, if MASK is set, and the payload.',
    'The reader learns how a frame goes on only as its bytes arrive. Watch readLoop on the server’s side.',
  ],
  task: 'Send a text from the client. Let its header arrive byte by byte, two bytes and the four of the key, and then the rest.',
  startsOpen: true,
  controls: [{ label: 'Send “Hello”', press: { do: 'send', side: 'client', payload: 'Hello' } }],
  composers: ['client'],
  wire: {},
  machines: { client: 'writeLoop', server: 'readLoop' },
  check: (world) => {
    const { client, server } = world;
    const start = framesStart(client);
    const sent = framesOf(client, { direction: 'out', opcode: TEXT });
    const wasWatched = sent.some(({ offset, headerLength }) => {
      const pieces = piecesOf(client.line, start + offset, start + offset + headerLength);
      return pieces === headerLength;
    });
    return {
      goals: [
        { text: 'The client has sent a text frame.', done: sent.length > 0 },
        { text: 'Each byte of its header arrived by itself.', done: wasWatched },
        {
          text: 'The server’s application got the text.',
          done: server.messages.some((text) => typeof text === 'string'),
        },
      ],
    };
  },
  lookBack:
    'Nothing happened in readLoop until the header was whole: the machine is told of headers, not of bytes. Then it went to IN_MSG.payload, and with the last byte of the payload back to NONE.',
};

export const masking: Lesson = {
  id: 'masking',
  title: 'Masking',
  sections: ['RFC 6455 §5.3', 'RFC 6455 §10.3'],
  prose: [
    'A client masks all that it sends: byte i of the payload is combined by exclusive-or with byte i mod 4 of a key that is new for each frame and stands in front of the payload. So an application cannot choose what bytes appear on the wire, and cannot make an old proxy take them for something else.',
    'It is no secret, and it protects nothing: flip a bit of a masked byte, and the same bit of the text is flipped. “H” is 48 and “J” is 4a in hex: they differ in the bit of value 2.',
  ],
  task: 'Send “Hello” twice and compare the bytes. Then alter one of them on the wire so that the server reads “Jello”.',
  startsOpen: true,
  controls: [{ label: 'Send “Hello”', press: { do: 'send', side: 'client', payload: 'Hello' } }],
  wire: { edit: true },
  machines: { client: 'writeLoop', server: 'readLoop' },
  check: (world) => {
    const sent = framesOf(world.client, { direction: 'out', opcode: TEXT });
    const keys = new Set(sent.map(({ maskingKey }) => maskingKey));
    return {
      goals: [
        { text: 'The client has sent “Hello” twice, under two keys.', done: keys.size > 1 },
        { text: 'The server’s application got “Jello”.', done: world.server.messages.includes('Jello') },
      ],
      failed: deathOf(world),
    };
  },
  lookBack:
    'The server noticed nothing: the frame was in order. Whoever alters a byte of the key alters every fourth byte of the text. Against all this there is TLS (wss:), not masking.',
};

export const protocolError: Lesson = {
  id: 'protocol-error',
  title: 'A protocol error',
  sections: ['RFC 6455 §5.2', 'RFC 6455 §7.1.7', 'RFC 6455 §7.4.1'],
  prose: [
    'Some headers must not be: reserved bits that no extension has given a meaning, reserved opcodes, a control frame that is fragmented, a client’s frame that is not masked. Whoever receives one fails the connection: it sends a close frame with code 1002, reads no further, and ends the transport.',
    'In readLoop each rule is one line, and the lines are asked from the top.',
  ],
  task: 'Flip one single bit of a frame on the wire, so that the server fails the connection with 1002. Let everything arrive until both sides are over.',
  startsOpen: true,
  controls: [
    { label: 'Send “Hello”', press: { do: 'send', side: 'client', payload: 'Hello' } },
    { label: 'Ping', press: { do: 'ping', side: 'client', payload: 'ping' } },
  ],
  wire: { edit: true },
  machines: { client: 'writeLoop', server: 'readLoop' },
  check: (world) => {
    const { client, server } = world;
    const [code] = closeCodes(server, 'out');
    const bits = flippedBits(world);
    return {
      goals: [
        { text: 'One bit is flipped.', done: bits === 1 },
        {
          text: `The server has found a broken rule${found(violationOf(server))}, and sent 1002.`,
          done: code === 1002,
        },
        {
          text: 'The client has received 1002, and both sides are over.',
          done: closeCodes(client, 'in').includes(1002) && world.sides.every(isOver),
        },
      ],
      failed: errorFailed(bits, code, violationOf(client)),
    };
  },
  lookBack:
    'The server ended the transport right behind its close frame: what a peer sends that breaks the rules cannot be trusted any more. The client closed cleanly, with 1002; the server’s record names the rule, its section and the byte.',
};

function found(rule: string | undefined): string {
  return rule === undefined ? '' : ` (${rule})`;
}

function errorFailed(bits: number, code: number | undefined, ofClient: string | undefined): string | undefined {
  if (bits > 1) return `${bits} bits are flipped: one is enough.`;
  if (ofClient !== undefined) return `The client has found ${ofClient}: it should be the server.`;
  return code === undefined || code === 1002
    ? undefined
    : `The server failed the connection with ${code}, not with 1002.`;
}
