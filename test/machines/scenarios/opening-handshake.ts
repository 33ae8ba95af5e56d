/** The opening handshake: each way to fail, for either side, and the one way to succeed. */
import type { RequestFacts, ResponseFacts, ViolationId } from '../../../machines/index.ts';
import { goodRequest, goodResponse, type Scenario, type Step } from '../../support/scenario.ts';
import { abort, everyoneStops, neverClosing, overByConnection, server, transportEnds } from './steps.ts';

const ready: Step = ['connection', { type: 'TRANSPORT_READY' }];
const timer: Step = ['openingHandshake', { type: 'TIMER_OPENING' }];
const accepts = (compression: boolean): Step => ['openingHandshake', { type: 'ACCEPT', compression }];
const accept = accepts(false);
const refuse: Step = ['openingHandshake', { type: 'REFUSE' }];
const response = (more: Partial<ResponseFacts>): Step => ['openingHandshake', { ...goodResponse, ...more }];
const request = (more: Partial<RequestFacts>): Step => ['openingHandshake', { ...goodRequest, ...more }];

const connects: readonly Step[] = [ready, ['openingHandshake', { type: 'CONNECT' }]];
const requestIsSent = ['connection.cancel connect', 'openingHandshake.writeRequest', 'openingHandshake.arm opening'];
const awaits: readonly Step[] = [ready, ['openingHandshake', { type: 'AWAIT_REQUEST' }]];
const requestIsAwaited = ['connection.cancel connect', 'openingHandshake.arm opening'];
const decides: readonly Step[] = [...awaits, request({})];
const decisionIsAsked = [...requestIsAwaited, 'openingHandshake.offerDecision'];

const isOpen = ['connection.reportOpen', 'keepAlive.arm idle'];
const open = {
  connection: 'open',
  openingHandshake: 'accepted',
  readLoop: 'message.NONE.header | flow.flowing',
  keepAlive: 'idle',
  writeTurn: 'free',
};
const neverOpened = ['connection.reportClosed false', 'readLoop.stopReading', 'writeTurn.abortPaused'];
const refused = { ...neverClosing, openingHandshake: 'refused' };

/** The client gives up. */
function givesUp(violation: ViolationId, before = requestIsSent): Scenario['expect'] {
  return {
    effects: [
      ...before,
      'openingHandshake.cancel opening',
      `openingHandshake.refuse ${violation}`,
      'openingHandshake.destroyTransport',
      ...neverOpened,
    ],
    states: refused,
    contexts: { openingHandshake: { violation } },
  };
}

/** The server says so in HTTP. */
function answers(violation: ViolationId, status: number, before = requestIsAwaited): Scenario['expect'] {
  return {
    effects: [
      ...before,
      'openingHandshake.cancel opening',
      `openingHandshake.refuse ${violation}`,
      `openingHandshake.writeRefusal ${status}`,
      'openingHandshake.endTransport',
      ...neverOpened,
    ],
    states: refused,
    contexts: { openingHandshake: { violation } },
  };
}

