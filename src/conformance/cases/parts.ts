/** What cases are made of: frames, steps and expectations, so that a list of cases reads like a table. */
import { BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT } from '../../codec/opcodes.ts';
import { encodeUtf8 } from '../../codec/utf8.ts';
import type {
  CaseGroup,
  CloseExpectation,
  ConformanceCase,
  Expected,
  FrameToSend,
  Outcome,
  Pace,
  Payload,
  Step,
} from '../model.ts';

/** A case that gets its number from its place in the group. */
export type UnnumberedCase = Omit<ConformanceCase, 'id'>;

/** A group whose cases are numbered from 1 on. */
export function group(id: string, title: string, cases: readonly UnnumberedCase[]): CaseGroup {
  return { id, title, cases: cases.map((each, index) => ({ id: `${id}.${index + 1}`, ...each })) };
}

// Frames. `changes` says what is otherwise than it should be.

type Changes = Omit<FrameToSend, 'opcode' | 'payload'>;

/** The first frame of a message, or a later one, of several. */
export const unfinished: Changes = { fin: false };

export function text(payload: Payload = '', changes: Changes = {}): FrameToSend {
  return { opcode: TEXT, payload, ...changes };
}

export function binary(payload: Payload = '', changes: Changes = {}): FrameToSend {
  return { opcode: BINARY, payload, ...changes };
}

export function continuation(payload: Payload = '', changes: Changes = {}): FrameToSend {
  return { opcode: CONTINUATION, payload, ...changes };
}

export function ping(payload: Payload = '', changes: Changes = {}): FrameToSend {
  return { opcode: PING, payload, ...changes };
}

export function pong(payload: Payload = '', changes: Changes = {}): FrameToSend {
  return { opcode: PONG, payload, ...changes };
}

/** A close frame, with any code, or empty without one. */
export function close(code?: number, reason: string | Uint8Array = '', changes: Changes = {}): FrameToSend {
  const octets = typeof reason === 'string' ? encodeUtf8(reason) : reason;
  const payload = code === undefined ? octets : Uint8Array.of(code >> 8, code & 0xff, ...octets);
  return { opcode: CLOSE, payload, ...changes };
}

export function repeat(octets: string | Uint8Array, size: number): Payload {
  return { repeat: octets, size };
}

/** Octets written as hexadecimal digits. */
export function hex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

// Steps.

/** Frames in one write. */
export function send(...frames: readonly FrameToSend[]): Step {
  return { do: 'frames', frames };
}

/** Each frame in a write of its own. */
export function sendEach(...frames: readonly FrameToSend[]): Step[] {
  return frames.map((frame) => send(frame));
}

/** Frames in writes of so many octets. */
export function chopped(pace: Pace, ...frames: readonly FrameToSend[]): Step {
  return { do: 'frames', frames, ...pace };
}

/** One octet per write. */
export const octetwise: Pace = { chop: 1 };

// Expectations.

export function gotText(payload: Payload = ''): Expected {
  return { kind: 'message', type: 'text', payload };
}

export function gotBinary(payload: Payload = ''): Expected {
  return { kind: 'message', type: 'binary', payload };
}

export function gotPong(payload: Payload = ''): Expected {
  return { kind: 'pong', payload };
}

/** A pong that may be left out in favour of a later one (RFC 6455 §5.5.3). */
export function maybePong(payload: Payload = ''): Expected {
  return { kind: 'pong', payload, optional: true };
}

/** Exactly these events. */
export function exactly(...events: readonly Expected[]): Outcome[] {
  return [{ behavior: 'pass', events }];
}

/** These events, or none: the subject may throw away what waits to be sent when the connection fails. */
export function thenFails(...events: readonly Expected[]): Outcome[] {
  return [
    { behavior: 'pass', events },
    { behavior: 'acceptable', events: [], meaning: 'The connection failed before the answer was sent.' },
  ];
}

/** A close frame may always come without a code (RFC 6455 §7.1.5). */
const NO_CODE = 1005;

/** We close, the subject answers: both close frames pass. */
export function weClose(...codes: readonly number[]): CloseExpectation {
  return { by: 'us', codes: [...(codes.length === 0 ? [1000] : codes), NO_CODE], clean: true };
}

/** Our close frame is broken: the subject says so, or drops the connection. */
export function refusesOurClose(...codes: readonly number[]): CloseExpectation {
  return { by: 'us', codes: [...codes, NO_CODE], clean: false };
}

/** The subject fails the connection (RFC 6455 §7.1.7): it says why, or drops it. */
export function subjectFails(...codes: readonly number[]): CloseExpectation {
  return { by: 'subject', codes: [...codes, NO_CODE], clean: false };
}

/** How most sentences end. */
export const closesCleanly = 'Then it answers our close frame with one of its own.';
