/** The errors that operations fail with. What went wrong on the wire is a violation, see machines/violations.ts. */
import type { ViolationId } from '../../machines/violations.ts';
import type { CloseRecord, ViolationRecord } from './close-record.ts';

/** The connection failed or never opened. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly id: ViolationId;
  /** The rule that was broken, and where. */
  readonly violation: ViolationRecord;
  /** All that is known, once the connection is over. */
  readonly record: CloseRecord | undefined;

  constructor(violation: ViolationRecord, record: CloseRecord | undefined, cause: unknown) {
    const detail = record === undefined || record.detail === '' ? '' : ` ${record.detail}`;
    super(`${violation.explanation} (${violation.id})${detail}`, cause === undefined ? undefined : { cause });
    this.id = violation.id;
    this.violation = violation;
    this.record = record;
  }
}

const explanations = {
  aborted: 'The connection closed before this was done.',
  closing: 'The connection is closing: nothing more can be sent.',
  'not-open': 'The connection is not open yet.',
  'output-limit': 'More bytes than maxBufferedOutput wait to be sent: wait for earlier sends, or close the connection.',
  'too-many-pings': 'More pings than maxQueuedPings wait to be sent or answered.',
  'pong-timeout': 'The peer did not answer this ping within pongTimeout.',
  'frame-size-mismatch':
    'The streamed frame was given more or fewer bytes than it declared: the connection has failed.',
  'no-message': 'No message is under way: begin one first.',
  'message-under-way': 'This message is not finished: end it first.',
  'frame-under-way': 'A frame of this message is being streamed: finish it first.',
  'compressed-message': 'A frame of a compressed message cannot be streamed: send it whole, or do not compress.',
  'no-frame': 'No frame of this message is being streamed: its declared size has been sent.',
} as const;

export type OperationErrorId = keyof typeof explanations;

/** One operation could not be done. `cause`, where there is one, is what ended the connection. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  readonly id: OperationErrorId;

  constructor(id: OperationErrorId, options?: ErrorOptions & { detail?: string }) {
    super(`${explanations[id]}${options?.detail === undefined ? '' : ` ${options.detail}`}`, options);
    this.id = id;
  }
}
