/** Lessons about messages of several frames, and about what may pass between these. */
import { CONTINUATION, PING, PONG, TEXT } from '../../../src/codec/opcodes.ts';
import { chartFacts } from '../../../src/inspect/chart-facts.ts';
import { findAction, findRecord, framesOf, messagesOf } from '../facts.ts';
import type { Lesson } from '../lesson.ts';
import type { Side } from '../side.ts';

export const fragments: Lesson = {
  id: 'fragments',
  title: 'Fragments',
  sections: ['RFC 6455 §5.4'],
  prose: [
    'A message may be sent before its length is known: in frames. The first carries the opcode, text or binary; those behind it are continuation frames, opcode 0; the last one has FIN set, the others have not. Frames of two messages never mix.',
    'An application is told the message when it is whole. Where the borders of frames were means nothing: anything on the way may cut them anew.',
  ],
  task: 'Send one text message in three frames or more, and let the server’s application get it as one.',
  startsOpen: true,
  controls: [
    { label: 'Send “To be”', press: { do: 'send', side: 'client', payload: 'To be' } },
    { label: 'Begin a text message', press: { do: 'begin', side: 'client', type: 'text' } },
    { label: 'Frame “To be, ”', press: { do: 'frame', side: 'client', payload: 'To be, ', last: false } },
    { label: 'Frame “or not ”', press: { do: 'frame', side: 'client', payload: 'or not ', last: false } },
    { label: 'Last frame “to be”', press: { do: 'frame', side: 'client', payload: 'to be', last: true } },
  ],
  wire: {},
  machines: { client: 'writeLoop', server: 'readLoop' },
  check: (world) => {
    const { client, server } = world;
    const begun = framesOf(client, { direction: 'out', opcode: TEXT, fin: false });
    const more = framesOf(client, { direction: 'out', opcode: CONTINUATION, fin: false });
    const whole = messagesOf(server, 'in').findIndex((frames) => frames.length > 2 && frames.at(-1)?.fin === true);
    return {
      goals: [
        { text: 'A text frame without FIN has left: a message is under way.', done: begun.length > 0 },
        { text: 'A continuation frame without FIN has followed.', done: more.length > 0 },
        {
          text: 'The last frame has arrived, and the server’s application got one message.',
          done: whole >= 0 && server.messages.length > whole,
        },
      ],
    };
  },
  lookBack:
    'Between its frames readLoop waited in IN_MSG.header, where another text frame would have been the error expected-continuation.',
};

export const pingInTheMiddle: Lesson = {
  id: 'ping-in-the-middle',
  title: 'A ping in the middle',
  sections: ['RFC 6455 §5.4', 'RFC 6455 §5.5.2', 'RFC 6455 §5.5.3'],
  prose: [
    'Ping, pong and close are control frames: never fragmented, at most 125 bytes, and allowed between the frames of a message. That is what fragments are good for: an endpoint that sends something long can still answer.',
    'The client has sent “Hel”, the first frame of a message, and the server has read it.',
  ],
  task: 'Make the server answer a ping while the message is under way; let the pong arrive; then finish the message.',
  startsOpen: true,
  before: [
    { do: 'begin', side: 'client', type: 'text' },
    { do: 'frame', side: 'client', payload: 'Hel', last: false },
    { do: 'deliverAll' },
  ],
  controls: [
    { label: 'Ping', press: { do: 'ping', side: 'client', payload: 'there?' } },
    { label: 'Last frame “lo”', press: { do: 'frame', side: 'client', payload: 'lo', last: true } },
    { label: 'Ping', press: { do: 'ping', side: 'server', payload: 'there?' } },
  ],
  wire: {},
  machines: { client: 'writeLoop', server: 'readLoop' },
  check: (world) => {
    const { client, server } = world;
    const answered = askedWithin(server);
    const arrived = framesOf(server, { direction: 'in', opcode: CONTINUATION, fin: true }).length > 0;
    return {
      goals: [
        { text: 'The server has read a ping in the middle of the message.', done: answered },
        {
          text: 'The client has received the pong.',
          done: answered && framesOf(client, { direction: 'in', opcode: PONG }).length > 0,
        },
        { text: 'The server’s application got “Hello”.', done: server.messages.includes('Hello') },
      ],
      failed: arrived && !answered ? 'The message is over, and no ping was answered in the middle of it.' : undefined,
    };
  },
  lookBack:
    'readLoop went from IN_MSG.header to IN_MSG.control and back: it never forgot the message. The pong was written by writeTurn, which readLoop told and did not wait for.',
};

/** A ping was read, and its pong asked for, while a message was under way. */
function askedWithin(side: Side): boolean {
  const { transitions } = chartFacts('readLoop').chart;
  return (
    findRecord(side, (record) => {
      if (record.kind !== 'transition' || record.actor !== 'readLoop') return false;
      const { source = '', actions = [] } = transitions[record.index] ?? {};
      return source.includes('IN_MSG') && actions.some(({ name }) => name === 'askToPong');
    }) >= 0
  );
}

export const writeTurn: Lesson = {
  id: 'write-turn',
  title: 'Whose turn it is to write',
  sections: ['RFC 6455 §5.4', 'RFC 6455 §5.5'],
  prose: [
    'Between frames others may write, within a frame nobody may: a header has promised so many bytes, and whatever comes next is taken for them. Who has the turn is the question of writeTurn: a ping that is asked for while a frame is under way is paused, and goes when the turn comes free.',
    'Here the client streams one frame of 12 bytes, four at a time.',
  ],
  task: 'Ask for a ping in the middle of the frame, so that it has to wait; finish the frame; and let everything arrive, until the client has its pong.',
  startsOpen: true,
  controls: [
    { label: 'Begin a binary message', press: { do: 'begin', side: 'client', type: 'binary' } },
    { label: 'Begin a frame of 12 bytes', press: { do: 'beginFrame', side: 'client', length: 12, last: true } },
    { label: 'Write 4 bytes of it', press: { do: 'data', side: 'client', payload: Uint8Array.of(1, 2, 3, 4) } },
    { label: 'Ping', press: { do: 'ping', side: 'client', payload: 'there?' } },
  ],
  wire: {},
  machines: { client: 'writeTurn', server: 'readLoop' },
  check: (world) => {
    const { client, server } = world;
    const waited = findAction(client, 'writeTurn', 'pause', { operation: 'op_ping' }) >= 0;
    return {
      goals: [
        { text: 'A ping was paused, as a frame was under way.', done: waited },
        {
          text: 'The ping left behind the frame.',
          done: waited && framesOf(client, { direction: 'out', opcode: PING }).length > 0,
        },
        {
          text: 'The server’s application got the 12 bytes.',
          done: server.messages.some(({ length }) => length === 12),
        },
        {
          text: 'The client has its pong.',
          done: waited && framesOf(client, { direction: 'in', opcode: PONG }).length > 0,
        },
      ],
    };
  },
  lookBack:
    'writeTurn was in held.byFrame and counted the ping; at the end of the frame it went through handing, which offers the turn to a close first, then to pings and pongs, and to messages last.',
};
