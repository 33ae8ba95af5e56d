/**
 * The write turn: whose frame goes next. It is the soft mutex of the second seed, for one thread.
 *
 * The turn is `held` while a frame is under way (a streamed one may take long) or while the transport is blocked. Whoever
 * wants it then is paused: counted here, its bytes kept by the endpoint. When the turn comes free, at a frame border, the
 * state `handing` is the seed's `maybe_invoke`: it offers the turn to op_close, op_idle_ping, op_pong, op_ping and op_wr,
 * in this order. The seed's note that the saved handlers "should actually be slices" is kept: several operations of a kind
 * may wait, each kind up to a bound. Past it a ping supersedes the oldest one that waits for its pong (RFC 6455 §5.5.3
 * allows it), and a ping of the user's is refused. Data operations queue in the endpoint in the order of their calls, since
 * the frames of a message must stay together; their first one waits here. After our close frame nobody gets the turn again
 * (§5.5.1).
 */
import { setup } from 'xstate';
import { effect, tell, update, when } from './parts.ts';
import type { ConnectionInput, Operation, WriteTurnEvent } from './vocabulary.ts';

export interface WriteTurnContext {
  maxQueuedPongs: number;
  maxQueuedPings: number;
  /** How many operations of each kind are paused. */
  op_close: number;
  op_idle_ping: number;
  op_pong: number;
  op_ping: number;
  op_wr: number;
}

type Context = WriteTurnContext;
type Named = { operation: Operation };

/** Gives the turn to an operation of the endpoint's. */
function grant(operation: Operation) {
  return { target: '#writeTurn.held.byFrame', actions: { type: 'grant', params: { operation } } } as const;
}

/** Wakes one paused operation: `maybe_invoke`. */
function wake(operation: Operation) {
  return {
    target: '#writeTurn.held.byFrame',
    actions: [
      { type: 'unpause', params: { operation } },
      { type: 'grant', params: { operation } },
    ],
  } as const;
}

function pause(operation: Operation) {
  return { actions: { type: 'pause', params: { operation } } } as const;
}

function refuse(operation: Operation) {
  return { actions: { type: 'refuseTurn', params: { operation } } } as const;
}

/** What happens to whoever wants the turn and cannot have it. */
const queueing = {
  WANT_CLOSE: pause('op_close'),
  WANT_IDLE_PING: pause('op_idle_ping'),
  WANT_PONG: [{ guard: 'tooManyPongs', actions: 'supersedePong' }, pause('op_pong')],
  WANT_PING: [{ guard: 'tooManyPings', ...refuse('op_ping') }, pause('op_ping')],
  WANT_WRITE: pause('op_wr'),
} as const;

export const writeTurn = setup({
  types: {
    context: {} as WriteTurnContext,
    events: {} as WriteTurnEvent,
    input: {} as ConnectionInput,
  },
  guards: {
    closeWaits: when((context: Context) => context.op_close > 0),
    idlePingWaits: when((context: Context) => context.op_idle_ping > 0),
    pongWaits: when((context: Context) => context.op_pong > 0),
    pingWaits: when((context: Context) => context.op_ping > 0),
    writeWaits: when((context: Context) => context.op_wr > 0),
    tooManyPongs: when((context: Context) => context.op_pong >= context.maxQueuedPongs),
    tooManyPings: when((context: Context) => context.op_ping >= context.maxQueuedPings),
  },
  actions: {
    pause: update((context: Context, _: WriteTurnEvent, { operation }: Named) => {
      context[operation] += 1;
    }),
    unpause: update((context: Context, _: WriteTurnEvent, { operation }: Named) => {
      context[operation] -= 1;
    }),
    forgetPaused: update((context: Context) => {
      context.op_close = 0;
      context.op_idle_ping = 0;
      context.op_pong = 0;
      context.op_ping = 0;
      context.op_wr = 0;
    }),
    giveTurnToClose: tell('closeHandshake', { type: 'TURN' }),
    giveTurnToIdlePing: tell('keepAlive', { type: 'TURN' }),
    abortConnection: tell('closeHandshake', { type: 'ABORT', violation: 'drain-timeout' }),
    grant: effect<Named>(),
    refuseTurn: effect<Named>(),
    supersedePong: effect(),
    resumeFrame: effect(),
    abortPaused: effect(),
    arm: effect<{ timer: 'drain' }>(),
    cancel: effect<{ timer: 'drain' }>(),
  },
}).createMachine({
  id: 'writeTurn',
  context: ({ input }) => ({
    maxQueuedPongs: input.maxQueuedPongs,
    maxQueuedPings: input.maxQueuedPings,
    op_close: 0,
    op_idle_ping: 0,
    op_pong: 0,
    op_ping: 0,
    op_wr: 0,
  }),
  initial: 'waiting',
  on: { STOP: { target: '.closed', actions: ['forgetPaused', 'abortPaused'] } },
  states: {
    /** The opening handshake is under way: nothing but its own bytes may be sent. */
    waiting: {
      initial: 'clear',
      on: queueing,
      states: {
        clear: { on: { OPENED: '#writeTurn.handing', BLOCKED: 'blocked' } },
        blocked: { on: { OPENED: '#writeTurn.held.blocked.alone', DRAINED: 'clear' } },
      },
    },
    free: {
      on: {
        WANT_WRITE: grant('op_wr'),
        WANT_PONG: grant('op_pong'),
        WANT_PING: grant('op_ping'),
        WANT_IDLE_PING: { target: 'held', actions: 'giveTurnToIdlePing' },
        WANT_CLOSE: { target: 'held', actions: 'giveTurnToClose' },
        BLOCKED: 'held.blocked.alone',
      },
    },
    held: {
      initial: 'byFrame',
      on: queueing,
      states: {
        byFrame: { on: { RELEASE: '#writeTurn.handing', BLOCKED: 'blocked.withFrame' } },
        blocked: {
          initial: 'alone',
          entry: { type: 'arm', params: { timer: 'drain' } },
          exit: { type: 'cancel', params: { timer: 'drain' } },
          on: { TIMER_DRAIN: { actions: 'abortConnection' } },
          states: {
            withFrame: {
              on: { RELEASE: 'alone', DRAINED: { target: '#writeTurn.held.byFrame', actions: 'resumeFrame' } },
            },
            alone: { on: { DRAINED: '#writeTurn.handing' } },
          },
        },
      },
    },
    handing: {
      always: [
        {
          guard: 'closeWaits',
          target: 'held',
          actions: [{ type: 'unpause', params: { operation: 'op_close' } }, 'giveTurnToClose'],
        },
        {
          guard: 'idlePingWaits',
          target: 'held',
          actions: [{ type: 'unpause', params: { operation: 'op_idle_ping' } }, 'giveTurnToIdlePing'],
        },
        { guard: 'pongWaits', ...wake('op_pong') },
        { guard: 'pingWaits', ...wake('op_ping') },
        { guard: 'writeWaits', ...wake('op_wr') },
        { target: 'free' },
      ],
    },
    closed: {
      on: {
        STOP: {},
        WANT_PONG: refuse('op_pong'),
        WANT_PING: refuse('op_ping'),
        WANT_WRITE: refuse('op_wr'),
      },
    },
  },
});
