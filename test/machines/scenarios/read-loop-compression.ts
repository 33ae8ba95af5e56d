/** Compressed messages as the reader sees them: what RSV1 means, where it may stand, and what may be wrong with the data. */
import type { PayloadRead, ViolationId } from '../../../machines/index.ts';
import type { Scenario, Step } from '../../support/scenario.ts';
import {
  control,
  header,
  masked,
  messageBegan,
  messageBegins,
  opcodes,
  payload,
  peerPings,
  refusedBy,
  release,
  server,
} from './steps.ts';

const { continuation, text, binary, close, ping, pong } = opcodes;
const RSV1 = { rsv: 4 };
const begin = 'deflating';

const frame = ['readLoop.beginFrame', 'readLoop.frameData', 'readLoop.endFrame'];
const message = ['readLoop.beginMessage', ...frame, 'readLoop.endMessage'];
const frameUnderWay = ['readLoop.beginMessage', 'readLoop.beginFrame'];
const inPayload = { readLoop: 'message.IN_MSG.payload | flow.flowing' };

const compressedBegins: readonly Step[] = [header(text, 5, { ...RSV1, fin: false }), payload(5)];
const compressed: readonly Step[] = [header(text, 5, RSV1), payload(5)];
const plain: readonly Step[] = [header(binary, 5), payload(5)];

/** What the endpoint is told with each message that begins. */
function begun(...kinds: readonly boolean[]): NonNullable<Scenario['expect']['seen']> {
  return kinds.map((rd_compressed) => ['readLoop.beginMessage', { rd_compressed }]);
}

const messages: readonly Scenario[] = [
  ...Object.entries({ text, binary }).map(
    ([name, opcode]): Scenario => ({
      rule: `RSV1 on the first frame of a ${name} message says that it is compressed`,
      section: 'RFC 7692 §6',
      begin,
      events: [header(opcode, 5, RSV1)],
      expect: {
        effects: frameUnderWay,
        states: inPayload,
        contexts: { readLoop: { rd_op: opcode, rd_compressed: true } },
        seen: begun(true),
      },
    }),
  ),
  {
    rule: 'a server reads the compressed messages of its client',
    section: 'RFC 7692 §6.2',
    begin,
    input: server,
    events: masked(compressed),
    expect: { effects: message, seen: begun(true) },
  },
  {
    rule: 'a message without RSV1 is not compressed, though compression was agreed on',
    section: 'RFC 7692 §6',
    begin,
    events: plain,
    expect: { effects: message, seen: begun(false) },
  },
  {
    rule: 'each message says for itself whether it is compressed',
    section: 'RFC 7692 §6',
    begin,
    events: [...compressed, ...plain, ...compressed],
    expect: { effects: [...message, ...message, ...message], seen: begun(true, false, true) },
  },
  {
    rule: 'all frames of a message are compressed if its first is marked, and only the first is marked',
    section: 'RFC 7692 §6',
    begin,
    events: [...compressedBegins, header(continuation, 0, { fin: false }), payload(0), header(continuation, 4)],
    expect: {
      effects: ['readLoop.beginMessage', ...frame, ...frame, 'readLoop.beginFrame'],
      states: inPayload,
      contexts: { readLoop: { rd_op: text, rd_compressed: true, rd_fragments: 3, rd_size: 9 } },
      seen: begun(true),
    },
  },
  {
    rule: 'a control frame between the frames of a compressed message is not compressed, and disturbs nothing',
    section: 'RFC 7692 §6',
    begin,
    events: [...compressedBegins, ...peerPings(), release, header(continuation, 4)],
    expect: {
      effects: [
        ...messageBegan,
        'readLoop.beginControlFrame',
        'readLoop.receivePing',
        'writeTurn.grant op_pong',
        'readLoop.beginFrame',
      ],
      states: inPayload,
      contexts: { readLoop: { rd_compressed: true } },
    },
  },
];

interface Place {
  readonly where: string;
  readonly before: readonly Step[];
  readonly effects: readonly string[];
}
const between: Place = { where: 'between messages', before: [], effects: [] };
const inPlain: Place = { where: 'within a plain message', before: messageBegins, effects: messageBegan };
const inCompressed: Place = { where: 'within a compressed message', before: compressedBegins, effects: messageBegan };
const places = [between, inPlain, inCompressed];

