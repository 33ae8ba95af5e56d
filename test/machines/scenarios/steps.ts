/** The steps that scenarios are made of, and what follows from them often enough to have a name. */
import type {
  ActorName,
  ControlFrameRead,
  FrameHeaderRead,
  PayloadRead,
  ViolationId,
} from '../../../machines/index.ts';
import { violations } from '../../../machines/index.ts';
import type { Step } from '../../support/scenario.ts';

export const server = { role: 'server' } as const;

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A header has been read; whatever is not said about it is in order, as a client sees it. */
export function header(opcode: number, length = 0, more: Partial<FrameHeaderRead> = {}): Step {
  const usual = { fin: true, rsv: 0, masked: false, minimal: true, oversized: false };
  return ['readLoop', { type: 'FRAME_HEADER', opcode, length, ...usual, ...more }];
}

export function payload(length: number, more: Partial<PayloadRead> = {}): Step {
  return ['readLoop', { type: 'PAYLOAD', length, badUtf8: false, openUtf8: false, inflateFault: '', ...more }];
}

export function control(opcode: number, more: Partial<ControlFrameRead> = {}): Step {
  const usual = { answersLastPing: false, closeCode: 1005, closeFault: '' } as const;
  return ['readLoop', { type: 'CONTROL_FRAME', opcode, ...usual, ...more }];
}

/** The first frame of a message that goes on. */
export const messageBegins: readonly Step[] = [header(opcodes.text, 5, { fin: false }), payload(5)];
export const messageBegan = ['readLoop.beginMessage', 'readLoop.beginFrame', 'readLoop.frameData', 'readLoop.endFrame'];

/** The same for a server, whose peer masks. */
export function masked(steps: readonly Step[]): Step[] {
  return steps.map((step) =>
    step[0] === 'readLoop' && step[1].type === 'FRAME_HEADER' ? ['readLoop', { ...step[1], masked: true }] : step,
  );
}

export function peerPings(): Step[] {
  return [header(opcodes.ping, 4), control(opcodes.ping)];
}
export function peerPongs(answersLastPing: boolean): Step[] {
  return [header(opcodes.pong, 4), control(opcodes.pong, { answersLastPing })];
}
export function peerCloses(closeCode = 1000): Step[] {
  return [header(opcodes.close, closeCode === 1005 ? 0 : 2), control(opcodes.close, { closeCode })];
}
export const peerClosed = ['readLoop.beginControlFrame', 'readLoop.receiveClose', 'readLoop.stopReading'];

/** The peer breaks a rule, here the one about reserved bits. */
export const peerErrs = header(opcodes.text, 1, { rsv: 2 });
export const peerErred = ['readLoop.refuse reserved-bits', 'readLoop.stopReading'];

export function weClose(code = 1000, writesWaiting = false): Step {
  return ['closeHandshake', { type: 'CLOSE', code, writesWaiting }];
}
export const transportEnds: Step = ['connection', { type: 'TRANSPORT_ENDED' }];
export const closeTimer: Step = ['closeHandshake', { type: 'TIMER_CLOSE' }];
export const writesDone: Step = ['closeHandshake', { type: 'WRITES_DONE' }];

/** The endpoint's owner ends the connection at once. */
export function abort(violation: ViolationId = 'aborted'): Step {
  return ['connection', { type: 'ABORT', violation }];
}

export const wantWrite: Step = ['writeTurn', { type: 'WANT_WRITE' }];
export const wantPing: Step = ['writeTurn', { type: 'WANT_PING' }];
export const wantPong: Step = ['writeTurn', { type: 'WANT_PONG' }];
/** A message is sent whole, by whoever has the turn. */
export const sendsMessage: Step = ['writeLoop', { type: 'SEND_MSG', compressed: false }];
export const release: Step = ['writeTurn', { type: 'RELEASE' }];
export const blocked: Step = ['writeTurn', { type: 'BLOCKED' }];
export const drained: Step = ['writeTurn', { type: 'DRAINED' }];

