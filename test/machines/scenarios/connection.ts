/** The status that a user sees, and who is told what while it lasts. */
import type { ConnectionEvent, ViolationId } from '../../../machines/index.ts';
import { goodResponse, opening, type Scenario, type Step } from '../../support/scenario.ts';
import {
  abort,
  closedCleanly,
  closedUncleanly,
  closeIsSent,
  closeTimer,
  closingBegins,
  everyoneStops,
  neverClosing,
  over,
  overByConnection,
  peerClosed,
  peerCloses,
  release,
  transportEnds,
  wantPing,
  wantWrite,
  weClose,
  whileClosing,
} from './steps.ts';

const tellConnection = (type: 'DIAL' | 'TRANSPORT_READY' | 'TIMER_CONNECT' | 'REFUSED' | 'CLOSING'): Step => [
  'connection',
  { type } satisfies ConnectionEvent,
];
const dial = tellConnection('DIAL');
const ready = tellConnection('TRANSPORT_READY');
const connectTimer = tellConnection('TIMER_CONNECT');
const connects: Step = ['openingHandshake', { type: 'CONNECT' }];

const notConnected = { ...neverClosing, openingHandshake: 'idle' };
const dialled = ['connection.arm connect'];
function neverConnected(violation: ViolationId, before = dialled): Scenario['expect'] {
  return {
    effects: [
      ...before,
      'connection.cancel connect',
      'connection.destroyTransport',
      'connection.reportClosed false',
      ...everyoneStops,
    ],
    states: notConnected,
    contexts: { connection: { violation } },
  };
}

const connecting: readonly Scenario[] = [
  {
    rule: 'a transport is made within the connect time',
    section: 'property P4',
    begin: 'made',
    events: [dial],
    expect: { effects: dialled },
  },
  {
    rule: 'a transport that is ready leaves the opening handshake to begin',
    section: 'RFC 6455 §4.1',
    begin: 'made',
    events: [dial, ready],
    expect: { effects: [...dialled, 'connection.cancel connect'], states: { connection: 'opening' } },
  },
  {
    rule: 'a transport that is not made within the connect time is given up',
    section: 'property P4',
    begin: 'made',
    events: [dial, connectTimer],
    expect: neverConnected('connect-timeout'),
  },
  {
    rule: 'a transport that cannot be made ends the attempt',
    section: 'RFC 6455 §4.1',
    begin: 'made',
    events: [dial, transportEnds],
    expect: neverConnected('connect-failed'),
  },
  {
    rule: 'an attempt may be aborted before the transport is made',
    section: 'RFC 6455 §7.1.7',
    begin: 'made',
    events: [dial, abort()],
    expect: neverConnected('aborted'),
  },
  {
    rule: 'a transport that is ready too late changes nothing',
    section: 'property P4',
    begin: 'made',
    events: [dial, connectTimer, ready, dial, connectTimer, transportEnds, abort()],
    expect: neverConnected('connect-timeout'),
  },
];

const isOpen = {
  connection: 'open',
  openingHandshake: 'accepted',
  readLoop: 'message.NONE.header | flow.flowing',
};

const openings: readonly Scenario[] = [
  {
    rule: 'the end of the transport is the opening handshake’s business before the connection is open',
    section: 'RFC 6455 §4.1',
    begin: 'made',
    events: [ready, connects, transportEnds],
    expect: {
      effects: [
        'connection.cancel connect',
        'openingHandshake.writeRequest',
        'openingHandshake.arm opening',
        'openingHandshake.cancel opening',
        'openingHandshake.refuse transport-ended',
        'openingHandshake.destroyTransport',
        'connection.reportClosed false',
        'readLoop.stopReading',
        'writeTurn.abortPaused',
      ],
      states: { ...notConnected, openingHandshake: 'refused' },
    },
  },
  {
    rule: 'an abort is the opening handshake’s business before the connection is open',
    section: 'RFC 6455 §7.1.7',
    begin: 'made',
    events: [ready, connects, abort()],
    expect: {
      effects: [
        'connection.cancel connect',
        'openingHandshake.writeRequest',
        'openingHandshake.arm opening',
        'openingHandshake.cancel opening',
        'openingHandshake.destroyTransport',
        'connection.reportClosed false',
        'readLoop.stopReading',
        'writeTurn.abortPaused',
      ],
      states: { ...notConnected, openingHandshake: 'refused' },
    },
  },
  {
    rule: 'an accepted handshake opens the connection: frames are read, and keep-alive begins',
    section: 'RFC 6455 §4.1',
    begin: 'made',
    events: [ready, connects, ['openingHandshake', goodResponse]],
    expect: {
      effects: [
        'connection.cancel connect',
        'openingHandshake.writeRequest',
        'openingHandshake.arm opening',
        'openingHandshake.cancel opening',
        'connection.reportOpen',
        'keepAlive.arm idle',
      ],
      states: { ...isOpen, keepAlive: 'idle', writeTurn: 'free' },
    },
  },
  {
    rule: 'what the user asks for when told that the connection is open is done when everyone has been told',
    section: 'seed 2: upcalling',
    begin: 'made',
    input: { idlePings: false },
    events: opening('client'),
    during: {
      'connection.reportOpen': [wantWrite, wantPing],
      'writeTurn.grant op_ping': [['keepAlive', { type: 'PING_SENT' }], release],
    },
    expect: {
      effects: [
        ...dialled,
        'connection.cancel connect',
        'openingHandshake.writeRequest',
        'openingHandshake.arm opening',
        'openingHandshake.cancel opening',
        'connection.reportOpen',
        'writeTurn.grant op_ping',
        'keepAlive.arm pong',
        'writeTurn.grant op_wr',
      ],
      states: { ...isOpen, keepAlive: 'passive.awaitingPong', writeTurn: 'held.byFrame' },
    },
  },
  {
    rule: 'a connection that the user closes when told that it is open closes',
    section: 'seed 2: upcalling',
    begin: 'made',
    events: opening('client'),
    during: { 'connection.reportOpen': [weClose()] },
    expect: {
      effects: [
        ...dialled,
        'connection.cancel connect',
        'openingHandshake.writeRequest',
        'openingHandshake.arm opening',
        'openingHandshake.cancel opening',
        'connection.reportOpen',
        'closeHandshake.arm close',
        ...closeIsSent,
        // The connection is told when it has time again.
        'connection.reportClosing',
      ],
      states: { ...whileClosing.weClosed, openingHandshake: 'accepted' },
    },
  },
];

