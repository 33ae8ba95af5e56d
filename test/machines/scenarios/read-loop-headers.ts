/** What may stand in a frame header: every rule between messages and within one, because both states state it. */
import type { ConnectionInput, FrameHeaderRead, ViolationId } from '../../../machines/index.ts';
import type { Scenario, Step } from '../../support/scenario.ts';
import { header, masked, messageBegan, messageBegins, opcodes, payload, refusedBy, server } from './steps.ts';

const { continuation, text, binary, close, ping, pong } = opcodes;

interface HeaderRule {
  readonly rule: string;
  readonly section: string;
  readonly violation: ViolationId;
  readonly opcode?: number;
  readonly length?: number;
  readonly more?: Partial<FrameHeaderRead>;
  readonly input?: Partial<ConnectionInput>;
}

const reservedBits = [4, 2, 1].map(
  (rsv, index): HeaderRule => ({
    rule: `RSV${index + 1} must be 0 where no extension gives it a meaning`,
    section: 'RFC 6455 §5.2',
    violation: 'reserved-bits',
    more: { rsv },
  }),
);

const reservedOpcodes = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(
  (opcode): HeaderRule => ({
    rule: `opcode ${opcode} is reserved`,
    section: 'RFC 6455 §5.2',
    violation: 'bad-opcode',
    opcode,
  }),
);

const controlRules = Object.entries({ close, ping, pong }).flatMap(([name, opcode]): HeaderRule[] => [
  {
    rule: `a ${name} frame must not be fragmented`,
    section: 'RFC 6455 §5.5',
    violation: 'control-frame-fragmented',
    opcode,
    more: { fin: false },
  },
  {
    rule: `a ${name} frame carries at most 125 bytes`,
    section: 'RFC 6455 §5.5',
    violation: 'control-frame-too-long',
    opcode,
    length: 126,
  },
]);

/** Rules that do not ask whether a message is under way. */
const anywhere: readonly HeaderRule[] = [
  ...reservedBits,
  ...reservedOpcodes,
  ...controlRules,
  {
    rule: 'a client masks its frames',
    section: 'RFC 6455 §5.1',
    violation: 'unmasked-client-frame',
    more: { masked: false },
    input: server,
  },
  {
    rule: 'a server does not mask its frames',
    section: 'RFC 6455 §5.1',
    violation: 'masked-server-frame',
    more: { masked: true },
  },
  {
    rule: 'a length is written in its shortest form',
    section: 'RFC 6455 §5.2',
    violation: 'bad-length',
    more: { minimal: false },
  },
  {
    rule: 'a 64-bit length has its top bit unset and can be counted',
    section: 'RFC 6455 §5.2',
    violation: 'length-overflow',
    length: Number.MAX_SAFE_INTEGER,
    more: { oversized: true },
  },
  {
    rule: 'a frame one byte larger than maxFrameSize is refused',
    section: 'RFC 6455 §10.4',
    violation: 'frame-too-large',
    length: 601,
  },
];

function betweenMessages({ rule, section, violation, opcode = text, length = 1, more, input }: HeaderRule): Scenario {
  return {
    rule: `between messages, ${rule}`,
    section,
    ...(input === undefined ? {} : { input }),
    events: [header(opcode, length, more)],
    expect: refusedBy(violation),
  };
}

function withinMessage({
  rule,
  section,
  violation,
  opcode = continuation,
  length = 1,
  more,
  input,
}: HeaderRule): Scenario {
  const expect = refusedBy(violation);
  return {
    rule: `within a message, ${rule}`,
    section,
    ...(input === undefined ? {} : { input }),
    events: [...(input === server ? masked(messageBegins) : messageBegins), header(opcode, length, more)],
    expect: { ...expect, effects: [...messageBegan, ...expect.effects] },
  };
}

/** One rule is broken before another: the first in the order of the header's fields names the failure. */
const orders: readonly Scenario[] = [
  {
    rule: 'a header that breaks several rules is refused once, for its first field that is wrong',
    section: 'RFC 6455 §5.2',
    events: [header(11, 601, { rsv: 7, masked: true, fin: false, minimal: false, oversized: true })],
    expect: refusedBy('reserved-bits'),
  },
];

/** Frames up to the limits are in order, one more is not. */
const begun = (length: number): Step => header(binary, length, { fin: false });
const oneFrame = ['readLoop.beginFrame', 'readLoop.frameData', 'readLoop.endFrame'];
const inMessage = { readLoop: 'message.IN_MSG.header | flow.flowing' };