/** The closing handshake begins: whoever began it, the user is told, pings end, and one timer bounds all of it. */
export const closingBegins = ['closeHandshake.arm close', 'connection.reportClosing', 'keepAlive.cancel idle'];
/** Our close frame is sent, and nothing that waited for the turn will be. */
export const closeIsSent = ['closeHandshake.writeClose', 'writeTurn.abortPaused'];
/** The same where the transport is ended with it. */
export const closeIsSentAndTransportEnded = [
  'closeHandshake.writeClose',
  'closeHandshake.endTransport',
  'writeTurn.abortPaused',
];
/** Nothing is read and nothing written any more. */
export const everyoneStops = ['readLoop.stopReading', 'writeTurn.abortPaused'];
/** The closing handshake is over: the connection is told first, then whoever has not stopped yet. */
export function over(clean: boolean, stops: readonly string[] = []): string[] {
  return [`connection.reportClosed ${clean}`, ...stops];
}
/** The same when the connection itself brought the news: it is told when it has time again. */
export function overByConnection(clean: boolean, stops: readonly string[] = []): string[] {
  return [...stops, `connection.reportClosed ${clean}`];
}

export const pauseReading: Step = ['readLoop', { type: 'PAUSE' }];
export const resumeReading: Step = ['readLoop', { type: 'RESUME' }];
/** Reading is paused: no answer could be seen, so none is awaited. */
export const readingIsPaused = ['readLoop.suspendReading', 'keepAlive.cancel idle'];
export const readingGoesOn = ['readLoop.resumeReading', 'keepAlive.arm idle'];
/** We close while reading is paused, and the turn is free. */
export const pausedReaderDrains = [
  'closeHandshake.arm close',
  'connection.reportClosing',
  'readLoop.resumeReading',
  'readLoop.discardMessages',
  'keepAlive.arm idle',
  'keepAlive.cancel idle',
  ...closeIsSent,
];

type States = Partial<Record<ActorName, string>>;

const [readerGoesOn, readerEnded] = ['message.NONE.header | flow.closing', 'message.closed | flow.closing'];
const nothingSent: States = { connection: 'closing', keepAlive: 'stopped', readLoop: readerGoesOn };
const ourCloseSent: States = { ...nothingSent, writeLoop: 'closed', writeTurn: 'closed' };

/** Where everyone is while `closeHandshake` is in `closing.…`. */
export const whileClosing = {
  flushing: { ...nothingSent, closeHandshake: 'closing.flushing' },
  asking: { ...nothingSent, closeHandshake: 'closing.asking' },
  weClosed: { ...ourCloseSent, closeHandshake: 'closing.weClosed' },
  replying: { ...nothingSent, closeHandshake: 'closing.replying', readLoop: readerEnded },
  failing: { ...nothingSent, closeHandshake: 'closing.failing', readLoop: readerEnded },
  bothClosed: { ...ourCloseSent, closeHandshake: 'closing.bothClosed', readLoop: readerEnded },
  ending: { ...ourCloseSent, closeHandshake: 'closing.ending', readLoop: readerEnded },
  tearingDown: { ...ourCloseSent, closeHandshake: 'closing.tearingDown', readLoop: readerEnded },
} satisfies Record<string, States>;

const everyoneStopped: States = {
  writeLoop: 'closed',
  writeTurn: 'closed',
  readLoop: readerEnded,
  keepAlive: 'stopped',
};
export const closedCleanly: States = { ...everyoneStopped, connection: 'closed.clean', closeHandshake: 'tornDown' };
export const closedUncleanly: States = { ...everyoneStopped, connection: 'closed.unclean', closeHandshake: 'failed' };
/** It ended before anybody began to close: it was open, or never came to be. */
export const neverClosing: States = { ...closedUncleanly, readLoop: 'message.closed | flow.flowing' };

/** The peer broke a rule, and the turn was free: a close frame with the rule's code leaves at once. */
export function refusedBy(violation: ViolationId) {
  return {
    effects: [
      `readLoop.refuse ${violation}`,
      'readLoop.stopReading',
      ...closingBegins,
      ...closeIsSentAndTransportEnded,
    ],
    states: whileClosing.tearingDown,
    contexts: {
      closeHandshake: {
        began: 'us',
        violation,
        wr_code: violations[violation].closeCode,
        wr_close: true,
        rd_close: false,
      },
    },
  };
}