type ResponseRule = readonly [rule: string, section: string, ViolationId, Partial<ResponseFacts>];
const responseRules: readonly ResponseRule[] = [
  ['a head that is too large', 'RFC 6455 §10.4', 'head-too-large', { fault: 'head-too-large' }],
  ['a head with too many headers', 'RFC 6455 §10.4', 'too-many-headers', { fault: 'too-many-headers' }],
  ['a head that is no HTTP', 'RFC 6455 §4.1', 'malformed-head', { fault: 'malformed-head' }],
  ['a version of HTTP other than 1.1', 'RFC 6455 §4.1', 'bad-http-version', { http11: false }],
  ['a status other than 101', 'RFC 6455 §4.1 (1)', 'upgrade-declined', { status: 200 }],
  ['no upgrade to websocket', 'RFC 6455 §4.1 (2)', 'upgrade-not-websocket', { upgradeWebSocket: false }],
  ['a connection that is not upgraded', 'RFC 6455 §4.1 (3)', 'connection-not-upgrade', { connectionUpgrade: false }],
  ['no Sec-WebSocket-Accept', 'RFC 6455 §4.1 (4)', 'accept-missing', { accept: 'missing' }],
  ['a Sec-WebSocket-Accept for another key', 'RFC 6455 §4.1 (4)', 'accept-wrong', { accept: 'wrong' }],
  ['extensions that cannot be parsed', 'RFC 6455 §9.1', 'bad-extensions-header', { extensions: 'malformed' }],
  ['an extension not offered', 'RFC 6455 §4.1 (5)', 'extension-not-offered', { extensions: 'not-offered' }],
  ['parameters not offered', 'RFC 7692 §7.1', 'bad-extension-parameters', { extensions: 'bad-parameters' }],
  ['a subprotocol not offered', 'RFC 6455 §4.1 (6)', 'protocol-not-offered', { protocol: 'not-offered' }],
];

const responses: readonly Scenario[] = responseRules.map(([rule, section, violation, facts]) => ({
  rule: `a client does not accept ${rule}`,
  section,
  begin: 'made',
  events: [...connects, response(facts)],
  expect: givesUp(violation),
}));

type RequestRule = readonly [rule: string, section: string, ViolationId, status: number, Partial<RequestFacts>];
const requestRules: readonly RequestRule[] = [
  ['a head that is too large', 'RFC 6585 §5', 'head-too-large', 431, { fault: 'head-too-large' }],
  ['a head with too many headers', 'RFC 6585 §5', 'too-many-headers', 431, { fault: 'too-many-headers' }],
  ['a head that is no HTTP', 'RFC 6455 §4.2.1', 'malformed-head', 400, { fault: 'malformed-head' }],
  ['a version of HTTP other than 1.1', 'RFC 6455 §4.2.1 (1)', 'bad-http-version', 505, { http11: false }],
  ['a method other than GET', 'RFC 6455 §4.2.1 (1)', 'method-not-get', 405, { get: false }],
  ['a request without Host', 'RFC 6455 §4.2.1 (2)', 'host-missing', 400, { host: false }],
  ['no upgrade to websocket', 'RFC 6455 §4.2.1 (3)', 'upgrade-not-websocket', 426, { upgradeWebSocket: false }],
  [
    'a connection not to be upgraded',
    'RFC 6455 §4.2.1 (4)',
    'connection-not-upgrade',
    426,
    { connectionUpgrade: false },
  ],
  ['a request without a key', 'RFC 6455 §4.2.1 (5)', 'key-missing', 400, { key: 'missing' }],
  ['a key of the wrong form', 'RFC 6455 §4.2.1 (5)', 'bad-key', 400, { key: 'malformed' }],
  ['a request without a version', 'RFC 6455 §4.2.1 (6)', 'version-missing', 426, { version: 'missing' }],
  ['a version other than 13', 'RFC 6455 §4.4', 'version-unsupported', 426, { version: 'unsupported' }],
  ['subprotocols that cannot be parsed', 'RFC 6455 §4.1 (10)', 'bad-protocol-header', 400, { protocols: 'malformed' }],
  ['extensions that cannot be parsed', 'RFC 6455 §9.1', 'bad-extensions-header', 400, { extensions: 'malformed' }],
];

const requests: readonly Scenario[] = requestRules.map(([rule, section, violation, status, facts]) => ({
  rule: `a server answers ${rule} with ${status}`,
  section,
  begin: 'made',
  input: server,
  events: [...awaits, request(facts)],
  expect: answers(violation, status),
}));

