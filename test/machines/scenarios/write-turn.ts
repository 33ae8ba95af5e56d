/** Whose frame goes next: one at a time, in the order of their importance, and nobody waits without a bound. */
import type { Scenario, Step } from '../../support/scenario.ts';
import {
  blocked,
  closedUncleanly,
  closeIsSent,
  closingBegins,
  drained,
  neverClosing,
  peerPings,
  release,
  transportEnds,
  wantPing,
  wantPong,
  wantWrite,
  weClose,
  whileClosing,
} from './steps.ts';

const idleTimer: Step = ['keepAlive', { type: 'TIMER_IDLE' }];
const wantIdlePing: Step = ['writeTurn', { type: 'WANT_IDLE_PING' }];
const drainTimer: Step = ['writeTurn', { type: 'TIMER_DRAIN' }];
const wantClose: Step = ['writeTurn', { type: 'WANT_CLOSE' }];
const stop: Step = ['writeTurn', { type: 'STOP' }];

const grant = (operation: string) => `writeTurn.grant ${operation}`;
const byFrame = { writeTurn: 'held.byFrame' };
const blockedAlone = { writeTurn: 'held.blocked.alone' };
const blockedWithFrame = { writeTurn: 'held.blocked.withFrame' };
const nobodyWaits = { op_close: 0, op_idle_ping: 0, op_pong: 0, op_ping: 0, op_wr: 0 };
const idlePingIsSent = ['keepAlive.writeIdlePing', 'keepAlive.arm pong'];

const kinds = [
  { name: 'data', operation: 'op_wr', want: wantWrite },
  { name: 'a ping', operation: 'op_ping', want: wantPing },
  { name: 'a pong', operation: 'op_pong', want: wantPong },
] as const;

const free: readonly Scenario[] = [
  ...kinds.flatMap(({ name, operation, want }): Scenario[] => [
    {
      rule: `a free turn goes to ${name} at once`,
      section: 'seed 2: soft mutex',
      events: [want],
      expect: { effects: [grant(operation)], states: byFrame, contexts: { writeTurn: nobodyWaits } },
    },
    {
      rule: `${name} gives the turn back, and it is free`,
      section: 'seed 2: soft mutex',
      events: [want, release],
      expect: { effects: [grant(operation)] },
    },
    {
      rule: `${name} waits while a frame is under way`,
      section: 'RFC 6455 §5.4',
      events: [wantWrite, want],
      expect: {
        effects: [grant('op_wr')],
        states: byFrame,
        contexts: { writeTurn: { ...nobodyWaits, [operation]: 1 } },
      },
    },
    {
      rule: `${name} gets the turn at the border of that frame`,
      section: 'seed 2: maybe_invoke',
      events: [wantWrite, want, release],
      expect: { effects: [grant('op_wr'), grant(operation)], states: byFrame, contexts: { writeTurn: nobodyWaits } },
    },
  ]),
  {
    rule: 'a free turn goes to a keep-alive ping, which gives it back at once',
    section: 'seed 2: op_idle_ping',
    events: [idleTimer],
    expect: {
      effects: ['keepAlive.cancel idle', ...idlePingIsSent],
      states: { keepAlive: 'awaitingPong' },
      contexts: { writeTurn: nobodyWaits },
    },
  },
  {
    rule: 'a free turn goes to our close frame, and to nobody after it',
    section: 'RFC 6455 §5.5.1',
    events: [weClose()],
    expect: { effects: [...closingBegins, ...closeIsSent], states: whileClosing.weClosed },
  },
  {
    rule: 'what is asked for while a keep-alive ping is written waits for its end',
    section: 'seed 2: upcalling',
    events: [idleTimer],
    during: { 'keepAlive.writeIdlePing': [wantWrite] },
    expect: {
      effects: ['keepAlive.cancel idle', ...idlePingIsSent, grant('op_wr')],
      states: { ...byFrame, keepAlive: 'awaitingPong' },
      contexts: { writeTurn: nobodyWaits },
    },
  },
  {
    rule: 'what is asked for while our close frame is on its way is aborted',
    section: 'seed 2: upcalling',
    events: [weClose()],
    during: { 'connection.reportClosing': [wantWrite, wantPing] },
    expect: { effects: [...closingBegins, ...closeIsSent], states: whileClosing.weClosed },
  },
  {
    rule: 'the turn that a close frame has been given is held',
    section: 'seed 2: op_close',
    events: [wantClose, wantWrite],
    expect: { effects: [], states: byFrame, contexts: { writeTurn: { op_close: 0, op_wr: 1 } } },
  },
  {
    rule: 'a close frame that has been given the turn waits no more',
    section: 'seed 2: op_close',
    events: [wantWrite, wantClose, release],
    expect: { effects: [grant('op_wr')], states: byFrame, contexts: { writeTurn: nobodyWaits } },
  },
  {
    rule: 'a turn that keep-alive no longer wants comes back',
    section: 'seed 2: op_idle_ping',
    events: [wantIdlePing],
    expect: { effects: [] },
  },
];

