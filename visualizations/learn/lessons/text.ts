/** Lessons about text: UTF-8, across frames and broken. */
import { closeCodes, deathOf, editedBytes, isOver, messagesOf, violationOf } from '../facts.ts';
import type { Lesson } from '../lesson.ts';

const euro = Uint8Array.of(0xe2, 0x82, 0xac);
const [firstTwo, third] = [euro.subarray(0, 2), euro.subarray(2)];

export const utf8AcrossFrames: Lesson = {
  id: 'utf8-across-frames',
  title: 'UTF-8 across frames',
  sections: ['RFC 6455 §5.6', 'RFC 6455 §8.1'],
  prose: [
    'A text message is UTF-8. Characters beyond ASCII are several bytes: “€” is e2 82 ac. A frame may end in the middle of one: it is the message as a whole that has to be valid.',
    'So whoever checks text piece by piece has to remember how far into a character it is, from frame to frame.',
  ],
  task: 'Send “€5” in two frames, so that the first ends in the middle of the “€”, and the server’s application gets the text.',
  startsOpen: true,
  controls: [
    { label: 'Begin a text message', press: { do: 'begin', side: 'client', type: 'text' } },
    { label: 'Frame e2 82 ac', press: { do: 'frame', side: 'client', payload: euro, last: false } },
    { label: 'Frame e2 82', press: { do: 'frame', side: 'client', payload: firstTwo, last: false } },
    {
      label: 'Last frame ac 35',
      press: { do: 'frame', side: 'client', payload: Uint8Array.of(...third, 0x35), last: true },
    },
    { label: 'Last frame 35', press: { do: 'frame', side: 'client', payload: Uint8Array.of(0x35), last: true } },
  ],
  wire: {},
  machines: { client: 'closeHandshake', server: 'readLoop' },
  check: (world) => {
    const split = messagesOf(world.server, 'in').findIndex(
      ([first]) => first?.fin === false && endsInside(first.payload),
    );
    return {
      goals: [
        { text: 'A first frame that ends in the middle of “€” has arrived, and was not refused.', done: split >= 0 },
        { text: 'The server’s application got “€5”.', done: split >= 0 && world.server.messages[split] === '€5' },
      ],
      failed: deathOf(world),
    };
  },
  lookBack:
    'readLoop asked utf8Invalid after each piece, which can be told at once, and utf8Incomplete only at the end of the message, where a character must not be open any more.',
};

function endsInside(bytes: Uint8Array): boolean {
  const last = bytes.at(-1) ?? 0;
  return last >= 0xc0 || (last >= 0x80 && bytes.length < 3);
}

export const brokenText: Lesson = {
  id: 'broken-text',
  title: 'Text that is no text',
  sections: ['RFC 6455 §8.1', 'RFC 6455 §7.4.1'],
  prose: [
    'Text that is not valid UTF-8 fails the connection, with code 1007: the header is in order, so it is not 1002. Bytes from 80 to bf only continue a character, c2 to f4 begin one of two to four bytes, and the others mean nothing at all.',
    'The frame is masked. Whatever bit you flip on the wire is flipped in the text: under the wire you see what the server will read.',
  ],
  task: 'Edit one byte, so that the server fails the connection with 1007. Let everything arrive until both sides are over.',
  startsOpen: true,
  controls: [{ label: 'Send “Grüße”', press: { do: 'send', side: 'client', payload: 'Grüße' } }],
  wire: { edit: true },
  machines: { client: 'closeHandshake', server: 'readLoop' },
  check: (world) => {
    const { client, server } = world;
    const [code] = closeCodes(server, 'out');
    const edits = editedBytes(world);
    return {
      goals: [
        { text: 'One byte is altered.', done: edits === 1 },
        { text: 'The server has found bad-utf8, and sent 1007.', done: code === 1007 },
        {
          text: 'The client has received 1007, and both sides are over.',
          done: closeCodes(client, 'in').includes(1007) && world.sides.every(isOver),
        },
      ],
      failed: textFailed(edits, code, violationOf(server)),
    };
  },
  lookBack: 'The server’s close record names the very byte, and did not wait for the rest of the message to refuse it.',
};

function textFailed(edits: number, code: number | undefined, rule: string | undefined): string | undefined {
  if (edits > 1) return `${edits} bytes are altered: one is enough.`;
  return code === undefined || code === 1007
    ? undefined
    : `The server failed the connection with ${code}, as it found ${rule}.`;
}
