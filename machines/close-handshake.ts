/**
 * The closing handshake (RFC 6455 §7): three separate facts — our close frame was sent (`wr_close`), the peer's was received
 * (`rd_close`), the transport ended — and the order in which they may come.
 *
 * `closing` is the seed's status::closing. Our own close first lets the writes that were handed over before it go
 * (`flushing`), then waits for the turn (`asking`, the seed's `op_close`). A peer's close is answered at once (`replying`), a
 * broken rule ends with a close frame that names it (`failing`). Once both frames have passed (`bothClosed`) teardown
 * follows: the server ends the transport first, the client waits for it (§7.1.1), and one timer bounds all of it.
 * "Closing nicely during reads", the reader's half, is PEER_CLOSE and FAIL; `op_r_close` became CLOSING, told to the reader.
 */
import { setup } from 'xstate';
import { effect, tell, update, when } from './parts.ts';
import type { ViolationId } from './violations.ts';
import type { CloseHandshakeEvent, ConnectionInput, Role } from './vocabulary.ts';

export interface CloseHandshakeContext {
  role: Role;
  /** Our close frame has been sent. */
  wr_close: boolean;
  /** The peer's close frame has been received. */
  rd_close: boolean;
  /** The code that our close frame carries; 1005 stands for a frame without one. */
  wr_code: number;
  /** The code that the peer's close frame carried; 1005 stands for a frame without one. */
  rd_code: number;
  /** Who began to close. */
  began: '' | 'us' | 'peer' | 'transport';
  /** The first rule that was broken, or `''`. */
  violation: '' | ViolationId;
}

type Context = CloseHandshakeContext;
type Close = Extract<CloseHandshakeEvent, { type: 'CLOSE' }>;
type PeerClose = Extract<CloseHandshakeEvent, { type: 'PEER_CLOSE' }>;
type Failure = Extract<CloseHandshakeEvent, { type: 'FAIL' | 'ABORT' }>;
type Fail = Extract<CloseHandshakeEvent, { type: 'FAIL' }>;

const abort = { target: '#closeHandshake.failed', actions: ['noteViolation', 'destroyTransport'] } as const;

/** The transport ended before both close frames had passed. */
const transportLost = {
  target: '#closeHandshake.failed',
  actions: { type: 'noteEnd', params: { violation: 'transport-ended' } },
} as const;