const stopped = [
  'readLoop.stopReading',
  'writeTurn.abortPaused',
  'keepAlive.cancel idle',
  'connection.reportClosed false',
];

const afterwards: readonly Scenario[] = [
  {
    rule: 'a connection that closes says so once',
    section: 'RFC 6455 §7.1.3',
    events: [weClose()],
    expect: { effects: [...closingBegins, ...closeIsSent], states: whileClosing.weClosed },
  },
  {
    rule: 'a connection that closes cleanly ends clean',
    section: 'RFC 6455 §7.1.4',
    events: [...peerCloses(), transportEnds],
    expect: {
      effects: [
        ...peerClosed,
        ...closingBegins,
        ...closeIsSent,
        'closeHandshake.cancel close',
        ...overByConnection(true),
      ],
      states: closedCleanly,
    },
  },
  {
    rule: 'a connection that closes too slowly ends unclean',
    section: 'RFC 6455 §7.1.1',
    events: [weClose(), closeTimer],
    expect: {
      effects: [
        ...closingBegins,
        ...closeIsSent,
        'closeHandshake.cancel close',
        'closeHandshake.destroyTransport',
        ...over(false, ['readLoop.stopReading']),
      ],
      states: closedUncleanly,
    },
  },
  {
    rule: 'an abort while the connection closes is the closing handshake’s business',
    section: 'RFC 6455 §7.1.7',
    events: [weClose(), abort('transport-error')],
    expect: {
      effects: [
        ...closingBegins,
        ...closeIsSent,
        'closeHandshake.cancel close',
        'closeHandshake.destroyTransport',
        ...overByConnection(false, ['readLoop.stopReading']),
      ],
      states: closedUncleanly,
      contexts: { closeHandshake: { violation: 'transport-error' } },
    },
  },
  {
    rule: 'the end of the transport of an open connection is the closing handshake’s business',
    section: 'RFC 6455 §7.1.5',
    events: [transportEnds],
    expect: {
      effects: stopped,
      states: neverClosing,
      contexts: { closeHandshake: { violation: 'transport-ended' }, connection: { violation: '' } },
    },
  },
  {
    rule: 'an abort of an open connection is the closing handshake’s business',
    section: 'RFC 6455 §7.1.7',
    events: [abort()],
    expect: {
      effects: ['closeHandshake.destroyTransport', ...stopped],
      states: neverClosing,
      contexts: { closeHandshake: { violation: 'aborted' }, connection: { violation: '' } },
    },
  },
  {
    rule: 'a connection that is closed stays closed',
    section: 'RFC 6455 §7.1.4',
    events: [
      ...peerCloses(),
      transportEnds,
      ...(['DIAL', 'TRANSPORT_READY', 'REFUSED', 'CLOSING'] as const).map(tellConnection),
      ['connection', { type: 'OPENED', compression: false }],
      transportEnds,
      abort(),
      ['connection', { type: 'CLOSED', clean: false }],
    ],
    expect: {
      effects: [
        ...peerClosed,
        ...closingBegins,
        ...closeIsSent,
        'closeHandshake.cancel close',
        ...overByConnection(true),
      ],
      states: closedCleanly,
      contexts: { connection: { violation: '' } },
    },
  },
];

export const connectionScenarios: readonly Scenario[] = [...connecting, ...openings, ...afterwards];
