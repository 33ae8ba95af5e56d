/** Which frames may be sent next: a whole message, a message of frames, a frame in pieces; and what is refused. */
import type { WriteLoopEvent, WriteRefusal } from '../../../machines/index.ts';
import type { Scenario, Step } from '../../support/scenario.ts';
import { wantWrite } from './steps.ts';

const write = (event: WriteLoopEvent): Step => ['writeLoop', event];
/** An operation that is offered when it has the turn. */
const withTurn = (event: WriteLoopEvent): Step[] => [wantWrite, write(event)];
const granted = 'writeTurn.grant op_wr';

const beginEvent: WriteLoopEvent = { type: 'BEGIN_MSG', compressed: false };
const beginMessage = write(beginEvent);
const sendMessage: WriteLoopEvent = { type: 'SEND_MSG', compressed: false };
const sendFrame: WriteLoopEvent = { type: 'SEND_FRAME', fin: false };
const sendLastFrame: WriteLoopEvent = { type: 'SEND_FRAME', fin: true };
const endMessage: WriteLoopEvent = { type: 'END_MSG' };
const beginFrame = (fin: boolean): WriteLoopEvent => ({ type: 'BEGIN_FRAME', length: 10, fin });
const data = (length: number): Step => write({ type: 'FRAME_DATA', length });
const endFrame = write({ type: 'END_FRAME' });
const stop = write({ type: 'STOP' });

const began = { writeLoop: 'MSG_BEGIN' };
const betweenFrames = { writeLoop: 'IN_MSG.betweenFrames' };
const inFrame = { writeLoop: 'IN_MSG.inFrame', writeTurn: 'held.byFrame' };

const firstFrame = ['writeLoop.beginMessage', granted, 'writeLoop.writeFrame true'];
const firstHeader = ['writeLoop.beginMessage', granted, 'writeLoop.writeFrameHeader true'];

