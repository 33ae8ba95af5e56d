/**
 * The opening handshake (RFC 6455 §4): "or the handshake fails" (first seed), one transition per way to fail.
 *
 * The client writes its request and judges the response; the server judges the request, lets the application decide, and
 * answers. The endpoint parses heads and reports what it found as facts; what the facts mean is decided here. A server that
 * refuses says so in HTTP, with the status that the transition names.
 */
import { setup } from 'xstate';
import { effect, tell, update, when } from './parts.ts';
import type { ViolationId } from './violations.ts';
import type { Abort, OpeningHandshakeEvent, RequestFacts, ResponseFacts, TransportEnded } from './vocabulary.ts';

export interface OpeningHandshakeContext {
  /** The rule that was broken, or `''`. */
  violation: '' | ViolationId;
  /** permessage-deflate is agreed on (RFC 7692 §5): either side may compress messages. */
  compression: boolean;
}

type Context = OpeningHandshakeContext;
type Accept = Extract<OpeningHandshakeEvent, { type: 'ACCEPT' }>;

/** The client gives up: the response breaks the rule `violation`. */
function fail(violation: ViolationId) {
  return {
    target: '#openingHandshake.refused',
    actions: [{ type: 'refuse', params: { violation } }, { type: 'note', params: { violation } }, 'destroyTransport'],
  } as const;
}

/** The server refuses the request with an HTTP status. */
function answer(violation: ViolationId, status: number) {
  return {
    target: '#openingHandshake.refused',
    actions: [
      { type: 'refuse', params: { violation } },
      { type: 'note', params: { violation } },
      { type: 'writeRefusal', params: { status } },
      'endTransport',
    ],
  } as const;
}

