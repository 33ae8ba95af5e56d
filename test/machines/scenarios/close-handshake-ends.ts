/**
 * How it may end from each state: the transport is lost, the endpoint's owner aborts, the timer fires. Clean is what ends
 * after both close frames have passed, and nothing else (RFC 6455 §7.1.4).
 */
import type { Scenario, Step } from '../../support/scenario.ts';
import {
  abort,
  closedCleanly,
  closedUncleanly,
  closeIsSent,
  closeIsSentAndTransportEnded,
  closeTimer,
  closingBegins,
  everyoneStops,
  masked,
  neverClosing,
  over,
  overByConnection,
  peerClosed,
  peerCloses,
  peerErred,
  peerErrs,
  server,
  transportEnds,
  wantWrite,
  weClose,
} from './steps.ts';

interface Place {
  /** State of `closeHandshake`. */
  readonly state: string;
  readonly input?: typeof server;
  /** What leads there, and its effects. */
  readonly steps: readonly Step[];
  readonly effects: readonly string[];
  /** Who began, before the end comes. */
  readonly began: 'us' | 'peer' | '';
  readonly violation?: string;
  readonly bothClosed?: true;
  /** Who has not stopped yet. */
  readonly stops?: readonly string[];
}

const writing = 'writeTurn.grant op_wr';

const places: readonly Place[] = [
  {
    state: 'closing.flushing',
    steps: [wantWrite, weClose(1000, true)],
    effects: [writing, ...closingBegins],
    began: 'us',
    stops: everyoneStops,
  },
  {
    state: 'closing.asking',
    steps: [wantWrite, weClose()],
    effects: [writing, ...closingBegins],
    began: 'us',
    stops: everyoneStops,
  },
  {
    state: 'closing.weClosed',
    steps: [weClose()],
    effects: [...closingBegins, ...closeIsSent],
    began: 'us',
    stops: ['readLoop.stopReading'],
  },
  {
    state: 'closing.replying',
    steps: [wantWrite, ...peerCloses()],
    effects: [writing, ...peerClosed, ...closingBegins],
    began: 'peer',
    stops: ['writeTurn.abortPaused'],
  },
  {
    state: 'closing.failing',
    steps: [wantWrite, peerErrs],
    effects: [writing, ...peerErred, ...closingBegins],
    began: 'us',
    violation: 'reserved-bits',
    stops: ['writeTurn.abortPaused'],
  },
  {
    state: 'closing.tearingDown',
    steps: [peerErrs],
    effects: [...peerErred, ...closingBegins, ...closeIsSentAndTransportEnded],
    began: 'us',
    violation: 'reserved-bits',
  },
  {
    state: 'closing.bothClosed',
    steps: peerCloses(),
    effects: [...peerClosed, ...closingBegins, ...closeIsSent],
    began: 'peer',
    bothClosed: true,
  },
  {
    state: 'closing.ending',
    input: server,
    steps: [weClose(), ...masked(peerCloses())],
    effects: [...closingBegins, ...closeIsSent, ...peerClosed, 'closeHandshake.endTransport'],
    began: 'us',
    bothClosed: true,
  },
];

interface End {
  readonly cause: string;
  readonly section: string;
  readonly step: Step;
  readonly effects: readonly string[];
  readonly violation: string;
}

const ends: readonly End[] = [
  {
    cause: 'the transport ends',
    section: 'RFC 6455 §7.1.4',
    step: transportEnds,
    effects: [],
    violation: 'transport-ended',
  },
  {
    cause: 'the close timer fires',
    section: 'RFC 6455 §7.1.1',
    step: closeTimer,
    effects: ['closeHandshake.destroyTransport'],
    violation: 'close-timeout',
  },
  {
    cause: 'the connection is aborted',
    section: 'RFC 6455 §7.1.7',
    step: abort(),
    effects: ['closeHandshake.destroyTransport'],
    violation: 'aborted',
  },
];

function endAt(place: Place, end: End): Scenario {
  const clean = place.bothClosed === true;
  return {
    rule: `in ${place.state}, ${end.cause}: ${clean ? 'clean' : 'not clean'}`,
    section: end.section,
    ...(place.input === undefined ? {} : { input: place.input }),
    events: [...place.steps, end.step],
    expect: {
      effects: [
        ...place.effects,
        'closeHandshake.cancel close',
        ...end.effects,
        ...(end.step === closeTimer ? over(clean, place.stops) : overByConnection(clean, place.stops)),
      ],
      states: clean ? closedCleanly : closedUncleanly,
      contexts: { closeHandshake: { began: place.began, violation: clean ? '' : (place.violation ?? end.violation) } },
    },
  };
}

const open: readonly Scenario[] = [
  {
    rule: 'a transport that ends without any close frame closes the connection uncleanly',
    section: 'RFC 6455 §7.1.5',
    events: [transportEnds],
    expect: {
      effects: [
        'readLoop.stopReading',
        'writeTurn.abortPaused',
        'keepAlive.cancel idle',
        'connection.reportClosed false',
      ],
      states: neverClosing,
      contexts: { closeHandshake: { began: 'transport', violation: 'transport-ended', wr_close: false } },
    },
  },
  {
    rule: 'an open connection may be aborted',
    section: 'RFC 6455 §7.1.7',
    events: [abort('transport-error')],
    expect: {
      effects: [
        'closeHandshake.destroyTransport',
        'readLoop.stopReading',
        'writeTurn.abortPaused',
        'keepAlive.cancel idle',
        'connection.reportClosed false',
      ],
      states: neverClosing,
      contexts: { closeHandshake: { began: 'us', violation: 'transport-error', wr_close: false } },
    },
  },
];

/** Once it is over nothing can change it: told to the machine itself, because `connection` passes nothing on by then. */
const late: readonly Step[] = [
  ['closeHandshake', { type: 'TRANSPORT_ENDED' }],
  ['closeHandshake', { type: 'ABORT', violation: 'aborted' }],
  closeTimer,
  weClose(4000),
  ...peerCloses(4000),
  ['closeHandshake', { type: 'PEER_CLOSE', code: 4000 }],
  ['closeHandshake', { type: 'FAIL', violation: 'handler-threw', code: 1011 }],
];

const afterTheEnd: readonly Scenario[] = [
  {
    rule: 'after a clean end nothing changes any more',
    section: 'RFC 6455 §7.1.4',
    events: [...peerCloses(), transportEnds, ...late],
    expect: {
      effects: [
        ...peerClosed,
        ...closingBegins,
        ...closeIsSent,
        'closeHandshake.cancel close',
        ...overByConnection(true),
      ],
      states: closedCleanly,
      contexts: { closeHandshake: { wr_code: 1000, rd_code: 1000, violation: '' } },
    },
  },
  {
    rule: 'after an unclean end nothing changes any more',
    section: 'RFC 6455 §7.1.5',
    events: [transportEnds, ...late],
    expect: {
      effects: [
        'readLoop.stopReading',
        'writeTurn.abortPaused',
        'keepAlive.cancel idle',
        'connection.reportClosed false',
      ],
      states: neverClosing,
      contexts: { closeHandshake: { wr_code: 0, rd_code: 0, violation: 'transport-ended' } },
    },
  },
];

export const closeEndScenarios: readonly Scenario[] = [
  ...open,
  ...places.flatMap((place) => ends.map((end) => endAt(place, end))),
  ...afterTheEnd,
];