/** Everyone waits, the least important first. */
const everyoneWaits = [wantWrite, wantWrite, wantPing, ...peerPings(), idleTimer];
const pingWasRead = ['readLoop.beginControlFrame', 'readLoop.receivePing'];

const order: readonly Scenario[] = [
  {
    rule: 'the order is keep-alive ping, pong, ping, data, whoever came first',
    section: 'seed 2: maybe_invoke; property P6',
    events: [...everyoneWaits, release, release, release, release],
    expect: {
      effects: [
        grant('op_wr'),
        ...pingWasRead,
        'keepAlive.cancel idle',
        ...idlePingIsSent,
        grant('op_pong'),
        grant('op_ping'),
        grant('op_wr'),
      ],
      states: { keepAlive: 'awaitingPong' },
      contexts: { writeTurn: nobodyWaits },
    },
  },
  {
    rule: 'a close frame goes before all of them',
    section: 'seed 2: maybe_invoke; property P6',
    events: [...everyoneWaits, weClose(), release],
    expect: {
      effects: [
        grant('op_wr'),
        ...pingWasRead,
        'keepAlive.cancel idle',
        'closeHandshake.arm close',
        'connection.reportClosing',
        ...closeIsSent,
      ],
      states: whileClosing.weClosed,
      contexts: { writeTurn: nobodyWaits },
    },
  },
  {
    rule: 'operations of one kind get the turn one after the other',
    section: 'seed 2: slices',
    events: [wantWrite, wantWrite, wantWrite, release, release],
    expect: {
      effects: [grant('op_wr'), grant('op_wr'), grant('op_wr')],
      states: byFrame,
      contexts: { writeTurn: nobodyWaits },
    },
  },
  {
    rule: 'a keep-alive ping waits for the frame that is under way',
    section: 'seed 2: op_idle_ping',
    events: [wantWrite, idleTimer],
    expect: {
      effects: [grant('op_wr'), 'keepAlive.cancel idle'],
      states: { ...byFrame, keepAlive: 'pingDue' },
      contexts: { writeTurn: { ...nobodyWaits, op_idle_ping: 1 } },
    },
  },
  {
    rule: 'a turn given back twice is free once',
    section: 'seed 2: soft mutex',
    events: [wantWrite, release, release],
    expect: { effects: [grant('op_wr')] },
  },
];

const bounds: readonly Scenario[] = [
  {
    rule: 'as many pongs wait as maxQueuedPongs says',
    section: 'RFC 6455 §5.5.3',
    events: [wantWrite, wantPong, wantPong],
    expect: { effects: [grant('op_wr')], states: byFrame, contexts: { writeTurn: { op_pong: 2 } } },
  },
  {
    rule: 'past maxQueuedPongs a ping supersedes the oldest that waits for its pong',
    section: 'RFC 6455 §5.5.3',
    events: [wantWrite, wantPong, wantPong, wantPong],
    expect: {
      effects: [grant('op_wr'), 'writeTurn.supersedePong'],
      states: byFrame,
      contexts: { writeTurn: { op_pong: 2 } },
    },
  },
  {
    rule: 'as many pings of the user’s wait as maxQueuedPings says',
    section: 'property P9',
    events: [wantWrite, wantPing, wantPing],
    expect: { effects: [grant('op_wr')], states: byFrame, contexts: { writeTurn: { op_ping: 2 } } },
  },
  {
    rule: 'past maxQueuedPings a ping of the user’s is refused',
    section: 'property P9',
    events: [wantWrite, wantPing, wantPing, wantPing],
    expect: {
      effects: [grant('op_wr'), 'writeTurn.refuseTurn op_ping'],
      states: byFrame,
      contexts: { writeTurn: { op_ping: 2 } },
    },
  },
];

