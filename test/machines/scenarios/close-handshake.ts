/** The closing handshake, step by step: how it begins, how it goes on, and who is first. */
import type { Scenario, Step } from '../../support/scenario.ts';
import {
  closedCleanly,
  closedUncleanly,
  closeIsSent,
  closeIsSentAndTransportEnded,
  closingBegins,
  masked,
  overByConnection,
  pausedReaderDrains,
  pauseReading,
  peerClosed,
  peerCloses,
  peerErred,
  peerErrs,
  peerPings,
  readingIsPaused,
  refusedBy,
  release,
  sendsMessage,
  server,
  transportEnds,
  wantPing,
  wantWrite,
  weClose,
  whileClosing,
  writesDone,
} from './steps.ts';

const failByHandler: Step = ['closeHandshake', { type: 'FAIL', violation: 'handler-threw', code: 1011 }];
const writing = 'writeTurn.grant op_wr';
const closeWaits = { writeTurn: { op_close: 1 } };

const beginnings: readonly Scenario[] = [
  {
    rule: 'our close frame leaves at once when nobody has the turn',
    section: 'RFC 6455 §7.1.2',
    events: [weClose(4000)],
    expect: {
      effects: [...closingBegins, ...closeIsSent],
      states: whileClosing.weClosed,
      contexts: {
        closeHandshake: { began: 'us', wr_close: true, rd_close: false, wr_code: 4000, rd_code: 0, violation: '' },
      },
    },
  },
  {
    rule: 'our close frame waits for the frame that is under way',
    section: 'RFC 6455 §5.4',
    events: [wantWrite, weClose()],
    expect: {
      effects: [writing, ...closingBegins],
      states: { ...whileClosing.asking, writeTurn: 'held.byFrame' },
      contexts: { ...closeWaits, closeHandshake: { began: 'us', wr_close: false, wr_code: 1000 } },
    },
  },
  {
    rule: 'the end of that frame gives our close frame the turn',
    section: 'RFC 6455 §5.4',
    events: [wantWrite, weClose(), release],
    expect: {
      effects: [writing, ...closingBegins, ...closeIsSent],
      states: whileClosing.weClosed,
      contexts: { closeHandshake: { wr_close: true } },
    },
  },
  {
    rule: 'what was handed over before our close is written before it',
    section: 'RFC 6455 §5.5.1',
    events: [wantWrite, weClose(1001, true), release, wantWrite],
    expect: {
      effects: [writing, ...closingBegins, writing],
      states: { ...whileClosing.flushing, writeTurn: 'held.byFrame' },
      contexts: { writeTurn: { op_close: 0 }, closeHandshake: { began: 'us', wr_close: false, wr_code: 1001 } },
    },
  },
  {
    rule: 'our close frame follows the last write that was handed over before it',
    section: 'RFC 6455 §5.5.1',
    events: [wantWrite, weClose(1001, true), writesDone, release],
    expect: {
      effects: [writing, ...closingBegins, ...closeIsSent],
      states: whileClosing.weClosed,
      contexts: { closeHandshake: { wr_close: true, wr_code: 1001 } },
    },
  },
  {
    rule: 'a close frame without a code is answered without one',
    section: 'RFC 6455 §5.5.1',
    events: peerCloses(1005),
    expect: {
      effects: [...peerClosed, ...closingBegins, ...closeIsSent],
      states: whileClosing.bothClosed,
      contexts: { closeHandshake: { began: 'peer', wr_code: 1005, rd_code: 1005, wr_close: true, rd_close: true } },
    },
  },
  {
    rule: 'the answer to a close frame waits for the frame that is under way',
    section: 'RFC 6455 §5.5.1',
    events: [wantWrite, ...peerCloses(3001)],
    expect: {
      effects: [writing, ...peerClosed, ...closingBegins],
      states: { ...whileClosing.replying, writeTurn: 'held.byFrame' },
      contexts: { ...closeWaits, closeHandshake: { began: 'peer', rd_close: true, rd_code: 3001, wr_close: false } },
    },
  },
  {
    rule: 'the end of that frame lets a client answer, and wait for the server',
    section: 'RFC 6455 §7.1.1',
    events: [wantWrite, ...peerCloses(), release],
    expect: {
      effects: [writing, ...peerClosed, ...closingBegins, ...closeIsSent],
      states: whileClosing.bothClosed,
      contexts: { closeHandshake: { wr_close: true, rd_close: true } },
    },
  },
  {
    rule: 'the end of that frame lets a server answer, and end the transport',
    section: 'RFC 6455 §7.1.1',
    input: server,
    events: [wantWrite, ...masked(peerCloses()), release],
    expect: {
      effects: [writing, ...peerClosed, ...closingBegins, ...closeIsSentAndTransportEnded],
      states: whileClosing.ending,
      contexts: { closeHandshake: { wr_close: true, rd_close: true } },
    },
  },
  {
    rule: 'a broken rule ends with a close frame that names it, after the frame under way',
    section: 'RFC 6455 §7.1.7',
    events: [wantWrite, peerErrs],
    expect: {
      effects: [writing, ...peerErred, ...closingBegins],
      states: { ...whileClosing.failing, writeTurn: 'held.byFrame' },
      contexts: {
        ...closeWaits,
        closeHandshake: { began: 'us', violation: 'reserved-bits', wr_code: 1002, wr_close: false },
      },
    },
  },
  {
    rule: 'the end of that frame lets us say what was wrong, and end the transport',
    section: 'RFC 6455 §7.1.7',
    events: [wantWrite, peerErrs, release],
    expect: {
      effects: [writing, ...peerErred, ...closingBegins, ...closeIsSentAndTransportEnded],
      states: whileClosing.tearingDown,
      contexts: { closeHandshake: { wr_close: true } },
    },
  },
  {
    rule: 'a handler that throws fails the connection with 1011',
    section: 'RFC 6455 §7.4.1',
    events: [failByHandler],
    expect: {
      effects: [...closingBegins, 'readLoop.stopReading', ...closeIsSentAndTransportEnded],
      states: whileClosing.tearingDown,
      contexts: { closeHandshake: { began: 'us', violation: 'handler-threw', wr_code: 1011, wr_close: true } },
    },
  },
  {
    rule: 'a connection that fails reads no further, though its close frame has to wait',
    section: 'RFC 6455 §7.1.7',
    events: [wantWrite, failByHandler, ...peerPings(), ...peerCloses()],
    expect: {
      effects: [writing, ...closingBegins, 'readLoop.stopReading'],
      states: { ...whileClosing.failing, writeTurn: 'held.byFrame' },
      contexts: { closeHandshake: { violation: 'handler-threw', rd_close: false, wr_close: false } },
    },
  },
  {
    rule: 'a connection that fails after our close frame reads no further, and ends the transport',
    section: 'RFC 6455 §7.1.7',
    events: [weClose(), failByHandler, ...peerCloses()],
    expect: {
      effects: [...closingBegins, ...closeIsSent, 'closeHandshake.endTransport', 'readLoop.stopReading'],
      states: whileClosing.tearingDown,
      contexts: { closeHandshake: { violation: 'handler-threw', wr_code: 1000, rd_close: false } },
    },
  },
];

