/**
 * The read loop: what a peer may send, frame by frame (RFC 6455 §5).
 *
 * The endpoint reads a header and reports FRAME_HEADER; every rule about headers is a guarded transition of `header`. The
 * payload follows as PAYLOAD (data, in any number of pieces) or CONTROL_FRAME (control frames are read whole into a buffer
 * of their own, because they may come in the middle of a message). `NONE` and `IN_MSG` are the seed's `!in_message` and
 * `in_message`: between messages only text or binary may begin, within one only a continuation.
 *
 * Words of the seeds: `rd_remain` is what the frame under way still lacks; `rd_done` is the transition from `payload` back
 * to `NONE`; `rd_close` is `closed` as reached by a close frame. `op_r_rd`, the paused read, is the region `flow`, state
 * `suspended`: the user or the application's backlog pauses reading at any byte. `op_r_close`, a closer that waits for the
 * reader, became CLOSING: it turns a suspended reader into a `draining` one, which reads on but delivers nothing, so that
 * the peer's close frame is found. The reader never holds the write turn: a pong is asked for and forgotten.
 *
 * The seed's `if compression used` is permessage-deflate (RFC 7692): where it was agreed on, RSV1 on the first frame of a
 * message says that all of it is compressed (§6). The endpoint inflates what it is told is `rd_compressed`, and reports with
 * PAYLOAD how that went.
 */
import { setup } from 'xstate';
import { effect, tell, update, when } from './parts.ts';
import { type ViolationId, violations } from './violations.ts';
import type {
  ConnectionInput,
  ControlFrameRead,
  FrameHeaderRead,
  PayloadRead,
  ReadLoopEvent,
  Role,
} from './vocabulary.ts';

export interface ReadLoopContext {
  role: Role;
  maxMessageSize: number;
  maxFrameSize: number;
  maxFragments: number;
  /** permessage-deflate was agreed on: RSV1 means something. */
  rd_deflate: boolean;
  /** The message under way is compressed. */
  rd_compressed: boolean;
  /** Opcode of the message under way. */
  rd_op: number;
  /** Bytes of payload that the frames of the message have declared so far. */
  rd_size: number;
  /** Frames of the message so far. */
  rd_fragments: number;
  /** Bytes that the frame under way still lacks. */
  rd_remain: number;
  /** The frame under way is the last of its message. */
  rd_fin: boolean;
}

type Context = ReadLoopContext;
type Opened = Extract<ReadLoopEvent, { type: 'OPENED' }>;

const [continuation, text, binary, close, ping, pong] = [0, 1, 2, 8, 9, 10];
const RSV1 = 4;

/** RSV1 marks the first frame of a compressed message, never a later one nor a control frame (RFC 7692 §6). */
function marksCompression({ rd_deflate }: Context, { rsv, opcode }: FrameHeaderRead): boolean {
  return rd_deflate && rsv === RSV1 && (opcode === text || opcode === binary);
}

/** Fails the connection for breaking the rule `violation`: the reader reads no further. */
function fail(violation: ViolationId) {
  return {
    target: '#readLoop.message.closed',
    actions: [
      { type: 'refuse', params: { violation } },
      { type: 'failConnection', params: { violation } },
    ],
  } as const;
}

/** What holds for every frame header, whether a message is under way or not. */
const anyFrame = [
  { guard: 'reservedBitSet', ...fail('reserved-bits') },
  { guard: 'opcodeReserved', ...fail('bad-opcode') },
  { guard: 'clientDidNotMask', ...fail('unmasked-client-frame') },
  { guard: 'serverDidMask', ...fail('masked-server-frame') },
  { guard: 'controlFragmented', ...fail('control-frame-fragmented') },
  { guard: 'controlTooLong', ...fail('control-frame-too-long') },
  { guard: 'lengthNotMinimal', ...fail('bad-length') },
  { guard: 'lengthOverflows', ...fail('length-overflow') },
  { guard: 'frameTooLarge', ...fail('frame-too-large') },
] as const;

const anyControlFrame = [
  { guard: 'closeSizeIsOne', ...fail('bad-close-size') },
  { guard: 'closeCodeInvalid', ...fail('bad-close-code') },
  { guard: 'closeReasonNotUtf8', ...fail('bad-close-reason') },
  { guard: 'isClose', target: '#readLoop.message.closed', actions: ['receiveClose', 'tellPeerClosed'] },
] as const;

