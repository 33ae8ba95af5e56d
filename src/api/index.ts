/** wirechart: WebSocket connections whose behaviour is a handful of statecharts. */
export { type ViolationId, violations } from '../../machines/violations.ts';
export {
  type CloseRecord,
  explainClose,
  type FrameRecord,
  type ViolationRecord,
} from '../endpoint/close-record.ts';
export type { CompressionOptions } from '../endpoint/compression-options.ts';
export {
  ConnectionError,
  OperationError,
  type OperationErrorId,
} from '../endpoint/errors.ts';
export type {
  DefaultHandlers,
  FrameInfo,
  Handlers,
  Message,
} from '../endpoint/levels.ts';
export type { UpgradeRequest, UpgradeResponse } from '../endpoint/opening.ts';
export type { Acceptance, Refusal } from '../endpoint/opening-side.ts';
export {
  type Bounds,
  defaultLimits,
  defaultTimeouts,
  type Limits,
  type Timeouts,
} from '../endpoint/options.ts';
export type { PreparedMessage } from '../endpoint/prepared.ts';
export type { EngineKind, Observer } from '../engine/engine.ts';
export type { Sendable } from './arguments.ts';
export { type ConnectOptions, connect } from './connect.ts';
export { Connection, type ConnectionOptions, type SendOptions } from './connection.ts';
export { prepareMessage } from './prepare-message.ts';
export { Server, serve } from './serve.ts';
export type { CloseOptions, ServeOptions, UpgradeDecision } from './serve-options.ts';
export { FrameWriter, type MessageType, MessageWriter } from './writers.ts';