const draining: readonly Scenario[] = [
  {
    rule: 'a reader that the user has paused reads on when we close, so that it finds the answer',
    section: 'seed 2: op_r_close',
    events: [pauseReading, weClose(), ...peerCloses()],
    expect: {
      effects: [...readingIsPaused, ...pausedReaderDrains, ...peerClosed],
      states: { ...whileClosing.bothClosed, readLoop: 'message.closed | flow.draining' },
      contexts: { closeHandshake: { wr_close: true, rd_close: true } },
    },
  },
];

const crossings: readonly Scenario[] = [
  {
    rule: 'the answer to our close frame closes the connection; a client waits for the server',
    section: 'RFC 6455 §7.1.1',
    events: [weClose(4000), ...peerCloses(4000)],
    expect: {
      effects: [...closingBegins, ...closeIsSent, ...peerClosed],
      states: whileClosing.bothClosed,
      contexts: { closeHandshake: { began: 'us', wr_close: true, rd_close: true, wr_code: 4000, rd_code: 4000 } },
    },
  },
  {
    rule: 'the answer to our close frame closes the connection; a server ends the transport',
    section: 'RFC 6455 §7.1.1',
    input: server,
    events: [weClose(), ...masked(peerCloses())],
    expect: {
      effects: [...closingBegins, ...closeIsSent, ...peerClosed, 'closeHandshake.endTransport'],
      states: whileClosing.ending,
      contexts: { closeHandshake: { began: 'us', wr_close: true, rd_close: true } },
    },
  },
  {
    rule: 'crossing close frames: one that arrives while ours waits for the turn is answered with its code',
    section: 'RFC 6455 §5.5.1',
    events: [wantWrite, weClose(1000), ...peerCloses(3002), release],
    expect: {
      effects: [writing, ...closingBegins, ...peerClosed, ...closeIsSent],
      states: whileClosing.bothClosed,
      contexts: { closeHandshake: { began: 'us', wr_close: true, rd_close: true, wr_code: 3002, rd_code: 3002 } },
    },
  },
  {
    rule: 'crossing close frames: one that arrives while writes are flushed is answered without waiting for them',
    section: 'RFC 6455 §5.5.1',
    events: [wantWrite, weClose(1000, true), ...peerCloses(3002), wantWrite, release],
    expect: {
      effects: [writing, ...closingBegins, ...peerClosed, ...closeIsSent],
      states: whileClosing.bothClosed,
      contexts: { closeHandshake: { began: 'us', wr_close: true, rd_close: true, wr_code: 3002, rd_code: 3002 } },
    },
  },
  {
    rule: 'crossing close frames: ours, when the peer has closed already, is the answer to its',
    section: 'RFC 6455 §7.1.5',
    events: [wantWrite, ...peerCloses(3002), weClose(1000), release],
    expect: {
      effects: [writing, ...peerClosed, ...closingBegins, ...closeIsSent],
      states: whileClosing.bothClosed,
      contexts: { closeHandshake: { began: 'peer', wr_code: 3002 } },
    },
  },
  {
    rule: 'a second close of ours changes nothing',
    section: 'RFC 6455 §5.5.1',
    events: [weClose(1000), weClose(4001, true), weClose(4002)],
    expect: {
      effects: [...closingBegins, ...closeIsSent],
      states: whileClosing.weClosed,
      contexts: { closeHandshake: { wr_code: 1000 } },
    },
  },
  {
    rule: 'a second close while the first one waits for the turn changes nothing',
    section: 'RFC 6455 §5.5.1',
    events: [wantWrite, weClose(1000), weClose(4001), release],
    expect: {
      effects: [writing, ...closingBegins, ...closeIsSent],
      states: whileClosing.weClosed,
      contexts: { closeHandshake: { wr_code: 1000 } },
    },
  },
  {
    rule: 'writes that are done when nothing waits for them change nothing',
    section: 'RFC 6455 §5.5.1',
    events: [writesDone, weClose(), writesDone],
    expect: { effects: [...closingBegins, ...closeIsSent], states: whileClosing.weClosed },
  },
  {
    rule: 'a broken rule while our close waits for the turn replaces its code',
    section: 'RFC 6455 §7.1.7',
    events: [wantWrite, weClose(1000), peerErrs, release],
    expect: {
      effects: [writing, ...closingBegins, ...peerErred, ...closeIsSentAndTransportEnded],
      states: whileClosing.tearingDown,
      contexts: { closeHandshake: { began: 'us', violation: 'reserved-bits', wr_code: 1002, wr_close: true } },
    },
  },
  {
    rule: 'a broken rule while writes are flushed is named without waiting for them',
    section: 'RFC 6455 §7.1.7',
    events: [wantWrite, weClose(1000, true), peerErrs, release],
    expect: {
      effects: [writing, ...closingBegins, ...peerErred, ...closeIsSentAndTransportEnded],
      states: whileClosing.tearingDown,
      contexts: { closeHandshake: { violation: 'reserved-bits', wr_code: 1002, wr_close: true } },
    },
  },
  {
    rule: 'a broken rule after our close frame ends the transport: there is no second close frame to name it',
    section: 'RFC 6455 §7.1.7',
    events: [weClose(1000), peerErrs],
    expect: {
      effects: [...closingBegins, ...closeIsSent, ...peerErred, 'closeHandshake.endTransport'],
      states: whileClosing.tearingDown,
      contexts: { closeHandshake: { violation: 'reserved-bits', wr_code: 1000, wr_close: true } },
    },
  },
  {
    rule: 'the first broken rule is the one that is named',
    section: 'property P12',
    events: [peerErrs, transportEnds],
    expect: {
      effects: [...refusedBy('reserved-bits').effects, 'closeHandshake.cancel close', ...overByConnection(false)],
      states: closedUncleanly,
      contexts: { closeHandshake: { violation: 'reserved-bits' } },
    },
  },
];

