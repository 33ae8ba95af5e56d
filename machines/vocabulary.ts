/**
 * The words that the machines speak: who the actors are, which events each of them understands, and what the paused
 * operations are called. Payload bytes never appear here; machines see lengths, flags and codes.
 */
import type { ViolationId } from './violations.ts';

/** Which side of the connection an endpoint is. */
export type Role = 'client' | 'server';

/**
 * The operations that may be paused because another one has the write turn, in the order in which they get it (seed 2).
 * `op_close`: a close frame; `op_idle_ping`: a keep-alive ping; `op_pong`: the reader's answer to a ping (the seed's
 * `op_rd`); `op_ping`: a ping of the user's; `op_wr`: data.
 */
export type Operation = 'op_close' | 'op_idle_ping' | 'op_pong' | 'op_ping' | 'op_wr';

/** Every wait has a timer of its own. Its event, `TIMER_…`, goes to the machine that armed it. */
export type TimerName = 'connect' | 'opening' | 'idle' | 'pong' | 'drain' | 'close';

/** The endpoint's owner, its user or the transport did something: told to the connection, which passes it on. */
export type Abort = { type: 'ABORT'; violation: ViolationId };
export type TransportEnded = { type: 'TRANSPORT_ENDED' };

export type ConnectionEvent =
  | { type: 'DIAL' }
  | { type: 'TRANSPORT_READY' }
  | { type: 'TIMER_CONNECT' }
  | { type: 'OPENED'; compression: boolean }
  | { type: 'REFUSED' }
  | { type: 'CLOSING' }
  | { type: 'CLOSED'; clean: boolean }
  | Abort
  | TransportEnded;

/** What the client found in the server's answer (RFC 6455 §4.1). */
export interface ResponseFacts {
  type: 'RESPONSE';
  /** What is wrong with the bytes of the head, or `''`. */
  fault: '' | 'head-too-large' | 'too-many-headers' | 'malformed-head';
  http11: boolean;
  status: number;
  upgradeWebSocket: boolean;
  connectionUpgrade: boolean;
  accept: 'missing' | 'wrong' | 'right';
  protocol: 'none' | 'offered' | 'not-offered';
  /** `agreed`: permessage-deflate, as it was offered. */
  extensions: 'none' | 'agreed' | 'not-offered' | 'bad-parameters' | 'malformed';
}

/** What the server found in the client's request (RFC 6455 §4.2.1). */
export interface RequestFacts {
  type: 'REQUEST';
  fault: ResponseFacts['fault'];
  http11: boolean;
  get: boolean;
  host: boolean;
  upgradeWebSocket: boolean;
  connectionUpgrade: boolean;
  key: 'missing' | 'malformed' | 'valid';
  version: 'missing' | 'unsupported' | 'supported';
  protocols: 'none' | 'listed' | 'malformed';
  extensions: 'none' | 'listed' | 'malformed';
}

export type OpeningHandshakeEvent =
  | { type: 'CONNECT' }
  | { type: 'AWAIT_REQUEST' }
  | ResponseFacts
  | RequestFacts
  /** `compression`: permessage-deflate is agreed on (RFC 7692 §5). */
  | { type: 'ACCEPT'; compression: boolean }
  | { type: 'REFUSE' }
  | { type: 'TIMER_OPENING' }
  | Abort
  | TransportEnded;

