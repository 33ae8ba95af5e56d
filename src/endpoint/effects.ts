/**
 * The effects that the machines name, carried out: one line each, by whoever holds the bytes. Effects that run handlers of
 * the application are guarded: what a handler throws ends the connection with 1011, not the process.
 */
import type {
  CloseHandshakeContext,
  ConnectionContext,
  ControlFrameRead,
  FrameHeaderRead,
  Operation,
  ReadLoopContext,
  TimerName,
  ViolationId,
  WriteLoopContext,
  WriteRefusal,
} from '../../machines/index.ts';
import type { Effects } from '../engine/engine.ts';
import {
  grant,
  receiveClose,
  receivePing,
  receivePong,
  refuseTurn,
  writeClose,
  writeIdlePing,
} from './control-frames.ts';
import { abortPaused, handlerThrew, noteViolation, reportClosed, reportClosing } from './ending.ts';
import type { AnyEndpoint as Host } from './endpoint.ts';
import { offerDecision, reportOpen, writeRefusal } from './opening-effects.ts';
import { arm, cancel } from './timers.ts';

type Timer = { timer: TimerName };
type First = { first: boolean };
type Broken = { violation: ViolationId };

const armTimer = (host: Host, _: never, __: never, { timer }: Timer) => arm(host, timer);
const cancelTimer = (host: Host, _: never, __: never, { timer }: Timer) => cancel(host, timer);
const endTransport = (host: Host) => host.endTransport();
const destroyTransport = (host: Host) => host.destroyTransport();

/** Runs handlers of the application, now and then. What runs for every frame says so itself: shared code is not inlined. */
function guarded<C, E>(effect: (host: Host, context: C, event: E) => void) {
  return (host: Host, context: C, event: E): void => {
    try {
      effect(host, context, event);
    } catch (error) {
      handlerThrew(host, error);
    }
  };
}

export const effects: Effects<Host> = {
  connection: {
    arm: armTimer,
    cancel: cancelTimer,
    destroyTransport,
    reportOpen: guarded(reportOpen),
    reportClosing: guarded(reportClosing),
    reportClosed: (host, { violation }: ConnectionContext, _, { clean }: { clean: boolean }) =>
      reportClosed(host, clean, violation),
  },
  openingHandshake: {
    arm: armTimer,
    cancel: cancelTimer,
    endTransport,
    destroyTransport,
    refuse: (host, _, __, { violation }: Broken) => noteViolation(host, violation, 'openingHandshake', -1),
    writeRequest: (host) => host.opening?.writeRequest(),
    offerDecision: guarded(offerDecision),
    writeAcceptance: (host) => host.opening?.writeAcceptance(),
    writeRefusal: (host, _, __, { status }: { status: number }) => writeRefusal(host, status),
  },
  readLoop: {
    refuse: (host, _, __, { violation }: Broken) => noteViolation(host, violation, 'readLoop', host.incoming.offset),
    beginMessage: (host, { rd_compressed }: ReadLoopContext, header: FrameHeaderRead) =>
      host.incoming.beginMessage(header.opcode, rd_compressed),
    beginFrame: (host) => {
      try {
        host.incoming.beginFrame();
      } catch (error) {
        handlerThrew(host, error);
      }
    },
    beginControlFrame: (host) => host.incoming.beginControlFrame(),
    frameData: (host) => {
      try {
        host.incoming.frameData();
      } catch (error) {
        handlerThrew(host, error);
      }
    },
    endFrame: (host) => {
      try {
        host.incoming.endFrame();
      } catch (error) {
        handlerThrew(host, error);
      }
    },
    endMessage: (host) => {
      try {
        host.incoming.endMessage();
      } catch (error) {
        handlerThrew(host, error);
      }
    },
    receivePing: guarded(receivePing),
    receivePong: guarded(receivePong),
    receiveClose: (host, _, frame: ControlFrameRead) => receiveClose(host, frame.closeCode),
    stopReading: (host) => host.incoming.stop(),
    suspendReading: (host) => host.suspendReading(),
    resumeReading: (host) => host.resumeReading(),
    discardMessages: (host) => host.levels.discard(),
  },
  writeLoop: {
    writeMessage: (host, _, __, { rsv1 }: { rsv1: boolean }) => host.outgoing.writeMessage(rsv1),
    beginMessage: (host) => host.outgoing.beginMessage(),
    writeFrame: (host, { wr_rsv1 }: WriteLoopContext, __, { first }: First) => host.outgoing.writeFrame(first, wr_rsv1),
    writeFrameHeader: (host, { wr_rsv1 }: WriteLoopContext, __, { first }: First) =>
      host.outgoing.writeFrameHeader(first, wr_rsv1),
    writeFrameData: (host, { wr_remain, wr_fin }: WriteLoopContext) => host.outgoing.writeFrameData(wr_remain, wr_fin),
    writeLastFrame: (host, { wr_rsv1 }: WriteLoopContext, __, { first }: First) =>
      host.outgoing.writeLastFrame(first, wr_rsv1),
    refuseWrite: (host, _, __, { reason }: { reason: WriteRefusal }) => host.outgoing.refuse(reason),
  },
  writeTurn: {
    arm: armTimer,
    cancel: cancelTimer,
    grant: (host, _, __, { operation }: { operation: Operation }) => grant(host, operation),
    refuseTurn: (host, _, __, { operation }: { operation: Operation }) => refuseTurn(host, operation),
    supersedePong: (host) => host.pings.supersedePong(),
    resumeFrame: (host) => host.outgoing.run(),
    abortPaused: (host) => abortPaused(host),
  },
  closeHandshake: {
    arm: armTimer,
    cancel: cancelTimer,
    endTransport,
    destroyTransport,
    writeClose: (host, context: CloseHandshakeContext) => writeClose(host, context),
  },
  keepAlive: {
    arm: armTimer,
    cancel: cancelTimer,
    writeIdlePing: (host) => writeIdlePing(host),
    expirePings: (host) => host.pings.expire(),
  },
};
