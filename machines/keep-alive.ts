/**
 * Keep-alive: is the peer still there? (RFC 6455 §5.5.2)
 *
 * Silence for the idle time makes a ping due; it waits for the write turn (the seed's `op_idle_ping`), is sent, and must be
 * answered within the pong time. Any bytes from the peer re-arm whichever of the two timers runs; what we send ourselves
 * never does. A ping of the user's asks the same question, so `awaitingPong` serves both. `passive` is keep-alive switched
 * off: no pings of our own, and a ping of the user's that nobody answers fails alone. While reading is `suspended` no answer
 * can be seen, so nobody is called dead for it.
 */
import { setup } from 'xstate';
import { effect, tell, when } from './parts.ts';
import type { ConnectionInput, KeepAliveEvent } from './vocabulary.ts';

export interface KeepAliveContext {
  /** Pings of our own are wanted. */
  idlePings: boolean;
}

const armPong = { type: 'arm', params: { timer: 'pong' } } as const;
const cancelPong = { type: 'cancel', params: { timer: 'pong' } } as const;
const armIdle = { type: 'arm', params: { timer: 'idle' } } as const;
const cancelIdle = { type: 'cancel', params: { timer: 'idle' } } as const;

export const keepAlive = setup({
  types: {
    context: {} as KeepAliveContext,
    events: {} as KeepAliveEvent,
    input: {} as ConnectionInput,
  },
  guards: {
    idlePingsWanted: when((context: KeepAliveContext) => context.idlePings),
  },
  actions: {
    askToPing: tell('writeTurn', { type: 'WANT_IDLE_PING' }),
    releaseTurn: tell('writeTurn', { type: 'RELEASE' }),
    abortConnection: tell('closeHandshake', { type: 'ABORT', violation: 'pong-timeout' }),
    writeIdlePing: effect(),
    expirePings: effect(),
    arm: effect<{ timer: 'idle' | 'pong' }>(),
    cancel: effect<{ timer: 'idle' | 'pong' }>(),
  },
}).createMachine({
  id: 'keepAlive',
  context: ({ input }) => ({ idlePings: input.idlePings }),
  initial: 'off',
  on: { STOP: '.stopped', TURN: { actions: 'releaseTurn' } },
  states: {
    off: {
      initial: 'reading',
      states: {
        reading: {
          on: {
            START: [{ guard: 'idlePingsWanted', target: '#keepAlive.idle' }, { target: '#keepAlive.passive' }],
            READING_SUSPENDED: 'suspended',
          },
        },
        suspended: {
          on: {
            START: [{ guard: 'idlePingsWanted', target: '#keepAlive.suspended' }, { target: '#keepAlive.passive' }],
            READING_RESUMED: 'reading',
          },
        },
      },
    },
    idle: {
      entry: armIdle,
      exit: cancelIdle,
      on: {
        ACTIVITY: { actions: armIdle },
        TIMER_IDLE: 'pingDue',
        PING_SENT: 'awaitingPong',
        READING_SUSPENDED: 'suspended',
      },
    },
    pingDue: {
      entry: 'askToPing',
      on: {
        TURN: { target: 'awaitingPong', actions: ['writeIdlePing', 'releaseTurn'] },
        READING_SUSPENDED: 'suspended',
      },
    },
    awaitingPong: {
      entry: armPong,
      exit: cancelPong,
      on: {
        PONG: 'idle',
        ACTIVITY: { actions: armPong },
        TIMER_PONG: { target: 'dead', actions: 'abortConnection' },
        READING_SUSPENDED: 'suspended',
      },
    },
    suspended: { on: { READING_RESUMED: 'idle' } },
    dead: {},
    stopped: {},
    passive: {
      initial: 'quiet',
      states: {
        quiet: { on: { PING_SENT: 'awaitingPong' } },
        awaitingPong: {
          entry: armPong,
          exit: cancelPong,
          on: {
            PONG: 'quiet',
            PING_SENT: { actions: armPong },
            TIMER_PONG: { target: 'quiet', actions: 'expirePings' },
          },
        },
      },
    },
  },
});