/** A frame header as it was read, RFC 6455 §5.2. */
export interface FrameHeaderRead {
  type: 'FRAME_HEADER';
  fin: boolean;
  /** RSV1 = 4, RSV2 = 2, RSV3 = 1. */
  rsv: number;
  opcode: number;
  masked: boolean;
  /** Bytes of payload. */
  length: number;
  /** The length was written in its shortest form. */
  minimal: boolean;
  /** The 64-bit length has its top bit set, or does not fit into a safe integer. */
  oversized: boolean;
}
/** Some payload of the data frame under way has been read, and unmasked. */
export interface PayloadRead {
  type: 'PAYLOAD';
  /** Bytes on the wire. */
  length: number;
  /** A byte among them cannot be part of valid UTF-8 (text messages only). */
  badUtf8: boolean;
  /** A UTF-8 sequence is still incomplete after them (text messages only). */
  openUtf8: boolean;
  /** Compressed messages only: the bytes are no DEFLATE data, or the message inflates past its limit. */
  inflateFault: '' | 'bad-data' | 'too-large';
}
/** A control frame has been read whole. */
export interface ControlFrameRead {
  type: 'CONTROL_FRAME';
  opcode: number;
  /** A pong whose payload is that of the last ping that we sent: it answers the earlier ones, too (§5.5.3). */
  answersLastPing: boolean;
  /** What the payload of a close frame says (§5.5.1). */
  closeCode: number;
  closeFault: '' | 'bad-close-size' | 'bad-close-code' | 'bad-close-reason';
}

export type ReadLoopEvent =
  | { type: 'OPENED'; compression: boolean }
  | FrameHeaderRead
  | PayloadRead
  | ControlFrameRead
  | { type: 'PAUSE' }
  | { type: 'RESUME' }
  | { type: 'CLOSING' }
  | { type: 'STOP' };

export type WriteLoopEvent =
  | { type: 'SEND_MSG'; compressed: boolean }
  | { type: 'BEGIN_MSG'; compressed: boolean }
  | { type: 'SEND_FRAME'; fin: boolean }
  | { type: 'BEGIN_FRAME'; length: number; fin: boolean }
  | { type: 'FRAME_DATA'; length: number }
  | { type: 'END_FRAME' }
  | { type: 'END_MSG' }
  | { type: 'STOP' };

export type WriteTurnEvent =
  | { type: 'OPENED' }
  | { type: 'WANT_CLOSE' }
  | { type: 'WANT_IDLE_PING' }
  | { type: 'WANT_PONG' }
  | { type: 'WANT_PING' }
  | { type: 'WANT_WRITE' }
  | { type: 'RELEASE' }
  | { type: 'BLOCKED' }
  | { type: 'DRAINED' }
  | { type: 'TIMER_DRAIN' }
  | { type: 'STOP' };

export type CloseHandshakeEvent =
  | { type: 'CLOSE'; code: number; writesWaiting: boolean }
  | { type: 'WRITES_DONE' }
  | { type: 'TURN' }
  | { type: 'PEER_CLOSE'; code: number }
  | { type: 'FAIL'; violation: ViolationId; code: number }
  | { type: 'TIMER_CLOSE' }
  | Abort
  | TransportEnded;

export type KeepAliveEvent =
  | { type: 'START' }
  | { type: 'ACTIVITY' }
  | { type: 'TURN' }
  | { type: 'PING_SENT' }
  | { type: 'PONG' }
  | { type: 'READING_SUSPENDED' }
  | { type: 'READING_RESUMED' }
  | { type: 'TIMER_IDLE' }
  | { type: 'TIMER_PONG' }
  | { type: 'STOP' };

/** Every actor, and what it understands. */
export interface ActorEvents {
  connection: ConnectionEvent;
  openingHandshake: OpeningHandshakeEvent;
  readLoop: ReadLoopEvent;
  writeLoop: WriteLoopEvent;
  writeTurn: WriteTurnEvent;
  closeHandshake: CloseHandshakeEvent;
  keepAlive: KeepAliveEvent;
}
export type ActorName = keyof ActorEvents;

/** What a connection's machines are told once, when it is made. */
export interface ConnectionInput {
  role: Role;
  /** Largest message to receive, in bytes. */
  maxMessageSize: number;
  /** Largest single frame to receive, in bytes. */
  maxFrameSize: number;
  /** Most frames in one received message. */
  maxFragments: number;
  /** Most pongs that wait for the write turn; past it the newest ping supersedes the oldest. */
  maxQueuedPongs: number;
  /** Most pings of the user's that wait for the write turn. */
  maxQueuedPings: number;
  /** Send pings of our own when the peer is silent. */
  idlePings: boolean;
}
