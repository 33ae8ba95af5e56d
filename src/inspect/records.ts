/**
 * What is recorded of one connection: numbered records, one after the other. Whoever shows, stores, exports or replays a
 * recording reads these. On the way there they are packed into words, see `words.ts`.
 */
import type { ActorName, ConnectionInput, Role, TimerName } from '../../machines/index.ts';
import type { CloseRecord } from '../endpoint/close-record.ts';
import type { EngineKind, SystemSnapshot } from '../engine/engine.ts';

/** An event as a machine was told it: its type, and fields of plain JSON. */
export interface MachineEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The close record as plain JSON: an error is told by its message. */
export type ClosedRecord = Omit<CloseRecord, 'error'> & { readonly error: string };

/** What each record has. */
interface Numbered {
  /** Counts the records of the connection, from 0. */
  readonly seq: number;
  /** Milliseconds on the recorder's clock, which never goes back and is the same for all its connections. */
  readonly time: number;
}

/** A connection is recorded from here on. */
export interface ConnectionRecord extends Numbered {
  readonly kind: 'connection';
  /** Its number among those of the process, from 1. */
  readonly id: number;
  readonly role: Role;
  /** The machines' input: limits, and whether keep-alive is on. */
  readonly input: ConnectionInput;
  /** Milliseconds; null where switched off. */
  readonly timeouts: Readonly<Record<TimerName, number | null>>;
  /** Recorded from its first event, not from somewhere in its life. */
  readonly fromStart: boolean;
  /** What tells it from others: a URL, or the peer's address. */
  readonly label: string;
  /** Agreed on so far; empty before the connection is open, and where nothing was. */
  readonly protocol: string;
  readonly extensions: string;
  /** The wall clock when the recorder's was 0, in milliseconds since 1970. */
  readonly epoch: number;
}

/** Where all machines are: at the beginning of a recording, now and then, and when the engine changes. No event is under way. */
export interface SnapshotRecord extends Numbered {
  readonly kind: 'snapshot';
  readonly engine: EngineKind;
  readonly actors: SystemSnapshot;
  /** When armed timers are due, in milliseconds on the recorder's clock. */
  readonly timers: Readonly<Partial<Record<TimerName, number>>>;
}

/** An event from outside of the machines: from the wire, the application, a timer, or the endpoint that carries out an effect. */
export interface InputRecord extends Numbered {
  readonly kind: 'input';
  readonly actor: ActorName;
  readonly event: MachineEvent;
  /** It came while an event was being handled: from inside an effect. */
  readonly nested: boolean;
}

/** One machine told another an event. */
export interface MessageRecord extends Numbered {
  readonly kind: 'message';
  readonly from: ActorName;
  readonly actor: ActorName;
  readonly event: MachineEvent;
}

/** A transition was taken. Its event, guard, actions and target are in the machine's chart. */
export interface TransitionRecord extends Numbered {
  readonly kind: 'transition';
  readonly actor: ActorName;
  /** Position in the chart, see `readChart`. */
  readonly index: number;
}

/** A frame's header has been read or written. */
export interface RecordedFrame extends Numbered {
  readonly kind: 'frame';
  readonly direction: 'in' | 'out';
  readonly fin: boolean;
  /** RSV1 = 4, RSV2 = 2, RSV3 = 1. */
  readonly rsv: number;
  readonly opcode: number;
  readonly masked: boolean;
  /** The masking key as a big-endian number; 0 if not masked. */
  readonly maskingKey: number;
  /** Bytes of payload, as the header declares them. */
  readonly length: number;
  /** Bytes of header on the wire: more than needed where the length is not in its shortest form. */
  readonly headerLength: number;
  /** Where its header begins, in bytes since the opening handshake, in its direction. */
  readonly offset: number;
}

/** Some payload of the last frame in this direction. */
export interface PayloadRecord extends Numbered {
  readonly kind: 'payload';
  readonly direction: 'in' | 'out';
  /** `wire`: as it passes, unmasked; `inflated`: what a compressed piece has become. */
  readonly form: 'wire' | 'inflated';
  /** Its first bytes: as many as are still wanted of the frame. */
  readonly bytes: Uint8Array;
  /** Bytes that the piece has. */
  readonly length: number;
}

/** The head of an opening handshake, as text; perhaps cut. */
export interface HandshakeRecord extends Numbered {
  readonly kind: 'handshake';
  readonly direction: 'in' | 'out';
  readonly head: string;
}

/** A timer was armed or cancelled. When it fires, its event is an input. */
export interface TimerRecord extends Numbered {
  readonly kind: 'timer';
  readonly timer: TimerName;
  /** Milliseconds on the recorder's clock; undefined when cancelled. */
  readonly due: number | undefined;
}

/** Agreed on in the opening handshake. */
export interface OpenRecord extends Numbered {
  readonly kind: 'open';
  readonly protocol: string;
  readonly extensions: string;
}

/** The connection is over. */
export interface ClosedConnectionRecord extends Numbered {
  readonly kind: 'closed';
  readonly record: ClosedRecord;
}

/** Records were lost here: the ring was full, or a viewer too slow. */
export interface GapRecord extends Numbered {
  readonly kind: 'gap';
  readonly lost: number;
}

/** The connection is not recorded any more. */
export interface DetachedRecord extends Numbered {
  readonly kind: 'detached';
}

export type InspectRecord =
  | ConnectionRecord
  | SnapshotRecord
  | InputRecord
  | MessageRecord
  | TransitionRecord
  | RecordedFrame
  | PayloadRecord
  | HandshakeRecord
  | TimerRecord
  | OpenRecord
  | ClosedConnectionRecord
  | GapRecord
  | DetachedRecord;

export type RecordKind = InspectRecord['kind'];