/** P2: after our close frame nobody gets the turn, whoever waited for it or asks for it. */
const nothingAfterClose: readonly Scenario[] = [
  {
    rule: 'operations that waited for the turn do not get it after our close frame',
    section: 'RFC 6455 §5.5.1',
    events: [wantWrite, wantWrite, wantPing, ...peerPings(), weClose(), release],
    expect: {
      effects: [writing, 'readLoop.beginControlFrame', 'readLoop.receivePing', ...closingBegins, ...closeIsSent],
      states: whileClosing.weClosed,
      contexts: { writeTurn: { op_close: 0, op_pong: 0, op_ping: 0, op_wr: 0 } },
    },
  },
  {
    rule: 'no data, ping or pong follows our close frame',
    section: 'RFC 6455 §5.5.1',
    events: [weClose(), wantWrite, wantPing, ...peerPings(), sendsMessage],
    expect: {
      effects: [
        ...closingBegins,
        ...closeIsSent,
        'writeTurn.refuseTurn op_wr',
        'writeTurn.refuseTurn op_ping',
        'readLoop.beginControlFrame',
        'readLoop.receivePing',
        'writeTurn.refuseTurn op_pong',
        'writeLoop.refuseWrite closing',
      ],
      states: whileClosing.weClosed,
    },
  },
];

