/** Gathers what will be in the close record while the connection lives. */
import type { ActorName, CloseHandshakeContext, TimerName, ViolationId } from '../../machines/index.ts';
import type { CloseRecord, FrameRecord, ViolationRecord } from './close-record.ts';
import { violationRecord } from './close-record.ts';

export class CloseFacts {
  sent: CloseRecord['sent'];
  received: CloseRecord['received'];
  violation: ViolationRecord | undefined;
  timer: TimerName | undefined;
  error: unknown;
  detail = '';

  /** Notes a broken rule. The first one counts. */
  violated(id: ViolationId, machine: ActorName | '' = '', state = '', offset = -1): void {
    this.violation ??= violationRecord(id, machine, state, offset);
  }

  /** Notes an error of the transport's or the application's. The first one counts. */
  failed(error: unknown): void {
    this.error ??= error;
  }

  record(
    clean: boolean,
    handshake: Pick<CloseHandshakeContext, 'began' | 'violation'>,
    rest: {
      states: CloseRecord['states'];
      bytesReceived: number;
      bytesSent: number;
      frames: readonly FrameRecord[];
      duration: number;
    },
  ): CloseRecord {
    if (handshake.violation !== '') this.violated(handshake.violation);
    return {
      clean,
      code: clean ? (this.received?.code ?? 1005) : 1006,
      reason: this.received?.reason ?? '',
      began: handshake.began,
      sent: this.sent,
      received: this.received,
      violation: this.violation,
      timer: this.timer,
      error: this.error,
      detail: this.detail,
      ...rest,
    };
  }
}