/** A control frame is read alike whether it came between two messages or in the middle of one. */
function control() {
  return {
    on: {
      CONTROL_FRAME: [
        ...anyControlFrame,
        { guard: 'isPing', target: 'header', actions: ['receivePing', 'askToPong'] },
        { guard: 'answersLastPing', target: 'header', actions: ['receivePong', 'tellPong'] },
        { target: 'header', actions: 'receivePong' },
      ],
    },
  } as const;
}

export const readLoop = setup({
  types: {
    context: {} as ReadLoopContext,
    events: {} as ReadLoopEvent,
    input: {} as ConnectionInput,
  },
  guards: {
    reservedBitSet: when(
      (context: Context, header: FrameHeaderRead) => header.rsv !== 0 && !marksCompression(context, header),
    ),
    opcodeReserved: when(
      (_: Context, { opcode }: FrameHeaderRead) => (opcode > binary && opcode < close) || opcode > pong,
    ),
    clientDidNotMask: when(({ role }: Context, header: FrameHeaderRead) => role === 'server' && !header.masked),
    serverDidMask: when(({ role }: Context, header: FrameHeaderRead) => role === 'client' && header.masked),
    controlFragmented: when((_: Context, header: FrameHeaderRead) => header.opcode >= close && !header.fin),
    controlTooLong: when((_: Context, header: FrameHeaderRead) => header.opcode >= close && header.length > 125),
    lengthNotMinimal: when((_: Context, header: FrameHeaderRead) => !header.minimal),
    lengthOverflows: when((_: Context, header: FrameHeaderRead) => header.oversized),
    frameTooLarge: when(
      (context: Context, header: FrameHeaderRead) => header.opcode < close && header.length > context.maxFrameSize,
    ),
    isControl: when((_: Context, header: FrameHeaderRead) => header.opcode >= close),
    isContinuation: when((_: Context, header: FrameHeaderRead) => header.opcode === continuation),
    isTextOrBinary: when((_: Context, { opcode }: FrameHeaderRead) => opcode === text || opcode === binary),
    firstFrameTooLarge: when((context: Context, header: FrameHeaderRead) => header.length > context.maxMessageSize),
    messageTooLarge: when(
      (context: Context, header: FrameHeaderRead) => header.length > context.maxMessageSize - context.rd_size,
    ),
    tooManyFragments: when((context: Context) => context.rd_fragments >= context.maxFragments),
    notInflatable: when((_: Context, payload: PayloadRead) => payload.inflateFault === 'bad-data'),
    inflatesTooLarge: when((_: Context, payload: PayloadRead) => payload.inflateFault === 'too-large'),
    utf8Invalid: when((_: Context, payload: PayloadRead) => payload.badUtf8),
    frameUnderWay: when((context: Context, payload: PayloadRead) => payload.length < context.rd_remain),
    messageUnderWay: when((context: Context) => !context.rd_fin),
    utf8Incomplete: when((_: Context, payload: PayloadRead) => payload.openUtf8),
    closeSizeIsOne: when((_: Context, frame: ControlFrameRead) => frame.closeFault === 'bad-close-size'),
    closeCodeInvalid: when((_: Context, frame: ControlFrameRead) => frame.closeFault === 'bad-close-code'),
    closeReasonNotUtf8: when((_: Context, frame: ControlFrameRead) => frame.closeFault === 'bad-close-reason'),
    isClose: when((_: Context, frame: ControlFrameRead) => frame.opcode === close),
    isPing: when((_: Context, frame: ControlFrameRead) => frame.opcode === ping),
    answersLastPing: when((_: Context, frame: ControlFrameRead) => frame.opcode === pong && frame.answersLastPing),
  },
  actions: {
    noteCompression: update((context: Context, event: Opened) => {
      context.rd_deflate = event.compression;
    }),
    enterMessage: update((context: Context, header: FrameHeaderRead) => {
      context.rd_op = header.opcode;
      context.rd_compressed = header.rsv === RSV1;
      context.rd_size = 0;
      context.rd_fragments = 0;
    }),
    enterFrame: update((context: Context, header: FrameHeaderRead) => {
      context.rd_size += header.length;
      context.rd_fragments += 1;
      context.rd_remain = header.length;
      context.rd_fin = header.fin;
    }),
    takePayload: update((context: Context, payload: PayloadRead) => {
      context.rd_remain -= payload.length;
    }),
    failConnection: tell('closeHandshake', (_: Context, __: ReadLoopEvent, params: { violation: ViolationId }) => ({
      type: 'FAIL',
      violation: params.violation,
      code: violations[params.violation].closeCode,
    })),
    tellPeerClosed: tell('closeHandshake', (_: Context, frame: ControlFrameRead) => ({
      type: 'PEER_CLOSE',
      code: frame.closeCode,
    })),
    askToPong: tell('writeTurn', { type: 'WANT_PONG' }),
    tellPong: tell('keepAlive', { type: 'PONG' }),
    tellSuspended: tell('keepAlive', { type: 'READING_SUSPENDED' }),
    tellResumed: tell('keepAlive', { type: 'READING_RESUMED' }),
    refuse: effect<{ violation: ViolationId }>(),
    beginMessage: effect(),
    beginFrame: effect(),
    beginControlFrame: effect(),
    frameData: effect(),
    endFrame: effect(),
    endMessage: effect(),
    receivePing: effect(),
    receivePong: effect(),
    receiveClose: effect(),
    stopReading: effect(),
    suspendReading: effect(),
    resumeReading: effect(),
    discardMessages: effect(),
  },
}).createMachine({
  id: 'readLoop',
  context: ({ input }) => ({
    role: input.role,
    maxMessageSize: input.maxMessageSize,
    maxFrameSize: input.maxFrameSize,
    maxFragments: input.maxFragments,
    rd_deflate: false,
    rd_compressed: false,
    rd_op: 0,
    rd_size: 0,
    rd_fragments: 0,
    rd_remain: 0,
    rd_fin: false,
  }),
  type: 'parallel',
  states: {
    message: {
      initial: 'waiting',
      on: { STOP: '.closed' },
      states: {
        waiting: { on: { OPENED: { target: 'NONE', actions: 'noteCompression' } } },
        NONE: {
          initial: 'header',
          states: {
            header: {
              on: {
                FRAME_HEADER: [
                  ...anyFrame,
                  { guard: 'isControl', target: 'control', actions: 'beginControlFrame' },
                  { guard: 'isContinuation', ...fail('unexpected-continuation') },
                  { guard: 'firstFrameTooLarge', ...fail('message-too-large') },
                  {
                    target: '#readLoop.message.IN_MSG.payload',
                    actions: ['enterMessage', 'enterFrame', 'beginMessage', 'beginFrame'],
                  },
                ],
              },
            },
            control: control(),
          },
        },
        IN_MSG: {
          initial: 'header',
          states: {
            header: {
              on: {
                FRAME_HEADER: [
                  ...anyFrame,
                  { guard: 'isControl', target: 'control', actions: 'beginControlFrame' },
                  { guard: 'isTextOrBinary', ...fail('expected-continuation') },
                  { guard: 'messageTooLarge', ...fail('message-too-large') },
                  { guard: 'tooManyFragments', ...fail('too-many-fragments') },
                  { target: 'payload', actions: ['enterFrame', 'beginFrame'] },
                ],
              },
            },
            control: control(),
            payload: {
              on: {
                PAYLOAD: [
                  { guard: 'notInflatable', ...fail('bad-deflate') },
                  { guard: 'inflatesTooLarge', ...fail('message-too-large') },
                  { guard: 'utf8Invalid', ...fail('bad-utf8') },
                  { guard: 'frameUnderWay', actions: ['takePayload', 'frameData'] },
                  {
                    guard: 'messageUnderWay',
                    target: 'header',
                    actions: ['takePayload', 'frameData', 'endFrame'],
                  },
                  { guard: 'utf8Incomplete', ...fail('bad-utf8') },
                  {
                    target: '#readLoop.message.NONE',
                    actions: ['takePayload', 'frameData', 'endFrame', 'endMessage'],
                  },
                ],
              },
            },
          },
        },
        closed: { entry: 'stopReading', on: { STOP: {} } },
      },
    },
    flow: {
      initial: 'flowing',
      states: {
        flowing: { on: { PAUSE: 'suspended', CLOSING: 'closing' } },
        suspended: {
          entry: ['suspendReading', 'tellSuspended'],
          exit: ['resumeReading', 'tellResumed'],
          on: { RESUME: 'flowing', CLOSING: 'draining' },
        },
        /** Nobody may stop the reader any more before it has found the peer's close frame. */
        closing: { on: { PAUSE: 'draining' } },
        draining: { entry: 'discardMessages' },
      },
    },
  },
});
