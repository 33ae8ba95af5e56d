/**
 * The write loop: which frames we may send next (RFC 6455 §5.4), in the seed's three ways.
 *
 * A message at once (SEND_MSG), a message of frames whose borders the caller chooses (BEGIN_MSG, SEND_FRAME …, END_MSG), or
 * a frame streamed in pieces, its size declared first (BEGIN_FRAME, FRAME_DATA …). `NONE`, `MSG_BEGIN` and `IN_MSG` are the
 * seed's; `IN_MSG` has an inside: between two frames others may have the write turn, within one nobody can.
 *
 * The endpoint offers an operation only when `op_wr` has the turn, except for pieces of a streamed frame, which already has
 * it. Where an operation is not possible the chart says so with `refuseWrite`: nothing is sent, the operation fails. The
 * turn goes back with RELEASE. `wr_close` is `closed`: after our close frame nothing may follow it.
 *
 * A compressed message (permessage-deflate) says so with RSV1 on its first frame and on no other (RFC 7692 §6): `wr_rsv1`.
 */
import { setup } from 'xstate';
import { effect, tell, update, when } from './parts.ts';
import type { WriteLoopEvent } from './vocabulary.ts';

export interface WriteLoopContext {
  /** Bytes that the streamed frame under way still lacks. */
  wr_remain: number;
  /** The streamed frame under way is the last of its message. */
  wr_fin: boolean;
  /** The frame that comes next is the first of a compressed message. */
  wr_rsv1: boolean;
}

type Context = WriteLoopContext;
type BeginMessage = Extract<WriteLoopEvent, { type: 'SEND_MSG' | 'BEGIN_MSG' }>;
type BeginFrame = Extract<WriteLoopEvent, { type: 'BEGIN_FRAME' }>;
type SendFrame = Extract<WriteLoopEvent, { type: 'SEND_FRAME' }>;
type FrameData = Extract<WriteLoopEvent, { type: 'FRAME_DATA' }>;

/** Why an operation was not possible in the state that it met. */
export type WriteRefusal =
  | 'no-message'
  | 'message-under-way'
  | 'frame-under-way'
  | 'no-frame'
  | 'frame-size-mismatch'
  | 'closing';

/** Refuses an operation that needed the turn, and gives the turn back. */
function refuse(reason: WriteRefusal) {
  return { actions: [{ type: 'refuseWrite', params: { reason } }, 'release'] } as const;
}

/** Refuses an operation that asked for no turn. */
function refuseOnly(reason: WriteRefusal) {
  return { actions: { type: 'refuseWrite', params: { reason } } } as const;
}

const noFrame = { FRAME_DATA: refuseOnly('no-frame'), END_FRAME: refuseOnly('no-frame') } as const;

