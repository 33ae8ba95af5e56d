/** What a reader does with frames that are in order, and with their payloads; pausing it, and stopping it. */
import type { Scenario, Step } from '../../support/scenario.ts';
import {
  closeIsSent,
  closeIsSentAndTransportEnded,
  closingBegins,
  control,
  header,
  masked,
  messageBegan,
  messageBegins,
  opcodes,
  pausedReaderDrains,
  pauseReading,
  payload,
  peerClosed,
  peerCloses,
  peerPings,
  peerPongs,
  readingGoesOn,
  readingIsPaused,
  refusedBy,
  release,
  resumeReading,
  server,
  weClose,
  whileClosing,
} from './steps.ts';

const { continuation, text, binary, close } = opcodes;
const oneFrame = ['readLoop.beginFrame', 'readLoop.frameData', 'readLoop.endFrame'];
const wholeMessage = ['readLoop.beginMessage', ...oneFrame, 'readLoop.endMessage'];
const answered = ['readLoop.beginControlFrame', 'readLoop.receivePing', 'writeTurn.grant op_pong'];
const withinMessage = { readLoop: 'message.IN_MSG.header | flow.flowing' };

const messages: readonly Scenario[] = [
  {
    rule: 'a message of one frame begins and ends with it',
    section: 'RFC 6455 §5.4',
    events: [header(text, 5), payload(5)],
    expect: {
      effects: wholeMessage,
      contexts: { readLoop: { rd_op: text, rd_size: 5, rd_fragments: 1, rd_remain: 0, rd_fin: true } },
    },
  },
  {
    rule: 'a server reads the masked frames of its client',
    section: 'RFC 6455 §5.1',
    input: server,
    events: masked([header(text, 5), payload(5)]),
    expect: { effects: wholeMessage },
  },
  {
    rule: 'an empty message is a message',
    section: 'RFC 6455 §5.6',
    events: [header(binary, 0), payload(0)],
    expect: { effects: wholeMessage, contexts: { readLoop: { rd_op: binary, rd_size: 0, rd_fragments: 1 } } },
  },
  {
    rule: 'a payload may come in pieces, and its frame ends with the last byte',
    section: 'RFC 6455 §5.2',
    events: [header(binary, 10), payload(4), payload(5)],
    expect: {
      effects: ['readLoop.beginMessage', 'readLoop.beginFrame', 'readLoop.frameData', 'readLoop.frameData'],
      states: { readLoop: 'message.IN_MSG.payload | flow.flowing' },
      contexts: { readLoop: { rd_remain: 1 } },
    },
  },
  {
    rule: 'after the last piece the message is whole',
    section: 'RFC 6455 §5.2',
    events: [header(binary, 10), payload(4), payload(6)],
    expect: {
      effects: ['readLoop.beginMessage', 'readLoop.beginFrame', 'readLoop.frameData', ...wholeMessage.slice(2)],
      contexts: { readLoop: { rd_remain: 0 } },
    },
  },
  {
    rule: 'a fragmented message is its frames in order, under the opcode of the first; empty ones are allowed',
    section: 'RFC 6455 §5.4',
    events: [
      header(text, 3, { fin: false }),
      payload(3),
      header(continuation, 0, { fin: false }),
      payload(0),
      header(continuation, 4),
      payload(4),
    ],
    expect: {
      effects: ['readLoop.beginMessage', ...oneFrame, ...oneFrame, ...oneFrame, 'readLoop.endMessage'],
      contexts: { readLoop: { rd_op: text, rd_size: 7, rd_fragments: 3, rd_remain: 0, rd_fin: true } },
    },
  },
  {
    rule: 'each message is counted anew',
    section: 'RFC 6455 §10.4',
    events: [header(text, 600), payload(600), header(binary, 600), payload(600)],
    expect: {
      effects: [...wholeMessage, ...wholeMessage],
      contexts: { readLoop: { rd_op: binary, rd_size: 600, rd_fragments: 1 } },
    },
  },
  {
    rule: 'a byte that no UTF-8 can have fails a text message at once, in the middle of its frame',
    section: 'RFC 6455 §8.1',
    events: [header(text, 10), payload(4, { badUtf8: true })],
    expect: {
      ...refusedBy('bad-utf8'),
      effects: ['readLoop.beginMessage', 'readLoop.beginFrame', ...refusedBy('bad-utf8').effects],
    },
  },
  {
    rule: 'a text message must not end within a character',
    section: 'RFC 6455 §8.1',
    events: [header(text, 4), payload(4, { openUtf8: true })],
    expect: {
      ...refusedBy('bad-utf8'),
      effects: ['readLoop.beginMessage', 'readLoop.beginFrame', ...refusedBy('bad-utf8').effects],
    },
  },
  {
    rule: 'a frame that is not the last may end within a character',
    section: 'RFC 6455 §5.6',
    events: [header(text, 4, { fin: false }), payload(4, { openUtf8: true })],
    expect: { effects: messageBegan, states: withinMessage, contexts: { readLoop: { rd_remain: 0, rd_fin: false } } },
  },
  {
    rule: 'a piece of a payload may end within a character',
    section: 'RFC 6455 §8.1',
    events: [header(text, 4), payload(3, { openUtf8: true })],
    expect: {
      effects: ['readLoop.beginMessage', 'readLoop.beginFrame', 'readLoop.frameData'],
      states: { readLoop: 'message.IN_MSG.payload | flow.flowing' },
    },
  },
];