const client: readonly Scenario[] = [
  {
    rule: 'a client sends its request and waits, within the opening time',
    section: 'RFC 6455 §4.1',
    begin: 'made',
    events: connects,
    expect: { effects: requestIsSent, states: { connection: 'opening', openingHandshake: 'underWay.requestSent' } },
  },
  {
    rule: 'a response in order opens the connection',
    section: 'RFC 6455 §4.1',
    begin: 'made',
    events: [...connects, response({ protocol: 'offered' })],
    expect: { effects: [...requestIsSent, 'openingHandshake.cancel opening', ...isOpen], states: open },
  },
  {
    rule: 'of several faults the first is named: a head that cannot be read says nothing else',
    section: 'RFC 6455 §4.1',
    begin: 'made',
    events: [...connects, response({ fault: 'malformed-head', http11: false, status: 0, accept: 'missing' })],
    expect: givesUp('malformed-head'),
  },
  {
    rule: 'a server that does not answer within the opening time is given up',
    section: 'RFC 6455 §4.1',
    begin: 'made',
    events: [...connects, timer],
    expect: givesUp('opening-timeout'),
  },
  {
    rule: 'a transport that ends before the response ends the attempt',
    section: 'RFC 6455 §4.1',
    begin: 'made',
    events: [...connects, transportEnds],
    expect: givesUp('transport-ended'),
  },
  {
    rule: 'an attempt may be aborted',
    section: 'RFC 6455 §7.1.7',
    begin: 'made',
    events: [...connects, abort()],
    expect: {
      effects: [
        ...requestIsSent,
        'openingHandshake.cancel opening',
        'openingHandshake.destroyTransport',
        ...neverOpened,
      ],
      states: refused,
      contexts: { openingHandshake: { violation: 'aborted' } },
    },
  },
  {
    rule: 'an attempt that has failed stays failed',
    section: 'RFC 6455 §4.1',
    begin: 'made',
    events: [...connects, timer, response({}), timer, transportEnds, abort()],
    expect: givesUp('opening-timeout'),
  },
];

const agreed = (compression: boolean) => ({ openingHandshake: { compression }, readLoop: { rd_deflate: compression } });

/** permessage-deflate: whoever decides on it is the handshake, whoever needs to know is the reader. */
const compression: readonly Scenario[] = [true, false].flatMap((agrees): Scenario[] => [
  {
    rule: `a response ${agrees ? 'that agrees on permessage-deflate gives RSV1 a meaning' : 'without it gives RSV1 none'}`,
    section: 'RFC 7692 §5',
    begin: 'made',
    events: [...connects, response({ extensions: agrees ? 'agreed' : 'none' })],
    expect: {
      effects: [...requestIsSent, 'openingHandshake.cancel opening', ...isOpen],
      states: open,
      contexts: agreed(agrees),
    },
  },
  {
    rule: `a server ${agrees ? 'accepts permessage-deflate with the request' : 'may decline it'}, and knows it while it answers`,
    section: 'RFC 7692 §5.1',
    begin: 'made',
    input: server,
    events: [...awaits, request({ extensions: 'listed' }), accepts(agrees)],
    expect: {
      effects: [...decisionIsAsked, 'openingHandshake.cancel opening', 'openingHandshake.writeAcceptance', ...isOpen],
      states: open,
      contexts: agreed(agrees),
      seen: [['openingHandshake.writeAcceptance', { compression: agrees }]],
    },
  },
]);

/** Between the transport and the first word of either side. */
const beforeItBegins: readonly Scenario[] = [
  {
    rule: 'a transport that ends before the handshake has begun ends the attempt',
    section: 'RFC 6455 §4.1',
    begin: 'made',
    events: [ready, transportEnds],
    expect: {
      effects: [
        'connection.cancel connect',
        'openingHandshake.refuse transport-ended',
        'openingHandshake.destroyTransport',
        ...neverOpened,
      ],
      states: refused,
      contexts: { openingHandshake: { violation: 'transport-ended' } },
    },
  },
  {
    rule: 'an attempt may be aborted before the handshake has begun',
    section: 'RFC 6455 §7.1.7',
    begin: 'made',
    events: [ready, abort()],
    expect: {
      effects: ['connection.cancel connect', 'openingHandshake.destroyTransport', ...neverOpened],
      states: refused,
      contexts: { openingHandshake: { violation: 'aborted' } },
    },
  },
];

