/** What lessons ask of the recordings. */
import type { ActorName, ViolationId } from '../../machines/index.ts';
import { decodeClosePayload } from '../../src/codec/close-payload.ts';
import { CLOSE, isControl } from '../../src/codec/opcodes.ts';
import { chartFacts } from '../../src/inspect/chart-facts.ts';
import type { FrameView } from '../../src/inspect/frame-view.ts';
import type { InspectRecord } from '../../src/inspect/records.ts';
import type { Side } from './side.ts';
import type { Line } from './wire.ts';
import { readUnits } from './wire-units.ts';
import type { World } from './world.ts';

export interface FrameQuery {
  readonly direction: 'in' | 'out';
  readonly opcode?: number;
  readonly fin?: boolean;
}

/** Frames in their order, as this side has recorded them. */
export function framesOf({ journal }: Side, { direction, opcode, fin }: FrameQuery): readonly FrameView[] {
  return Array.from({ length: journal.frames.length }, (_, number) => journal.frame(number)).filter(
    (frame) =>
      frame.direction === direction &&
      (opcode === undefined || frame.opcode === opcode) &&
      (fin === undefined || frame.fin === fin),
  );
}

/** Index of the first record that is so; −1 for none. */
export function findRecord(
  { journal }: Side,
  isIt: (record: InspectRecord, index: number) => boolean,
  from = 0,
): number {
  for (let index = from; index < journal.length; index++) if (isIt(journal.record(index), index)) return index;
  return -1;
}

/** Index of the first transition of this machine that has this action; −1 for none. */
export function findAction(side: Side, actor: ActorName, action: string, params: object = {}): number {
  const { transitions } = chartFacts(actor).chart;
  const wanted = JSON.stringify(params);
  return findRecord(
    side,
    (record) =>
      record.kind === 'transition' &&
      record.actor === actor &&
      (transitions[record.index]?.actions ?? []).some(
        (each) => each.name === action && JSON.stringify(each.params ?? {}) === wanted,
      ),
  );
}

/** The machine was in a state that begins so. */
export function wasIn(side: Side, actor: ActorName, state: string): boolean {
  return (
    findRecord(
      side,
      (record, index) =>
        record.kind === 'transition' && record.actor === actor && side.journal.stateAt(actor, index).startsWith(state),
    ) >= 0
  );
}

/** Index of the event that says that an application has begun to close; −1 for none. */
export function closeAsked(side: Side): number {
  return findRecord(side, (record) => record.kind === 'input' && record.event.type === 'CLOSE');
}

export function isOver({ endpoint }: Side): boolean {
  return endpoint.state === 'closed';
}

/** Both sides have ended, and cleanly. */
export function endedCleanly({ sides }: World): boolean {
  return sides.every(({ endpoint }) => endpoint.record?.clean === true);
}

export function brokenRule({ endpoint }: Side): ViolationId | undefined {
  return endpoint.record?.violation?.id;
}

/** Why a connection that should have lived is over; undefined while both sides are open. */
export function deathOf(world: World): string | undefined {
  for (const { role, endpoint } of world.sides) {
    if (endpoint.state === 'closing') return `The ${role} is closing the connection${because(world)}.`;
    if (endpoint.state === 'closed') return `The ${role}’s connection is over${because(world)}.`;
  }
  return undefined;
}

/** `: the server found bad-utf8` */
function because({ sides }: World): string {
  for (const side of sides) {
    const violation = violationOf(side);
    if (violation !== undefined) return `: the ${side.role} found ${violation}`;
  }
  return '';
}

/** The rule that the peer has broken, as soon as it was noticed. */
export function violationOf(side: Side): string | undefined {
  for (const actor of ['readLoop', 'openingHandshake'] as const) {
    const { transitions } = chartFacts(actor).chart;
    for (let index = 0; index < side.journal.length; index++) {
      const record = side.journal.record(index);
      if (record.kind !== 'transition' || record.actor !== actor) continue;
      const refusal = transitions[record.index]?.actions.find(({ name }) => name === 'refuse');
      if (refusal !== undefined) return String((refusal.params as { violation?: unknown }).violation);
    }
  }
  return undefined;
}

/** Codes of the close frames that went this way; 1005 for a frame without one. */
export function closeCodes(side: Side, direction: 'in' | 'out'): readonly number[] {
  return framesOf(side, { direction, opcode: CLOSE }).map(
    ({ payload }) => decodeClosePayload(payload, 0, payload.length).code,
  );
}

/** Data frames that went this way, message by message; the last one may be under way. */
export function messagesOf(side: Side, direction: 'in' | 'out'): readonly (readonly FrameView[])[] {
  const messages: FrameView[][] = [];
  let isUnderWay = false;
  for (const frame of framesOf(side, { direction })) {
    if (isControl(frame.opcode)) continue;
    if (isUnderWay) messages.at(-1)?.push(frame);
    else messages.push([frame]);
    isUnderWay = !frame.fin;
  }
  return messages;
}

/** Where this side's frames begin, in the bytes that it has written: behind the head of the opening handshake. */
export function framesStart({ line }: Side): number {
  return readUnits(line.bytes)[0]?.end ?? 0;
}

/** In how many pieces these bytes have arrived; 0 while some are missing. */
export function piecesOf({ arrived, deliveries }: Line, from: number, to: number): number {
  if (arrived < to) return 0;
  return deliveries.filter((delivery) => delivery.to > from && delivery.from < to).length;
}

/** Bits that differ from what was sent, on both directions of the wire. */
export function flippedBits({ sides }: World): number {
  let count = 0;
  for (const { line } of sides) {
    for (const [at, before] of line.edits) {
      for (let bits = before ^ (line.bytes[at] ?? before); bits > 0; bits >>= 1) count += bits & 1;
    }
  }
  return count;
}

export function editedBytes({ sides }: World): number {
  return sides.reduce((sum, { line }) => sum + line.edits.size, 0);
}