/** Each way to send, and its order (seed 1). */
const sends: readonly Scenario[] = [
  {
    rule: 'a message is sent whole',
    section: 'seed 1: ws_send_msg',
    events: withTurn(sendMessage),
    expect: { effects: [granted, 'writeLoop.writeMessage false'] },
  },
  {
    rule: 'a message of frames has begun before its first frame is sent, and holds no turn',
    section: 'seed 1: ws_msg_begin',
    events: [beginMessage],
    expect: { effects: ['writeLoop.beginMessage'], states: began },
  },
  {
    rule: 'the first frame carries the opcode, and gives the turn back',
    section: 'RFC 6455 §5.4',
    events: [beginMessage, ...withTurn(sendFrame)],
    expect: { effects: firstFrame, states: betweenFrames },
  },
  {
    rule: 'the first frame may be the last',
    section: 'RFC 6455 §5.4',
    events: [beginMessage, ...withTurn(sendLastFrame)],
    expect: { effects: firstFrame },
  },
  {
    rule: 'further frames are continuations',
    section: 'RFC 6455 §5.4',
    events: [beginMessage, ...withTurn(sendFrame), ...withTurn(sendFrame)],
    expect: { effects: [...firstFrame, granted, 'writeLoop.writeFrame false'], states: betweenFrames },
  },
  {
    rule: 'the last of them ends the message without an empty frame',
    section: 'RFC 6455 §5.4',
    events: [beginMessage, ...withTurn(sendFrame), ...withTurn(sendLastFrame)],
    expect: { effects: [...firstFrame, granted, 'writeLoop.writeFrame false'] },
  },
  {
    rule: 'a message whose last frame is not known ends with an empty one',
    section: 'RFC 6455 §5.4',
    events: [beginMessage, ...withTurn(sendFrame), ...withTurn(endMessage)],
    expect: { effects: [...firstFrame, granted, 'writeLoop.writeLastFrame false'] },
  },
  {
    rule: 'a message without frames is one empty frame, which carries the opcode',
    section: 'RFC 6455 §5.6',
    events: [beginMessage, ...withTurn(endMessage)],
    expect: { effects: ['writeLoop.beginMessage', granted, 'writeLoop.writeLastFrame true'] },
  },
  {
    rule: 'a streamed frame declares its size and keeps the turn',
    section: 'seed 1: ws_msg_frame_data_begin',
    events: [beginMessage, ...withTurn(beginFrame(true))],
    expect: { effects: firstHeader, states: inFrame, contexts: { writeLoop: { wr_remain: 10, wr_fin: true } } },
  },
  {
    rule: 'a streamed frame is sent in pieces',
    section: 'seed 1: ws_msg_frame_data_send',
    events: [beginMessage, ...withTurn(beginFrame(false)), data(4), data(5)],
    expect: {
      effects: [...firstHeader, 'writeLoop.writeFrameData', 'writeLoop.writeFrameData'],
      states: inFrame,
      contexts: { writeLoop: { wr_remain: 1, wr_fin: false } },
    },
  },
  {
    rule: 'its last piece ends it and gives the turn back; the message goes on',
    section: 'seed 1: ws_msg_frame_data_send',
    events: [beginMessage, ...withTurn(beginFrame(false)), data(4), data(6)],
    expect: {
      effects: [...firstHeader, 'writeLoop.writeFrameData', 'writeLoop.writeFrameData'],
      states: betweenFrames,
      contexts: { writeLoop: { wr_remain: 0 } },
    },
  },
  {
    rule: 'the last piece of the last frame ends the message',
    section: 'seed 1: ws_msg_frame_data_send',
    events: [beginMessage, ...withTurn(beginFrame(true)), data(10)],
    expect: { effects: [...firstHeader, 'writeLoop.writeFrameData'], contexts: { writeLoop: { wr_remain: 0 } } },
  },
  {
    rule: 'a streamed frame may be a continuation',
    section: 'RFC 6455 §5.4',
    events: [beginMessage, ...withTurn(sendFrame), ...withTurn(beginFrame(true)), data(10)],
    expect: {
      effects: [...firstFrame, granted, 'writeLoop.writeFrameHeader false', 'writeLoop.writeFrameData'],
      contexts: { writeLoop: { wr_remain: 0, wr_fin: true } },
    },
  },
];

const abortedByWriter = [
  'writeLoop.refuseWrite frame-size-mismatch',
  'closeHandshake.destroyTransport',
  'connection.reportClosed false',
  'readLoop.stopReading',
  'writeTurn.abortPaused',
  'keepAlive.cancel idle',
];
const mismatch = {
  states: {
    writeLoop: 'closed',
    writeTurn: 'closed',
    readLoop: 'message.closed | flow.flowing',
    closeHandshake: 'failed',
    keepAlive: 'stopped',
    connection: 'closed.unclean',
  },
  contexts: { closeHandshake: { violation: 'frame-size-mismatch', wr_close: false } },
};

/** A frame that does not keep its promise cannot be mended: its header has left. */
const mismatches: readonly Scenario[] = [
  {
    rule: 'more bytes than a streamed frame declared are not sent, and the connection is aborted',
    section: 'RFC 6455 §5.2',
    events: [beginMessage, ...withTurn(beginFrame(false)), data(4), data(7)],
    expect: { effects: [...firstHeader, 'writeLoop.writeFrameData', ...abortedByWriter], ...mismatch },
  },
  {
    rule: 'a streamed frame that ends before its declared size aborts the connection',
    section: 'RFC 6455 §5.2',
    events: [beginMessage, ...withTurn(beginFrame(false)), data(4), endFrame],
    expect: { effects: [...firstHeader, 'writeLoop.writeFrameData', ...abortedByWriter], ...mismatch },
  },
  ...[data(11), endFrame].map(
    (breach, index): Scenario => ({
      rule: `nothing of such a frame is sent while the connection is aborted for its ${index === 0 ? 'length' : 'end'}`,
      section: 'seed 2: upcalling',
      events: [beginMessage, ...withTurn(beginFrame(false)), breach],
      during: { 'closeHandshake.destroyTransport': [data(1)] },
      expect: { effects: [...firstHeader, ...abortedByWriter, 'writeLoop.refuseWrite closing'], ...mismatch },
    }),
  ),
];

