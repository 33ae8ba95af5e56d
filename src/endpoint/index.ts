/** The sans-I/O endpoint: bytes in, bytes and events out. Runs wherever JavaScript does. */
export {
  type CloseRecord,
  explainClose,
  type FrameRecord,
  type ViolationRecord,
} from './close-record.ts';
export { type CompressionOptions, type CompressionSettings, resolveCompression } from './compression-options.ts';
export type { DeflateEngine, Deflater, DeflateSettings, Inflater, InflateStep } from './deflate-engine.ts';
export { Endpoint, type EndpointOptions, type ReadyState } from './endpoint.ts';
export {
  ConnectionError,
  OperationError,
  type OperationErrorId,
} from './errors.ts';
export type { Agreement, Extension, InflateFault, MessageCodec } from './extension.ts';
export type {
  DefaultHandlers,
  FrameInfo,
  Handlers,
  Message,
} from './levels.ts';
export {
  type ClientRequest,
  type HeaderPairs,
  requestOf,
  type UpgradeRequest,
  type UpgradeResponse,
} from './opening.ts';
export type { Acceptance, Refusal } from './opening-side.ts';
export {
  type Bounds,
  defaultLimits,
  defaultTimeouts,
  type Limits,
  type Timeouts,
} from './options.ts';
export { Slab } from './output.ts';
export { PermessageDeflate } from './permessage-deflate.ts';
export { type Platform, portable } from './platform.ts';
export type { Standing, Tap } from './tap.ts';
export type { Transport } from './transport.ts';