export const writeLoop = setup({
  types: {
    context: {} as WriteLoopContext,
    events: {} as WriteLoopEvent,
  },
  guards: {
    isCompressed: when((_: Context, message: BeginMessage) => message.compressed),
    isFinal: when((_: Context, frame: SendFrame) => frame.fin),
    exceedsFrame: when((context: Context, data: FrameData) => data.length > context.wr_remain),
    frameUnderWay: when((context: Context, data: FrameData) => data.length < context.wr_remain),
    messageUnderWay: when((context: Context) => !context.wr_fin),
  },
  actions: {
    markFirst: update((context: Context, message: BeginMessage) => {
      context.wr_rsv1 = message.compressed;
    }),
    unmark: update((context: Context) => {
      context.wr_rsv1 = false;
    }),
    declareFrame: update((context: Context, frame: BeginFrame) => {
      context.wr_remain = frame.length;
      context.wr_fin = frame.fin;
    }),
    takeData: update((context: Context, data: FrameData) => {
      context.wr_remain -= data.length;
    }),
    release: tell('writeTurn', { type: 'RELEASE' }),
    abortConnection: tell('closeHandshake', { type: 'ABORT', violation: 'frame-size-mismatch' }),
    writeMessage: effect<{ rsv1: boolean }>(),
    beginMessage: effect(),
    writeFrame: effect<{ first: boolean }>(),
    writeFrameHeader: effect<{ first: boolean }>(),
    writeFrameData: effect(),
    writeLastFrame: effect<{ first: boolean }>(),
    refuseWrite: effect<{ reason: WriteRefusal }>(),
  },
}).createMachine({
  id: 'writeLoop',
  context: { wr_remain: 0, wr_fin: false, wr_rsv1: false },
  initial: 'NONE',
  on: { STOP: '.closed' },
  states: {
    NONE: {
      on: {
        SEND_MSG: [
          { guard: 'isCompressed', actions: [{ type: 'writeMessage', params: { rsv1: true } }, 'release'] },
          { actions: [{ type: 'writeMessage', params: { rsv1: false } }, 'release'] },
        ],
        BEGIN_MSG: { target: 'MSG_BEGIN', actions: ['markFirst', 'beginMessage'] },
        SEND_FRAME: refuse('no-message'),
        BEGIN_FRAME: refuse('no-message'),
        END_MSG: refuse('no-message'),
        ...noFrame,
      },
    },
    MSG_BEGIN: {
      on: {
        SEND_FRAME: [
          {
            guard: 'isFinal',
            target: 'NONE',
            actions: [{ type: 'writeFrame', params: { first: true } }, 'unmark', 'release'],
          },
          {
            target: 'IN_MSG',
            actions: [{ type: 'writeFrame', params: { first: true } }, 'unmark', 'release'],
          },
        ],
        BEGIN_FRAME: {
          target: 'IN_MSG.inFrame',
          actions: ['declareFrame', { type: 'writeFrameHeader', params: { first: true } }, 'unmark'],
        },
        END_MSG: {
          target: 'NONE',
          actions: [{ type: 'writeLastFrame', params: { first: true } }, 'unmark', 'release'],
        },
        SEND_MSG: refuse('message-under-way'),
        BEGIN_MSG: refuseOnly('message-under-way'),
        ...noFrame,
      },
    },
    IN_MSG: {
      initial: 'betweenFrames',
      on: { BEGIN_MSG: refuseOnly('message-under-way') },
      states: {
        betweenFrames: {
          on: {
            SEND_FRAME: [
              {
                guard: 'isFinal',
                target: '#writeLoop.NONE',
                actions: [{ type: 'writeFrame', params: { first: false } }, 'release'],
              },
              { actions: [{ type: 'writeFrame', params: { first: false } }, 'release'] },
            ],
            BEGIN_FRAME: {
              target: 'inFrame',
              actions: ['declareFrame', { type: 'writeFrameHeader', params: { first: false } }],
            },
            END_MSG: {
              target: '#writeLoop.NONE',
              actions: [{ type: 'writeLastFrame', params: { first: false } }, 'release'],
            },
            SEND_MSG: refuse('message-under-way'),
            ...noFrame,
          },
        },
        inFrame: {
          on: {
            FRAME_DATA: [
              {
                guard: 'exceedsFrame',
                target: '#writeLoop.closed',
                actions: [{ type: 'refuseWrite', params: { reason: 'frame-size-mismatch' } }, 'abortConnection'],
              },
              { guard: 'frameUnderWay', actions: ['takeData', 'writeFrameData'] },
              {
                guard: 'messageUnderWay',
                target: 'betweenFrames',
                actions: ['takeData', 'writeFrameData', 'release'],
              },
              {
                target: '#writeLoop.NONE',
                actions: ['takeData', 'writeFrameData', 'release'],
              },
            ],
            END_FRAME: {
              target: '#writeLoop.closed',
              actions: [{ type: 'refuseWrite', params: { reason: 'frame-size-mismatch' } }, 'abortConnection'],
            },
            SEND_MSG: refuseOnly('frame-under-way'),
            SEND_FRAME: refuseOnly('frame-under-way'),
            BEGIN_FRAME: refuseOnly('frame-under-way'),
            END_MSG: refuseOnly('frame-under-way'),
          },
        },
      },
    },
    closed: {
      on: {
        SEND_MSG: refuse('closing'),
        BEGIN_MSG: refuseOnly('closing'),
        SEND_FRAME: refuse('closing'),
        BEGIN_FRAME: refuse('closing'),
        END_MSG: refuse('closing'),
        FRAME_DATA: refuseOnly('closing'),
        END_FRAME: refuseOnly('closing'),
      },
    },
  },
});
