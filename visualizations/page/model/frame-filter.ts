/** Frames that somebody asks for. Searching goes on in slices: results are there as they are found. */
import { opcodeName } from '../../../src/codec/opcodes.ts';
import type { FrameView } from '../../../src/inspect/frame-view.ts';
import { IndexList } from '../../../src/inspect/index-list.ts';
import { BROKEN, OUT, opcodeOf } from './frame-traits.ts';
import type { Recording } from './recording.ts';

export const frameKinds = ['text', 'binary', 'continuation', 'ping', 'pong', 'close', 'reserved'] as const;
export type FrameKind = (typeof frameKinds)[number];

export interface Criteria {
  readonly direction: '' | 'in' | 'out';
  /** None: all of them. */
  readonly kinds: ReadonlySet<FrameKind>;
  /** Only frames that broke something, or say that something is broken. */
  readonly errors: boolean;
  /** Upper or lower case, in what was kept of the payload. */
  readonly text: string;
}

export const everything: Criteria = { direction: '', kinds: new Set(), errors: false, text: '' };

export function kindOf(opcode: number): FrameKind {
  const name = opcodeName(opcode);
  // The names of opcodes are these kinds, but for the reserved ones.
  return name.startsWith('reserved') ? 'reserved' : (name as FrameKind);
}

export const controlKinds: readonly FrameKind[] = frameKinds.filter((kind) => ['ping', 'pong', 'close'].includes(kind));

const decoder = new TextDecoder();
const kindByOpcode = Array.from({ length: 16 }, (_, opcode) => kindOf(opcode));
/** Close codes that say that something is broken (RFC 6455 §7.4.1). */
const errorCodes = new Set([1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014]);

export class FrameFilter {
  readonly criteria: Criteria;
  /** Numbers of the frames found. */
  readonly found = new IndexList();
  /** Frames gone through. */
  searched = 0;
  readonly #recording: Recording;
  readonly #text: string;
  /** By opcode: whether it is asked for. */
  readonly #wanted: readonly boolean[];

  constructor(recording: Recording, criteria: Criteria) {
    this.#recording = recording;
    this.criteria = criteria;
    this.#text = criteria.text.toLowerCase();
    this.#wanted = kindByOpcode.map((kind) => criteria.kinds.size === 0 || criteria.kinds.has(kind));
  }

  /** Goes on searching until the time is over. @returns whether there is more */
  advance(until = Number.POSITIVE_INFINITY): boolean {
    const { traits } = this.#recording.survey;
    const stride = this.#text === '' ? 4096 : 64;
    while (this.searched < traits.length) {
      const end = Math.min(this.searched + stride, traits.length);
      for (let number = this.searched; number < end; number++) {
        if (this.#matches(number, traits.get(number))) this.found.push(number);
      }
      this.searched = end;
      if (performance.now() > until) break;
    }
    return this.searched < traits.length;
  }

  #matches(number: number, traits: number): boolean {
    const { direction, errors } = this.criteria;
    if (direction !== '' && (direction === 'out') !== ((traits & OUT) !== 0)) return false;
    if (!this.#wanted[opcodeOf(traits)]) return false;
    if (errors && !isTrouble(this.#recording, number, traits)) return false;
    return this.#text === '' || textOf(this.#recording.journal.frame(number)).toLowerCase().includes(this.#text);
  }
}

/** It broke a rule, or its close code says that one was broken. */
export function isTrouble(recording: Recording, number: number, traits: number): boolean {
  if ((traits & BROKEN) !== 0 || isViolation(recording, number, traits)) return true;
  if (opcodeOf(traits) !== 8) return false;
  const { payload } = recording.journal.frame(number);
  return payload.length >= 2 && errorCodes.has(((payload[0] ?? 0) << 8) | (payload[1] ?? 0));
}

/** The close record says that a rule was broken in this frame. */
function isViolation({ journal }: Recording, number: number, traits: number): boolean {
  const offset = journal.closed?.violation?.offset ?? -1;
  if (offset < 0 || (traits & OUT) !== 0) return false;
  const frame = journal.record(journal.frames.get(number));
  return (
    frame.kind === 'frame' &&
    offset >= frame.offset &&
    offset < frame.offset + Math.max(1, frame.headerLength + frame.length)
  );
}

/** What was kept of a payload, as text: inflated where it was compressed. */
export function textOf({ payload, inflated }: FrameView): string {
  return decoder.decode(inflated ?? payload);
}