export const openingHandshake = setup({
  types: { context: {} as OpeningHandshakeContext, events: {} as OpeningHandshakeEvent },
  guards: {
    headTooLarge: when((_: Context, { fault }: ResponseFacts | RequestFacts) => fault === 'head-too-large'),
    tooManyHeaders: when((_: Context, { fault }: ResponseFacts | RequestFacts) => fault === 'too-many-headers'),
    headMalformed: when((_: Context, { fault }: ResponseFacts | RequestFacts) => fault === 'malformed-head'),
    notHttp11: when((_: Context, facts: ResponseFacts | RequestFacts) => !facts.http11),
    notWebSocket: when((_: Context, facts: ResponseFacts | RequestFacts) => !facts.upgradeWebSocket),
    notUpgrade: when((_: Context, facts: ResponseFacts | RequestFacts) => !facts.connectionUpgrade),
    extensionsMalformed: when((_: Context, facts: ResponseFacts | RequestFacts) => facts.extensions === 'malformed'),
    declined: when((_: Context, response: ResponseFacts) => response.status !== 101),
    acceptMissing: when((_: Context, response: ResponseFacts) => response.accept === 'missing'),
    acceptWrong: when((_: Context, response: ResponseFacts) => response.accept === 'wrong'),
    protocolNotOffered: when((_: Context, response: ResponseFacts) => response.protocol === 'not-offered'),
    extensionNotOffered: when((_: Context, response: ResponseFacts) => response.extensions === 'not-offered'),
    extensionParametersBad: when((_: Context, response: ResponseFacts) => response.extensions === 'bad-parameters'),
    notGet: when((_: Context, request: RequestFacts) => !request.get),
    hostMissing: when((_: Context, request: RequestFacts) => !request.host),
    keyMissing: when((_: Context, request: RequestFacts) => request.key === 'missing'),
    keyMalformed: when((_: Context, request: RequestFacts) => request.key === 'malformed'),
    versionMissing: when((_: Context, request: RequestFacts) => request.version === 'missing'),
    versionUnsupported: when((_: Context, request: RequestFacts) => request.version === 'unsupported'),
    protocolsMalformed: when((_: Context, request: RequestFacts) => request.protocols === 'malformed'),
  },
  actions: {
    note: update((context: Context, _: OpeningHandshakeEvent, params: { violation: ViolationId }) => {
      context.violation = params.violation;
    }),
    noteAbort: update((context: Context, event: Abort) => {
      context.violation = event.violation;
    }),
    noteAnswer: update((context: Context, response: ResponseFacts) => {
      context.compression = response.extensions === 'agreed';
    }),
    noteAcceptance: update((context: Context, { compression }: Accept) => {
      context.compression = compression;
    }),
    tellOpened: tell('connection', ({ compression }: Context) => ({ type: 'OPENED', compression })),
    tellRefused: tell('connection', { type: 'REFUSED' }),
    passOn: tell('connection', (_: Context, event: Abort | TransportEnded) => event),
    refuse: effect<{ violation: ViolationId }>(),
    writeRequest: effect(),
    offerDecision: effect(),
    writeAcceptance: effect(),
    writeRefusal: effect<{ status: number }>(),
    endTransport: effect(),
    destroyTransport: effect(),
    arm: effect<{ timer: 'opening' }>(),
    cancel: effect<{ timer: 'opening' }>(),
  },
}).createMachine({
  id: 'openingHandshake',
  context: { violation: '', compression: false },
  initial: 'idle',
  states: {
    idle: {
      on: {
        CONNECT: { target: 'underWay.requestSent', actions: 'writeRequest' },
        AWAIT_REQUEST: 'underWay.awaitingRequest',
        TRANSPORT_ENDED: fail('transport-ended'),
        ABORT: { target: 'refused', actions: ['noteAbort', 'destroyTransport'] },
      },
    },
    underWay: {
      initial: 'requestSent',
      entry: { type: 'arm', params: { timer: 'opening' } },
      exit: { type: 'cancel', params: { timer: 'opening' } },
      on: {
        TIMER_OPENING: fail('opening-timeout'),
        TRANSPORT_ENDED: fail('transport-ended'),
        ABORT: { target: 'refused', actions: ['noteAbort', 'destroyTransport'] },
      },
      states: {
        /** Client: the request is on its way. */
        requestSent: {
          on: {
            RESPONSE: [
              { guard: 'headTooLarge', ...fail('head-too-large') },
              { guard: 'tooManyHeaders', ...fail('too-many-headers') },
              { guard: 'headMalformed', ...fail('malformed-head') },
              { guard: 'notHttp11', ...fail('bad-http-version') },
              { guard: 'declined', ...fail('upgrade-declined') },
              { guard: 'notWebSocket', ...fail('upgrade-not-websocket') },
              { guard: 'notUpgrade', ...fail('connection-not-upgrade') },
              { guard: 'acceptMissing', ...fail('accept-missing') },
              { guard: 'acceptWrong', ...fail('accept-wrong') },
              { guard: 'extensionsMalformed', ...fail('bad-extensions-header') },
              { guard: 'extensionNotOffered', ...fail('extension-not-offered') },
              { guard: 'extensionParametersBad', ...fail('bad-extension-parameters') },
              { guard: 'protocolNotOffered', ...fail('protocol-not-offered') },
              { target: '#openingHandshake.accepted', actions: 'noteAnswer' },
            ],
          },
        },
        /** Server: the request has not been read whole. */
        awaitingRequest: {
          on: {
            TIMER_OPENING: answer('opening-timeout', 408),
            REQUEST: [
              { guard: 'headTooLarge', ...answer('head-too-large', 431) },
              { guard: 'tooManyHeaders', ...answer('too-many-headers', 431) },
              { guard: 'headMalformed', ...answer('malformed-head', 400) },
              { guard: 'notHttp11', ...answer('bad-http-version', 505) },
              { guard: 'notGet', ...answer('method-not-get', 405) },
              { guard: 'hostMissing', ...answer('host-missing', 400) },
              { guard: 'notWebSocket', ...answer('upgrade-not-websocket', 426) },
              { guard: 'notUpgrade', ...answer('connection-not-upgrade', 426) },
              { guard: 'keyMissing', ...answer('key-missing', 400) },
              { guard: 'keyMalformed', ...answer('bad-key', 400) },
              { guard: 'versionMissing', ...answer('version-missing', 426) },
              { guard: 'versionUnsupported', ...answer('version-unsupported', 426) },
              { guard: 'protocolsMalformed', ...answer('bad-protocol-header', 400) },
              { guard: 'extensionsMalformed', ...answer('bad-extensions-header', 400) },
              { target: 'deciding', actions: 'offerDecision' },
            ],
          },
        },
        /** Server: the request is in order, the application has not said yet whether it wants it. */
        deciding: {
          on: {
            ACCEPT: { target: '#openingHandshake.accepted', actions: ['noteAcceptance', 'writeAcceptance'] },
            REFUSE: answer('refused-by-application', 0),
            TIMER_OPENING: answer('opening-timeout', 503),
          },
        },
      },
    },
    /** What comes while the acceptance is under way was meant for a connection that is open by now: it goes back there. */
    accepted: { entry: 'tellOpened', on: { ABORT: { actions: 'passOn' }, TRANSPORT_ENDED: { actions: 'passOn' } } },
    refused: { entry: 'tellRefused' },
  },
});