interface Refusals {
  readonly where: string;
  readonly before: readonly Step[];
  readonly effects: readonly string[];
  readonly states: Scenario['expect']['states'];
  readonly contexts?: Scenario['expect']['contexts'];
  /** What is refused there, and why. `turn`: the operation has the turn, and must give it back. */
  readonly refused: readonly {
    readonly event: WriteLoopEvent;
    readonly reason: WriteRefusal;
    readonly turn: boolean;
  }[];
}

const [whole, begin, frame, stream, piece, pieceEnd, end] = [
  sendMessage,
  beginEvent,
  sendFrame,
  beginFrame(false),
  { type: 'FRAME_DATA', length: 1 },
  { type: 'END_FRAME' },
  endMessage,
] as const satisfies readonly WriteLoopEvent[];

function refuse(reason: WriteRefusal, turn: boolean, events: readonly WriteLoopEvent[]) {
  return events.map((event) => ({ event, reason, turn }));
}

const places: readonly Refusals[] = [
  {
    where: 'outside of a message',
    before: [],
    effects: [],
    states: {},
    refused: [...refuse('no-message', true, [frame, stream, end]), ...refuse('no-frame', false, [piece, pieceEnd])],
  },
  {
    where: 'in a message that has begun',
    before: [beginMessage],
    effects: ['writeLoop.beginMessage'],
    states: began,
    refused: [
      ...refuse('message-under-way', true, [whole]),
      ...refuse('message-under-way', false, [begin]),
      ...refuse('no-frame', false, [piece, pieceEnd]),
    ],
  },
  {
    where: 'between frames',
    before: [beginMessage, ...withTurn(sendFrame)],
    effects: firstFrame,
    states: betweenFrames,
    refused: [
      ...refuse('message-under-way', true, [whole]),
      ...refuse('message-under-way', false, [begin]),
      ...refuse('no-frame', false, [piece, pieceEnd]),
    ],
  },
  {
    where: 'in a streamed frame',
    before: [beginMessage, ...withTurn(beginFrame(false))],
    effects: firstHeader,
    states: inFrame,
    contexts: { writeLoop: { wr_remain: 10, wr_fin: false } },
    refused: [
      ...refuse('message-under-way', false, [begin]),
      ...refuse('frame-under-way', false, [whole, frame, stream, end]),
    ],
  },
  {
    where: 'after our close frame',
    before: [stop],
    effects: [],
    states: { writeLoop: 'closed' },
    refused: [
      ...refuse('closing', true, [whole, frame, stream, end]),
      ...refuse('closing', false, [begin, piece, pieceEnd]),
    ],
  },
];

const refusals = places.flatMap(({ where, before, effects, states, contexts, refused }) =>
  refused.map(
    ({ event, reason, turn }): Scenario => ({
      rule: `${where}, ${event.type} is refused and nothing is sent`,
      section: where.startsWith('after') ? 'RFC 6455 §5.5.1' : 'RFC 6455 §5.4',
      events: [...before, ...(turn ? withTurn(event) : [write(event)])],
      expect: {
        effects: [...effects, ...(turn ? [granted] : []), `writeLoop.refuseWrite ${reason}`],
        states: states ?? {},
        ...(contexts === undefined ? {} : { contexts }),
      },
    }),
  ),
);

const stops: readonly Scenario[] = places.map(({ where, before, effects, states = {} }) => ({
  rule: `${where}, a writer that is stopped sends nothing more`,
  section: 'RFC 6455 §5.5.1',
  events: [...before, stop, data(1)],
  expect: { effects: [...effects, 'writeLoop.refuseWrite closing'], states: { ...states, writeLoop: 'closed' } },
}));

export const writeLoopScenarios: readonly Scenario[] = [...sends, ...mismatches, ...refusals, ...stops];