/** The rules of control frames, between messages and within one. */
const places = [
  { where: 'between messages', before: [], effects: [], states: {} },
  { where: 'between the frames of a message', before: messageBegins, effects: messageBegan, states: withinMessage },
] as const;

function closeFault(
  rule: string,
  section: string,
  fault: 'bad-close-size' | 'bad-close-code' | 'bad-close-reason',
): Scenario[] {
  return places.map(({ where, before, effects }) => ({
    rule: `${where}, ${rule}`,
    section,
    events: [...before, header(close, 2), control(close, { closeFault: fault })],
    expect: { ...refusedBy(fault), effects: [...effects, 'readLoop.beginControlFrame', ...refusedBy(fault).effects] },
  }));
}

const controlFrames: readonly Scenario[] = [
  ...closeFault('a close frame has no payload or at least a whole code', 'RFC 6455 §5.5.1', 'bad-close-size'),
  ...closeFault('the code of a close frame is one that may be sent', 'RFC 6455 §7.4', 'bad-close-code'),
  ...closeFault('the reason of a close frame is UTF-8', 'RFC 6455 §5.5.1', 'bad-close-reason'),
  ...places.flatMap(({ where, before, effects, states }): Scenario[] => [
    {
      rule: `a ping ${where} is answered, and the message is not disturbed`,
      section: 'RFC 6455 §5.5.2',
      events: [...before, ...peerPings(), release],
      expect: { effects: [...effects, ...answered], states },
    },
    {
      rule: `a pong ${where} that answers a ping is reported to keep-alive`,
      section: 'RFC 6455 §5.5.3',
      events: [...before, ['keepAlive', { type: 'PING_SENT' }], ...peerPongs(true)],
      expect: {
        effects: [
          ...effects,
          'keepAlive.cancel idle',
          'keepAlive.arm pong',
          'readLoop.beginControlFrame',
          'readLoop.receivePong',
          'keepAlive.cancel pong',
          'keepAlive.arm idle',
        ],
        states,
      },
    },
    {
      rule: `a pong ${where} that nobody asked for is allowed, and answers nothing`,
      section: 'RFC 6455 §5.5.3',
      events: [...before, ['keepAlive', { type: 'PING_SENT' }], ...peerPongs(false)],
      expect: {
        effects: [
          ...effects,
          'keepAlive.cancel idle',
          'keepAlive.arm pong',
          'readLoop.beginControlFrame',
          'readLoop.receivePong',
        ],
        states: { ...states, keepAlive: 'awaitingPong' },
      },
    },
    {
      rule: `a close frame ${where} is answered with its own code`,
      section: 'RFC 6455 §5.5.1',
      events: [...before, ...peerCloses(3000)],
      expect: {
        effects: [...effects, ...peerClosed, ...closingBegins, ...closeIsSent],
        states: whileClosing.bothClosed,
        contexts: { closeHandshake: { began: 'peer', rd_close: true, rd_code: 3000, wr_close: true, wr_code: 3000 } },
      },
    },
  ]),
  {
    rule: 'a message goes on after the control frames between its frames',
    section: 'RFC 6455 §5.4',
    events: [...messageBegins, ...peerPings(), release, header(continuation, 2), payload(2)],
    expect: {
      effects: [...messageBegan, ...answered, ...oneFrame, 'readLoop.endMessage'],
      contexts: { readLoop: { rd_op: text, rd_size: 7, rd_fragments: 2 } },
    },
  },
  {
    rule: 'nothing that follows a close frame is read',
    section: 'RFC 6455 §5.5.1',
    events: [...peerCloses(), header(text, 5), payload(5), ...peerPings(), ...peerCloses()],
    expect: { effects: [...peerClosed, ...closingBegins, ...closeIsSent], states: whileClosing.bothClosed },
  },
  {
    rule: 'nothing that follows a broken rule is read',
    section: 'RFC 6455 §7.1.7',
    input: server,
    events: [header(text, 5), ...masked([header(text, 5), payload(5), ...peerPings(), ...peerCloses()])],
    expect: refusedBy('unmasked-client-frame'),
  },
];

const opened: Step = ['readLoop', { type: 'OPENED', compression: false }];
const stop: Step = ['readLoop', { type: 'STOP' }];
const suspended = { readLoop: 'message.NONE.header | flow.suspended', keepAlive: 'suspended' };