const transport: readonly Scenario[] = [
  {
    rule: 'a transport that takes no bytes holds the turn, for drainTimeout at most',
    section: 'seed 2: soft mutex',
    events: [blocked, wantWrite],
    expect: { effects: ['writeTurn.arm drain'], states: blockedAlone, contexts: { writeTurn: { op_wr: 1 } } },
  },
  {
    rule: 'a transport that takes bytes again frees the turn',
    section: 'seed 2: soft mutex',
    events: [blocked, drained],
    expect: { effects: ['writeTurn.arm drain', 'writeTurn.cancel drain'] },
  },
  {
    rule: 'whoever waited for the transport gets the turn when it takes bytes again',
    section: 'seed 2: maybe_invoke',
    events: [blocked, wantWrite, drained],
    expect: {
      effects: ['writeTurn.arm drain', 'writeTurn.cancel drain', grant('op_wr')],
      states: byFrame,
      contexts: { writeTurn: nobodyWaits },
    },
  },
  {
    rule: 'a transport may block in the middle of a frame',
    section: 'seed 1: frame data send',
    events: [wantWrite, blocked],
    expect: { effects: [grant('op_wr'), 'writeTurn.arm drain'], states: blockedWithFrame },
  },
  {
    rule: 'such a frame goes on when the transport takes bytes again',
    section: 'seed 1: frame data send',
    events: [wantWrite, blocked, wantPong, drained],
    expect: {
      effects: [grant('op_wr'), 'writeTurn.arm drain', 'writeTurn.cancel drain', 'writeTurn.resumeFrame'],
      states: byFrame,
      contexts: { writeTurn: { op_pong: 1 } },
    },
  },
  {
    rule: 'a frame that ends while the transport is blocked leaves the turn with the transport',
    section: 'seed 2: soft mutex',
    events: [wantWrite, blocked, release, wantPong],
    expect: {
      effects: [grant('op_wr'), 'writeTurn.arm drain'],
      states: blockedAlone,
      contexts: { writeTurn: { op_pong: 1 } },
    },
  },
  {
    rule: 'a transport that takes bytes again, and nothing waits, changes nothing',
    section: 'seed 2: soft mutex',
    events: [drained],
    expect: { effects: [] },
  },
  {
    rule: 'a peer that takes no bytes for drainTimeout is given up',
    section: 'property P4',
    events: [wantWrite, blocked, wantPong, drainTimer],
    expect: {
      effects: [
        grant('op_wr'),
        'writeTurn.arm drain',
        'closeHandshake.destroyTransport',
        'connection.reportClosed false',
        'readLoop.stopReading',
        'keepAlive.cancel idle',
        'writeTurn.cancel drain',
        'writeTurn.abortPaused',
      ],
      states: neverClosing,
      contexts: { writeTurn: nobodyWaits, closeHandshake: { violation: 'drain-timeout', began: 'us' } },
    },
  },
  {
    rule: 'a close frame waits for a blocked transport, too, and the close timer ends that',
    section: 'property P4',
    events: [blocked, weClose(), ['closeHandshake', { type: 'TIMER_CLOSE' }]],
    expect: {
      effects: [
        'writeTurn.arm drain',
        ...closingBegins,
        'closeHandshake.cancel close',
        'closeHandshake.destroyTransport',
        'connection.reportClosed false',
        'readLoop.stopReading',
        'writeTurn.cancel drain',
        'writeTurn.abortPaused',
      ],
      states: closedUncleanly,
      contexts: { closeHandshake: { violation: 'close-timeout', wr_close: false } },
    },
  },
];

const closed: readonly Scenario[] = [
  {
    rule: 'when the turn is closed, whoever waited for it is told',
    section: 'property P1',
    events: [...everyoneWaits, stop],
    expect: {
      effects: [grant('op_wr'), ...pingWasRead, 'keepAlive.cancel idle', 'writeTurn.abortPaused'],
      states: { writeTurn: 'closed', keepAlive: 'pingDue' },
      contexts: { writeTurn: nobodyWaits },
    },
  },
  {
    rule: 'a close that waited for the turn when it was closed waits no more',
    section: 'property P1',
    events: [wantWrite, weClose(), stop],
    expect: {
      effects: [grant('op_wr'), ...closingBegins, 'writeTurn.abortPaused'],
      states: { ...whileClosing.asking, writeTurn: 'closed' },
      contexts: { writeTurn: nobodyWaits },
    },
  },
  ...kinds.map(
    ({ name, operation, want }): Scenario => ({
      rule: `when the turn is closed, ${name} is refused`,
      section: 'RFC 6455 §5.5.1',
      events: [stop, stop, want, release, blocked, drained],
      expect: {
        effects: ['writeTurn.abortPaused', `writeTurn.refuseTurn ${operation}`],
        states: { writeTurn: 'closed' },
        contexts: { writeTurn: nobodyWaits },
      },
    }),
  ),
];