const ends: readonly Scenario[] = [
  {
    rule: 'a clean close, begun by us: one close frame each way, then the end of the transport',
    section: 'RFC 6455 §7.1.4',
    events: [weClose(), ...peerCloses(), transportEnds],
    expect: {
      effects: [
        ...closingBegins,
        ...closeIsSent,
        ...peerClosed,
        'closeHandshake.cancel close',
        ...overByConnection(true),
      ],
      states: closedCleanly,
      contexts: { closeHandshake: { began: 'us', violation: '', wr_close: true, rd_close: true } },
    },
  },
  {
    rule: 'a clean close, begun by the peer of a server: the server ends the transport first',
    section: 'RFC 6455 §7.1.1',
    input: server,
    events: [...masked(peerCloses()), transportEnds],
    expect: {
      effects: [
        ...peerClosed,
        ...closingBegins,
        ...closeIsSentAndTransportEnded,
        'closeHandshake.cancel close',
        ...overByConnection(true),
      ],
      states: closedCleanly,
      contexts: { closeHandshake: { began: 'peer', violation: '', wr_close: true, rd_close: true } },
    },
  },
];

export const closeScenarios: readonly Scenario[] = [
  ...beginnings,
  ...draining,
  ...crossings,
  ...nothingAfterClose,
  ...ends,
];