export const closeHandshake = setup({
  types: {
    context: {} as CloseHandshakeContext,
    events: {} as CloseHandshakeEvent,
    input: {} as ConnectionInput,
  },
  guards: {
    writesWaiting: when((_: Context, event: Close) => event.writesWaiting),
    isServer: when((context: Context) => context.role === 'server'),
  },
  actions: {
    closeByUs: update((context: Context, event: Close) => {
      context.began = 'us';
      context.wr_code = event.code;
    }),
    notePeerClose: update((context: Context, event: PeerClose) => {
      context.rd_close = true;
      context.rd_code = event.code;
      if (context.began === '') context.began = 'peer';
    }),
    echoCode: update((context: Context, event: PeerClose) => {
      context.wr_code = event.code;
    }),
    noteViolation: update((context: Context, event: Failure) => {
      if (context.began === '') context.began = 'us';
      if (context.violation === '') context.violation = event.violation;
    }),
    failWithCode: update((context: Context, event: Fail) => {
      context.wr_code = event.code;
    }),
    noteEnd: update((context: Context, _: CloseHandshakeEvent, params: { violation: ViolationId }) => {
      if (context.began === '') context.began = 'transport';
      if (context.violation === '') context.violation = params.violation;
    }),
    noteCloseSent: update((context: Context) => {
      context.wr_close = true;
    }),
    askToClose: tell('writeTurn', { type: 'WANT_CLOSE' }),
    stopTurn: tell('writeTurn', { type: 'STOP' }),
    stopWriting: tell('writeLoop', { type: 'STOP' }),
    stopReading: tell('readLoop', { type: 'STOP' }),
    stopKeepAlive: tell('keepAlive', { type: 'STOP' }),
    tellReaderClosing: tell('readLoop', { type: 'CLOSING' }),
    tellClosing: tell('connection', { type: 'CLOSING' }),
    tellClean: tell('connection', { type: 'CLOSED', clean: true }),
    tellUnclean: tell('connection', { type: 'CLOSED', clean: false }),
    writeClose: effect(),
    endTransport: effect(),
    destroyTransport: effect(),
    arm: effect<{ timer: 'close' }>(),
    cancel: effect<{ timer: 'close' }>(),
  },
}).createMachine({
  id: 'closeHandshake',
  context: ({ input }) => ({
    role: input.role,
    wr_close: false,
    rd_close: false,
    wr_code: 0,
    rd_code: 0,
    began: '',
    violation: '',
  }),
  initial: 'open',
  on: { ABORT: abort, TRANSPORT_ENDED: transportLost },
  states: {
    open: {
      on: {
        CLOSE: [
          { guard: 'writesWaiting', target: 'closing.flushing', actions: 'closeByUs' },
          { target: 'closing.asking', actions: ['closeByUs', 'askToClose'] },
        ],
        PEER_CLOSE: { target: 'closing.replying', actions: ['notePeerClose', 'echoCode', 'askToClose'] },
        FAIL: { target: 'closing.failing', actions: ['noteViolation', 'failWithCode', 'askToClose'] },
      },
    },
    closing: {
      initial: 'asking',
      entry: ['tellClosing', 'tellReaderClosing', 'stopKeepAlive', { type: 'arm', params: { timer: 'close' } }],
      exit: { type: 'cancel', params: { timer: 'close' } },
      on: {
        TIMER_CLOSE: {
          target: 'failed',
          actions: [{ type: 'noteEnd', params: { violation: 'close-timeout' } }, 'destroyTransport'],
        },
      },
      states: {
        flushing: {
          on: {
            WRITES_DONE: { target: 'asking', actions: 'askToClose' },
            PEER_CLOSE: { target: 'replying', actions: ['notePeerClose', 'echoCode', 'askToClose'] },
            FAIL: { target: 'failing', actions: ['noteViolation', 'failWithCode', 'askToClose'] },
          },
        },
        asking: {
          on: {
            TURN: { target: 'weClosed', actions: ['noteCloseSent', 'writeClose', 'stopTurn', 'stopWriting'] },
            PEER_CLOSE: { target: 'replying', actions: ['notePeerClose', 'echoCode'] },
            FAIL: { target: 'failing', actions: ['noteViolation', 'failWithCode'] },
          },
        },
        weClosed: {
          on: {
            PEER_CLOSE: { target: 'bothClosed', actions: 'notePeerClose' },
            FAIL: { target: 'tearingDown', actions: 'noteViolation' },
          },
        },
        replying: {
          on: {
            TURN: { target: 'bothClosed', actions: ['noteCloseSent', 'writeClose', 'stopTurn', 'stopWriting'] },
          },
        },
        failing: {
          entry: 'stopReading',
          on: {
            TURN: { target: 'tearingDown', actions: ['noteCloseSent', 'writeClose', 'stopTurn', 'stopWriting'] },
          },
        },
        /** Both close frames have passed: the connection is closed cleanly whatever the transport does now. */
        bothClosed: {
          always: { guard: 'isServer', target: 'ending' },
          on: {
            TRANSPORT_ENDED: '#closeHandshake.tornDown',
            ABORT: { target: '#closeHandshake.tornDown', actions: 'destroyTransport' },
            TIMER_CLOSE: { target: '#closeHandshake.tornDown', actions: 'destroyTransport' },
          },
        },
        /** The server ends the transport first (RFC 6455 §7.1.1), and waits until the peer has ended it, too. */
        ending: {
          entry: 'endTransport',
          on: {
            TRANSPORT_ENDED: '#closeHandshake.tornDown',
            ABORT: { target: '#closeHandshake.tornDown', actions: 'destroyTransport' },
            TIMER_CLOSE: { target: '#closeHandshake.tornDown', actions: 'destroyTransport' },
          },
        },
        /** The connection has failed and said so. What still arrives is thrown away until the peer ends the transport. */
        tearingDown: { entry: ['stopReading', 'endTransport'] },
      },
    },
    tornDown: {
      entry: 'tellClean',
      on: { ABORT: {}, TRANSPORT_ENDED: {} },
    },
    failed: {
      entry: ['tellUnclean', 'stopReading', 'stopTurn', 'stopWriting', 'stopKeepAlive'],
      on: { ABORT: {}, TRANSPORT_ENDED: {} },
    },
  },
});