const isOpened: Step = ['writeTurn', { type: 'OPENED' }];
const waitingBlocked = { writeTurn: 'waiting.blocked' };

/** Before the connection is open nothing but the opening handshake may be sent. */
const beforeOpen: readonly Scenario[] = [
  ...[
    ...kinds,
    { name: 'a keep-alive ping', operation: 'op_idle_ping', want: wantIdlePing },
    { name: 'a close frame', operation: 'op_close', want: wantClose },
  ].map(
    ({ name, operation, want }): Scenario => ({
      rule: `before the connection is open, ${name} waits`,
      section: 'RFC 6455 §4.1',
      begin: 'made',
      events: [want],
      expect: { effects: [], contexts: { writeTurn: { ...nobodyWaits, [operation]: 1 } } },
    }),
  ),
  {
    rule: 'before the connection is open, past maxQueuedPongs a ping supersedes the oldest',
    section: 'RFC 6455 §5.5.3',
    begin: 'made',
    events: [wantPong, wantPong, wantPong],
    expect: { effects: ['writeTurn.supersedePong'], contexts: { writeTurn: { op_pong: 2 } } },
  },
  {
    rule: 'before the connection is open, past maxQueuedPings a ping of the user’s is refused',
    section: 'property P9',
    begin: 'made',
    events: [wantPing, wantPing, wantPing],
    expect: { effects: ['writeTurn.refuseTurn op_ping'], contexts: { writeTurn: { op_ping: 2 } } },
  },
  {
    rule: 'when the connection opens, the turn goes to whoever has waited',
    section: 'seed 2: maybe_invoke',
    begin: 'made',
    events: [wantWrite, wantPing, isOpened],
    expect: { effects: [grant('op_ping')], states: byFrame, contexts: { writeTurn: { ...nobodyWaits, op_wr: 1 } } },
  },
  {
    rule: 'when the connection opens and nobody has waited, the turn is free',
    section: 'seed 2: maybe_invoke',
    begin: 'made',
    events: [isOpened],
    expect: { effects: [], states: { writeTurn: 'free' } },
  },
  {
    rule: 'a transport that blocks before the connection is open is bounded by the opening time alone',
    section: 'property P4',
    begin: 'made',
    events: [blocked, drainTimer],
    expect: { effects: [], states: waitingBlocked },
  },
  {
    rule: 'such a transport may take bytes again before the connection is open',
    section: 'seed 2: soft mutex',
    begin: 'made',
    events: [wantWrite, blocked, drained, isOpened],
    expect: { effects: [grant('op_wr')], states: byFrame, contexts: { writeTurn: nobodyWaits } },
  },
  {
    rule: 'when the connection opens on a blocked transport, the transport holds the turn, for drainTimeout at most',
    section: 'property P4',
    begin: 'made',
    events: [wantWrite, blocked, isOpened],
    expect: { effects: ['writeTurn.arm drain'], states: blockedAlone, contexts: { writeTurn: { op_wr: 1 } } },
  },
  {
    rule: 'when the connection never opens, whoever has waited is told',
    section: 'property P1',
    begin: 'made',
    events: [wantWrite, wantPing, ['connection', { type: 'DIAL' }], transportEnds],
    expect: {
      effects: [
        'connection.arm connect',
        'connection.cancel connect',
        'connection.destroyTransport',
        'connection.reportClosed false',
        'readLoop.stopReading',
        'writeTurn.abortPaused',
      ],
      states: neverClosing,
      contexts: { writeTurn: nobodyWaits },
    },
  },
];

export const turnScenarios: readonly Scenario[] = [
  ...beforeOpen,
  ...free,
  ...order,
  ...bounds,
  ...transport,
  ...closed,
];