const borders: readonly Scenario[] = [
  {
    rule: 'a frame of maxFrameSize is read',
    section: 'RFC 6455 §10.4',
    events: [header(binary, 600)],
    expect: {
      effects: ['readLoop.beginMessage', 'readLoop.beginFrame'],
      states: { readLoop: 'message.IN_MSG.payload | flow.flowing' },
      contexts: { readLoop: { rd_op: binary, rd_remain: 600, rd_size: 600, rd_fin: true } },
    },
  },
  {
    rule: 'a control frame carries up to 125 bytes',
    section: 'RFC 6455 §5.5',
    events: [header(ping, 125)],
    expect: { effects: ['readLoop.beginControlFrame'], states: { readLoop: 'message.NONE.control | flow.flowing' } },
  },
  {
    rule: 'a control frame may be larger than maxFrameSize, which is about data',
    section: 'RFC 6455 §10.4',
    input: { maxFrameSize: 3 },
    events: [header(close, 4)],
    expect: { effects: ['readLoop.beginControlFrame'], states: { readLoop: 'message.NONE.control | flow.flowing' } },
  },
  {
    rule: 'a message of one frame may have maxMessageSize bytes',
    section: 'RFC 6455 §10.4',
    input: { maxFrameSize: 2000 },
    events: [header(binary, 1000)],
    expect: {
      effects: ['readLoop.beginMessage', 'readLoop.beginFrame'],
      states: { readLoop: 'message.IN_MSG.payload | flow.flowing' },
    },
  },
  {
    rule: 'a message of one frame that is one byte too large is refused before any payload is read',
    section: 'RFC 6455 §10.4',
    input: { maxFrameSize: 2000 },
    events: [header(binary, 1001)],
    expect: refusedBy('message-too-large'),
  },
  {
    rule: 'the frames of a message may add up to maxMessageSize bytes',
    section: 'RFC 6455 §10.4',
    events: [begun(600), payload(600), header(continuation, 400)],
    expect: {
      effects: ['readLoop.beginMessage', ...oneFrame, 'readLoop.beginFrame'],
      states: { readLoop: 'message.IN_MSG.payload | flow.flowing' },
      contexts: { readLoop: { rd_size: 1000, rd_fragments: 2 } },
    },
  },
  {
    rule: 'frames that add up to one byte more than maxMessageSize are refused',
    section: 'RFC 6455 §10.4',
    events: [begun(600), payload(600), header(continuation, 401)],
    expect: {
      ...refusedBy('message-too-large'),
      effects: ['readLoop.beginMessage', ...oneFrame, ...refusedBy('message-too-large').effects],
    },
  },
  {
    rule: 'a message may have maxFragments frames, empty ones counted',
    section: 'RFC 6455 §10.4',
    events: [
      begun(1),
      payload(1),
      header(continuation, 0, { fin: false }),
      payload(0),
      header(continuation, 0, { fin: false }),
      payload(0),
    ],
    expect: {
      effects: ['readLoop.beginMessage', ...oneFrame, ...oneFrame, ...oneFrame],
      states: inMessage,
      contexts: { readLoop: { rd_fragments: 3 } },
    },
  },
  {
    rule: 'one frame more than maxFragments is refused, though it be empty and the last',
    section: 'RFC 6455 §10.4',
    events: [
      begun(1),
      payload(1),
      header(continuation, 0, { fin: false }),
      payload(0),
      header(continuation, 0, { fin: false }),
      payload(0),
      header(continuation, 0),
    ],
    expect: {
      ...refusedBy('too-many-fragments'),
      effects: [
        'readLoop.beginMessage',
        ...oneFrame,
        ...oneFrame,
        ...oneFrame,
        ...refusedBy('too-many-fragments').effects,
      ],
    },
  },
];

const sequence: readonly Scenario[] = [
  betweenMessages({
    rule: 'a continuation has nothing to continue',
    section: 'RFC 6455 §5.4',
    violation: 'unexpected-continuation',
    opcode: continuation,
  }),
  withinMessage({
    rule: 'a text frame cannot begin another one',
    section: 'RFC 6455 §5.4',
    violation: 'expected-continuation',
    opcode: text,
  }),
  withinMessage({
    rule: 'a binary frame cannot begin another one',
    section: 'RFC 6455 §5.4',
    violation: 'expected-continuation',
    opcode: binary,
  }),
];

export const headerScenarios: readonly Scenario[] = [
  ...anywhere.map(betweenMessages),
  ...anywhere.map(withinMessage),
  ...orders,
  ...borders,
  ...sequence,
];
