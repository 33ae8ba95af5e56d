/**
 * The connection: the other machines' owner, and the one status that a user sees: connecting, opening, open, closing, closed
 * (clean or not).
 *
 * It passes on what concerns whoever is at work: an end of the transport is the opening handshake's business before the
 * connection is open, and the closing handshake's after. A connection that never opens has nothing to close: the closing
 * handshake is told that the transport has ended, and stops everyone.
 */
import { setup } from 'xstate';
import { closeHandshake } from './close-handshake.ts';
import { keepAlive } from './keep-alive.ts';
import { openingHandshake } from './opening-handshake.ts';
import { effect, tell, update, when } from './parts.ts';
import { readLoop } from './read-loop.ts';
import type { ViolationId } from './violations.ts';
import type { Abort, ConnectionEvent, ConnectionInput } from './vocabulary.ts';
import { writeLoop } from './write-loop.ts';
import { writeTurn } from './write-turn.ts';

export interface ConnectionContext {
  /** Why the connection never opened, or `''`. */
  violation: '' | ViolationId;
}

type Context = ConnectionContext;
type Opened = Extract<ConnectionEvent, { type: 'OPENED' }>;
type Closed = Extract<ConnectionEvent, { type: 'CLOSED' }>;

function fail(violation: ViolationId) {
  return {
    target: '#connection.closed.unclean',
    actions: [{ type: 'note', params: { violation } }, 'destroyTransport', 'passEndToClosing'],
  } as const;
}

/** An actor of the connection's, made when the connection is made. */
function owned<const Name extends string>(name: Name) {
  return { src: name, id: name, systemId: name, input: ({ event }: { event: unknown }) => inputOf(event) } as const;
}

/** XState starts a machine with an event that carries its input; the parts get the same one. */
function inputOf(event: unknown): ConnectionInput {
  return (event as { input: ConnectionInput }).input;
}

export const connection = setup({
  types: {
    context: {} as ConnectionContext,
    events: {} as ConnectionEvent,
    input: {} as ConnectionInput,
  },
  actors: { openingHandshake, readLoop, writeLoop, writeTurn, closeHandshake, keepAlive },
  guards: {
    wasClean: when((_: Context, event: Closed) => event.clean),
  },
  actions: {
    note: update((context: Context, _: ConnectionEvent, params: { violation: ViolationId }) => {
      context.violation = params.violation;
    }),
    noteAbort: update((context: Context, event: Abort) => {
      context.violation = event.violation;
    }),
    openReading: tell('readLoop', (_: Context, { compression }: Opened) => ({ type: 'OPENED', compression })),
    openWriting: tell('writeTurn', { type: 'OPENED' }),
    startKeepAlive: tell('keepAlive', { type: 'START' }),
    passAbortToOpening: tell('openingHandshake', (_: Context, event: Abort) => event),
    passEndToOpening: tell('openingHandshake', { type: 'TRANSPORT_ENDED' }),
    passAbortToClosing: tell('closeHandshake', (_: Context, event: Abort) => event),
    passEndToClosing: tell('closeHandshake', { type: 'TRANSPORT_ENDED' }),
    reportOpen: effect(),
    reportClosing: effect(),
    reportClosed: effect<{ clean: boolean }>(),
    destroyTransport: effect(),
    arm: effect<{ timer: 'connect' }>(),
    cancel: effect<{ timer: 'connect' }>(),
  },
}).createMachine({
  id: 'connection',
  context: { violation: '' },
  invoke: [
    owned('openingHandshake'),
    owned('readLoop'),
    owned('writeLoop'),
    owned('writeTurn'),
    owned('closeHandshake'),
    owned('keepAlive'),
  ],
  initial: 'connecting',
  states: {
    /** The transport is being made. */
    connecting: {
      exit: { type: 'cancel', params: { timer: 'connect' } },
      on: {
        DIAL: { actions: { type: 'arm', params: { timer: 'connect' } } },
        TRANSPORT_READY: 'opening',
        TIMER_CONNECT: fail('connect-timeout'),
        TRANSPORT_ENDED: fail('connect-failed'),
        ABORT: { target: 'closed.unclean', actions: ['noteAbort', 'destroyTransport', 'passEndToClosing'] },
      },
    },
    opening: {
      on: {
        // Keep-alive starts first: a ping that has waited for the opening is sent when writing opens, and is to be answered.
        OPENED: { target: 'open', actions: ['openReading', 'startKeepAlive', 'openWriting'] },
        REFUSED: { target: 'closed.unclean', actions: 'passEndToClosing' },
        TRANSPORT_ENDED: { actions: 'passEndToOpening' },
        ABORT: { actions: 'passAbortToOpening' },
      },
    },
    open: {
      entry: 'reportOpen',
      on: {
        CLOSING: 'closing',
        CLOSED: 'closed.unclean',
        TRANSPORT_ENDED: { actions: 'passEndToClosing' },
        ABORT: { actions: 'passAbortToClosing' },
      },
    },
    closing: {
      entry: 'reportClosing',
      on: {
        CLOSED: [{ guard: 'wasClean', target: 'closed.clean' }, { target: 'closed.unclean' }],
        TRANSPORT_ENDED: { actions: 'passEndToClosing' },
        ABORT: { actions: 'passAbortToClosing' },
      },
    },
    closed: {
      initial: 'unclean',
      states: {
        clean: { entry: { type: 'reportClosed', params: { clean: true } } },
        unclean: { entry: { type: 'reportClosed', params: { clean: false } } },
      },
    },
  },
});
