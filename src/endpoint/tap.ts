/**
 * Whoever watches one connection whole: what its machines are told, what they tell each other and which transitions they take,
 * its frames as they stand on the wire, its timers, its beginning and its end. A tap only looks, and must not throw; bytes
 * are lent to it for the call. A connection without one pays a comparison where something could be told.
 */
import type { EventObject } from 'xstate';
import type { ActorName, TimerName } from '../../machines/index.ts';
import type { FrameHeader } from '../codec/frame-header.ts';
import type { EngineKind, Observer, SystemSnapshot } from '../engine/engine.ts';
import type { CloseRecord } from './close-record.ts';
import type { HeaderPairs } from './opening.ts';

/** What a connection is at the moment, with no event under way. */
export interface Standing {
  readonly engine: EngineKind;
  readonly snapshot: SystemSnapshot;
  /** When armed timers are due, on the platform's clock. */
  readonly timers: Readonly<Partial<Record<TimerName, number>>>;
}

export interface Tap extends Required<Observer> {
  /** From the next event on everything is told; again when the connection has changed its engine. */
  standing(now: Standing): void;
  /** Nothing is told any more: what was under way when this was asked for is over. */
  detached(): void;
  /** An event for a machine, from outside of the machines. `nested`: another event is being handled, this comes from an effect. */
  input(actor: ActorName, event: EventObject, nested: boolean): void;
  /** @param due on the platform's clock, in milliseconds; undefined: it was cancelled */
  timer(timer: TimerName, due: number | undefined): void;
  /** The first line and the header fields of what the other side sent. */
  headReceived(startLine: string, fields: HeaderPairs): void;
  /** The bytes of ours. */
  headSent(bytes: Uint8Array): void;
  opened(protocol: string, extensions: string): void;
  /** @param offset where it begins, in bytes received since the opening handshake */
  frameReceived(header: FrameHeader, offset: number): void;
  /** Payload of the frame that was received last, unmasked. */
  payloadReceived(bytes: Uint8Array, start: number, end: number): void;
  /** What the payload received last has inflated to. */
  inflated(bytes: Uint8Array, start: number, end: number): void;
  /** @param first FIN, RSV and opcode in one byte @param maskingKey 0 where not masked */
  frameSent(first: number, length: number, masked: boolean, maskingKey: number): void;
  /** Payload of the frame that was sent last, masked by this key from its byte `phase` on; key 0: not masked. */
  payloadSent(bytes: Uint8Array, start: number, end: number, maskingKey: number, phase: number): void;
  /** What the frame sent last was compressed from. */
  deflated(payload: string | Uint8Array): void;
  closed(record: CloseRecord): void;
}