const flow: readonly Scenario[] = [
  {
    rule: 'reading can be paused',
    section: 'seed 2: op_r_rd',
    events: [pauseReading],
    expect: { effects: readingIsPaused, states: suspended },
  },
  {
    rule: 'reading that is paused twice is paused once',
    section: 'seed 2: op_r_rd',
    events: [pauseReading, pauseReading],
    expect: { effects: readingIsPaused, states: suspended },
  },
  {
    rule: 'reading goes on where it was paused',
    section: 'seed 2: op_r_rd',
    events: [header(text, 5), pauseReading, resumeReading, payload(5)],
    expect: {
      effects: [
        'readLoop.beginMessage',
        'readLoop.beginFrame',
        ...readingIsPaused,
        ...readingGoesOn,
        ...wholeMessage.slice(2),
      ],
    },
  },
  {
    rule: 'a paused reader reads on when we close, delivers nothing, and finds the close frame of the peer',
    section: 'seed 2: op_r_close',
    events: [pauseReading, weClose(), header(text, 1), payload(1), ...peerCloses()],
    expect: {
      effects: [...readingIsPaused, ...pausedReaderDrains, ...wholeMessage, ...peerClosed],
      states: { ...whileClosing.bothClosed, readLoop: 'message.closed | flow.draining' },
    },
  },
  {
    rule: 'a draining reader is neither paused nor resumed',
    section: 'seed 2: op_r_close',
    events: [pauseReading, weClose(), pauseReading, resumeReading],
    expect: {
      effects: [...readingIsPaused, ...pausedReaderDrains],
      states: { ...whileClosing.weClosed, readLoop: 'message.NONE.header | flow.draining' },
    },
  },
];

const closing: readonly Scenario[] = [
  {
    rule: 'what the peer sends before its close frame is delivered, though we have closed',
    section: 'RFC 6455 §5.5.1',
    events: [weClose(), header(text, 1), payload(1)],
    expect: { effects: [...closingBegins, ...closeIsSent, ...wholeMessage], states: whileClosing.weClosed },
  },
  {
    rule: 'a reader that is paused while we close drains instead, once',
    section: 'seed 2: op_r_close',
    events: [weClose(), pauseReading, resumeReading, pauseReading],
    expect: {
      effects: [...closingBegins, ...closeIsSent, 'readLoop.discardMessages'],
      states: { ...whileClosing.weClosed, readLoop: 'message.NONE.header | flow.draining' },
    },
  },
  {
    rule: 'a reader that is told twice that we close is told once',
    section: 'seed 2: op_r_close',
    events: [pauseReading, weClose(), ['readLoop', { type: 'CLOSING' }]],
    expect: {
      effects: [...readingIsPaused, ...pausedReaderDrains],
      states: { ...whileClosing.weClosed, readLoop: 'message.NONE.header | flow.draining' },
    },
  },
];

const frameUnderWay = ['readLoop.beginMessage', 'readLoop.beginFrame'];

/** Wherever the reader is, STOP ends it, and nothing is read any more. */
const stops: readonly Scenario[] = [
  { where: 'between messages', events: [], effects: [] },
  { where: 'in a control frame', events: [header(opcodes.ping, 1)], effects: ['readLoop.beginControlFrame'] },
  { where: 'between the frames of a message', events: messageBegins, effects: messageBegan },
  {
    where: 'in a control frame within a message',
    events: [...messageBegins, header(opcodes.ping, 1)],
    effects: [...messageBegan, 'readLoop.beginControlFrame'],
  },
  { where: 'in a payload', events: [header(text, 5)], effects: frameUnderWay },
].map(({ where, events, effects }) => ({
  rule: `a reader that is stopped ${where} reads no further`,
  section: 'RFC 6455 §7.1.1',
  events: [...events, stop, stop, header(text, 1), payload(5), control(close)],
  expect: { effects: [...effects, 'readLoop.stopReading'], states: { readLoop: 'message.closed | flow.flowing' } },
}));

const unopened: readonly Scenario[] = [
  {
    rule: 'frames are read from the moment when the opening handshake is over',
    section: 'RFC 6455 §4.1',
    begin: 'made',
    events: [opened, header(text, 1)],
    expect: { effects: frameUnderWay, states: { readLoop: 'message.IN_MSG.payload | flow.flowing' } },
  },
  {
    rule: 'no frame is read before the opening handshake is over',
    section: 'RFC 6455 §4.1',
    begin: 'made',
    events: [header(text, 1, { rsv: 4 }), ...peerPings()],
    expect: { effects: [] },
  },
  {
    rule: 'a reader may be stopped before it has begun',
    section: 'RFC 6455 §4.1',
    begin: 'made',
    events: [stop, opened],
    expect: { effects: ['readLoop.stopReading'], states: { readLoop: 'message.closed | flow.flowing' } },
  },
];

const asServer: readonly Scenario[] = [
  {
    rule: 'a server answers a close frame and ends the transport at once',
    section: 'RFC 6455 §7.1.1',
    input: server,
    events: masked(peerCloses()),
    expect: {
      effects: [...peerClosed, ...closingBegins, ...closeIsSentAndTransportEnded],
      states: whileClosing.ending,
    },
  },
];

export const messageScenarios: readonly Scenario[] = [
  ...messages,
  ...controlFrames,
  ...flow,
  ...closing,
  ...stops,
  ...unopened,
  ...asServer,
];
