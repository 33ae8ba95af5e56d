/** What is known about a connection once it is over. "1006, no reason" must never be all that a user gets. */
import type { ActorName, TimerName, ViolationId } from '../../machines/index.ts';
import { violations } from '../../machines/index.ts';
import { opcodeName } from '../codec/opcodes.ts';

/** One frame, without its payload. */
export interface FrameRecord {
  readonly direction: 'in' | 'out';
  readonly opcode: number;
  readonly fin: boolean;
  /** Bytes of payload. */
  readonly length: number;
}

/** A rule that was broken, and where. */
export interface ViolationRecord {
  readonly id: ViolationId;
  readonly section: string;
  readonly explanation: string;
  /** The machine that refused, and the state that it was in; empty where no machine was asked. */
  readonly machine: ActorName | '';
  readonly state: string;
  /**
   * Where in the bytes received since the opening handshake: the first byte of the offending frame, or, for bad UTF-8, the
   * byte itself. −1 where it is not about a byte.
   */
  readonly offset: number;
}

export interface CloseRecord {
  /** Both close frames were exchanged. */
  readonly clean: boolean;
  /** As the WebSocket API tells it: the peer's code, 1005 if its close frame had none, 1006 if not clean. */
  readonly code: number;
  /** The reason in the peer's close frame. */
  readonly reason: string;
  readonly began: 'us' | 'peer' | 'transport' | '';
  readonly sent: { readonly code: number; readonly reason: string } | undefined;
  readonly received: { readonly code: number; readonly reason: string } | undefined;
  readonly violation: ViolationRecord | undefined;
  /** The timer that ended it. */
  readonly timer: TimerName | undefined;
  /** The transport's or the application's own error. */
  readonly error: unknown;
  /** The state that each machine was in when the connection was about to end. */
  readonly states: Readonly<Record<ActorName, string>>;
  /** Bytes since the opening handshake. */
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** The last frames in both directions, oldest first. */
  readonly frames: readonly FrameRecord[];
  /** Milliseconds from being made until being closed. */
  readonly duration: number;
  /** More about a failed opening handshake: the HTTP status, or what the transport said. */
  readonly detail: string;
}

/** The record in plain words, for a log or a terminal: one line per fact. */
export function explainClose(record: CloseRecord): string {
  const lines = [
    `${record.clean ? 'closed cleanly' : 'closed uncleanly'}, code ${record.code}${quoted(record.reason)}`,
  ];
  const who = { us: 'this side', peer: 'the peer', transport: 'the end of the transport', '': '' }[record.began];
  if (who !== '') lines.push(`began:    ${who}`);
  if (record.violation !== undefined) lines.push(...explainViolation(record.violation));
  if (record.timer !== undefined) lines.push(`timer:    ${record.timer}`);
  if (record.detail !== '') lines.push(`detail:   ${record.detail}`);
  if (record.error !== undefined) lines.push(`error:    ${messageOf(record.error)}`);
  lines.push(`sent:     ${closeFrame(record.sent)}`, `received: ${closeFrame(record.received)}`);
  lines.push(
    `bytes:    ${record.bytesReceived} in, ${record.bytesSent} out, after ${(record.duration / 1000).toFixed(3)} s`,
  );
  if (record.frames.length > 0) lines.push(`frames:   ${record.frames.map(explainFrame).join(', ')}`);
  const states = Object.entries(record.states).map(([name, state]) => `${name} ${state}`);
  lines.push(`states:   ${states.join(', ')}`);
  return lines.join('\n');
}

/** `→ text 5`, `← ping 0`, with `…` where more frames of the message follow. */
export function explainFrame(frame: FrameRecord): string {
  const arrow = frame.direction === 'in' ? '←' : '→';
  return `${arrow} ${opcodeName(frame.opcode)} ${frame.length}${frame.fin ? '' : ' …'}`;
}

export function violationRecord(
  id: ViolationId,
  machine: ActorName | '' = '',
  state = '',
  offset = -1,
): ViolationRecord {
  const { section, explanation } = violations[id];
  return { id, section, explanation, machine, state, offset };
}

function explainViolation({ id, section, explanation, machine, state, offset }: ViolationRecord): string[] {
  const place = [machine === '' ? '' : `machine ${machine}, state ${state}`, offset < 0 ? '' : `byte ${offset}`];
  const where = place.filter((each) => each !== '').join(', ');
  return [`rule:     ${id} (${section}): ${explanation}`, ...(where === '' ? [] : [`refused:  ${where}`])];
}

function closeFrame(frame: CloseRecord['sent']): string {
  if (frame === undefined) return 'no close frame';
  return frame.code === 1005 ? 'a close frame without a code' : `${frame.code}${quoted(frame.reason)}`;
}

function quoted(reason: string): string {
  return reason === '' ? '' : ` ${JSON.stringify(reason)}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