function refusal(
  { where, before, effects }: Place,
  what: string,
  last: Step,
  violation: ViolationId = 'reserved-bits',
): Scenario {
  const expect = refusedBy(violation);
  return {
    rule: `${where}, ${what} is refused`,
    section: 'RFC 7692 §6',
    begin,
    events: [...before, last],
    expect: { ...expect, effects: [...effects, ...expect.effects] },
  };
}

/** Where RSV1 has no meaning, it is a reserved bit like the others. */
const refusals: readonly Scenario[] = [
  ...places.flatMap((place) => [
    ...Object.entries({ close, ping, pong }).map(([name, opcode]) =>
      refusal(place, `RSV1 on a ${name} frame`, header(opcode, 0, RSV1)),
    ),
    refusal(place, 'RSV1 on a continuation', header(continuation, 1, { ...RSV1, fin: false })),
    refusal(place, 'RSV1 on a last continuation', header(continuation, 1, RSV1)),
  ]),
  ...[1, 2, 3, 5, 6, 7].map((rsv) =>
    refusal(between, `RSV ${rsv.toString(2).padStart(3, '0')}`, header(text, 1, { rsv })),
  ),
  refusal(between, 'RSV1 on a frame with a reserved opcode', header(3, 1, RSV1)),
  ...[inPlain, inCompressed].map((place) =>
    refusal(place, 'a frame that begins a compressed message', header(text, 1, RSV1), 'expected-continuation'),
  ),
  ...Object.entries({ text, binary }).map(
    ([name, opcode]): Scenario => ({
      rule: `RSV1 on a ${name} frame is refused where compression was not agreed on`,
      section: 'RFC 7692 §6',
      begin: 'open',
      events: [header(opcode, 1, RSV1)],
      expect: refusedBy('reserved-bits'),
    }),
  ),
];

interface Fault {
  readonly rule: string;
  readonly section: string;
  readonly events: readonly Step[];
  readonly effects: readonly string[];
}

/** However far the message has come, a fault of its data fails it at once. */
function faults(what: string, section: string, fault: Partial<PayloadRead>, violation: ViolationId): Scenario[] {
  const cases: readonly Fault[] = [
    { rule: 'in its only frame', section, events: [header(text, 5, RSV1), payload(5, fault)], effects: frameUnderWay },
    {
      rule: 'in the middle of a frame',
      section,
      events: [header(binary, 9, RSV1), payload(4), payload(1, fault)],
      effects: [...frameUnderWay, 'readLoop.frameData'],
    },
    {
      rule: 'at the end of a frame that is not its last',
      section,
      events: [header(binary, 5, { ...RSV1, fin: false }), payload(5, fault)],
      effects: frameUnderWay,
    },
    {
      rule: 'in a continuation',
      section,
      events: [...compressedBegins, header(continuation, 1), payload(1, fault)],
      effects: [...messageBegan, 'readLoop.beginFrame'],
    },
    {
      rule: 'which was found before its text was looked at',
      section,
      events: [header(text, 5, RSV1), payload(5, { ...fault, badUtf8: true, openUtf8: true })],
      effects: frameUnderWay,
    },
    {
      rule: 'and nothing that follows is read',
      section: 'RFC 6455 §7.1.7',
      events: [header(text, 5, RSV1), payload(5, fault), ...compressed, ...peerPings(), control(close)],
      effects: frameUnderWay,
    },
  ];
  return cases.map(({ rule, effects, ...rest }) => ({
    ...rest,
    rule: `${what} fails the connection: ${rule}`,
    begin,
    expect: { ...refusedBy(violation), effects: [...effects, ...refusedBy(violation).effects] },
  }));
}

const data: readonly Scenario[] = [
  ...faults('a message whose data is not DEFLATE', 'RFC 7692 §7.2.2', { inflateFault: 'bad-data' }, 'bad-deflate'),
  ...faults(
    'a message that inflates past maxMessageSize',
    'RFC 6455 §10.4',
    { inflateFault: 'too-large' },
    'message-too-large',
  ),
  {
    rule: 'text is UTF-8 once it is inflated',
    section: 'RFC 7692 §6.2',
    begin,
    events: [header(text, 5, RSV1), payload(5, { badUtf8: true })],
    expect: { ...refusedBy('bad-utf8'), effects: [...frameUnderWay, ...refusedBy('bad-utf8').effects] },
  },
];

export const readCompressionScenarios: readonly Scenario[] = [...messages, ...refusals, ...data];