const deciding = { connection: 'opening', openingHandshake: 'underWay.deciding' };

const serverSide: readonly Scenario[] = [
  {
    rule: 'a server waits for the request, within the opening time',
    section: 'RFC 6455 §4.2',
    begin: 'made',
    input: server,
    events: awaits,
    expect: {
      effects: requestIsAwaited,
      states: { connection: 'opening', openingHandshake: 'underWay.awaitingRequest' },
    },
  },
  {
    rule: 'a request in order is the application’s to decide',
    section: 'RFC 6455 §4.2.2',
    begin: 'made',
    input: server,
    events: [...awaits, request({ protocols: 'listed', extensions: 'listed' })],
    expect: { effects: decisionIsAsked, states: deciding },
  },
  {
    rule: 'a request that is accepted opens the connection',
    section: 'RFC 6455 §4.2.2',
    begin: 'made',
    input: server,
    events: [...decides, accept],
    expect: {
      effects: [...decisionIsAsked, 'openingHandshake.cancel opening', 'openingHandshake.writeAcceptance', ...isOpen],
      states: open,
    },
  },
  {
    rule: 'a request that is refused is answered with the status that the application chose',
    section: 'RFC 6455 §4.2.2',
    begin: 'made',
    input: server,
    events: [...decides, refuse],
    expect: answers('refused-by-application', 0, decisionIsAsked),
  },
  {
    rule: 'a decision that was made is not made again',
    section: 'RFC 6455 §4.2.2',
    begin: 'made',
    input: server,
    events: [...decides, refuse, accept, refuse],
    expect: answers('refused-by-application', 0, decisionIsAsked),
  },
  {
    rule: 'a client that does not finish its request within the opening time is told so',
    section: 'RFC 9110 §15.5.9',
    begin: 'made',
    input: server,
    events: [...awaits, timer],
    expect: answers('opening-timeout', 408),
  },
  {
    rule: 'an application that does not decide within the opening time is not waited for',
    section: 'RFC 9110 §15.6.4',
    begin: 'made',
    input: server,
    events: [...decides, timer],
    expect: answers('opening-timeout', 503, decisionIsAsked),
  },
  ...[
    { what: 'a transport that ends', step: transportEnds, effects: [], violation: 'transport-ended' },
    { what: 'an abort', step: abort(), effects: ['closeHandshake.destroyTransport'], violation: 'aborted' },
  ].map(
    ({ what, step, effects, violation }): Scenario => ({
      rule: `${what} while the acceptance is written is not lost: it ends the connection that has just opened`,
      section: 'seed 2: upcalling',
      begin: 'made',
      input: server,
      events: [...decides, accept],
      during: { 'openingHandshake.writeAcceptance': [step] },
      expect: {
        effects: [
          ...decisionIsAsked,
          'openingHandshake.cancel opening',
          'openingHandshake.writeAcceptance',
          ...isOpen,
          ...effects,
          ...everyoneStops,
          'keepAlive.cancel idle',
          ...overByConnection(false),
        ],
        states: { ...neverClosing, openingHandshake: 'accepted' },
        contexts: { closeHandshake: { violation }, openingHandshake: { violation: '' } },
      },
    }),
  ),
  {
    rule: 'a transport that ends before the decision needs none',
    section: 'RFC 6455 §4.2',
    begin: 'made',
    input: server,
    events: [...decides, transportEnds, accept],
    expect: givesUp('transport-ended', decisionIsAsked),
  },
];

export const openingScenarios: readonly Scenario[] = [
  ...beforeItBegins,
  ...client,
  ...compression,
  ...responses,
  ...serverSide,
  ...requests,
];
