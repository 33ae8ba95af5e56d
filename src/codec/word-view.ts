/**
 * Words and pieces of a byte array. Asking an array for its buffer, or making a view of it, costs more than masking a small
 * frame, so what is known of the two arrays seen last is kept: frames come one after another out of the same read buffer,
 * while answers go to another.
 */

/** Arrays of larger buffers are not kept, lest one huge message stay in memory for as long as nothing else arrives. */
const LARGEST_KEPT = 1 << 20;

interface Known {
  readonly bytes: Uint8Array;
  /** Of `bytes` when this was made: an array may follow a buffer that grows or shrinks. */
  readonly length: number;
  readonly buffer: ArrayBufferLike;
  readonly offset: number;
  view: DataView | undefined;
}

let latest: Known = know(new Uint8Array(0));
let earlier: Known = latest;

/** A view of exactly `bytes`: the same offsets. */
export function viewOf(bytes: Uint8Array): DataView {
  const known = lookUp(bytes);
  known.view ??= new DataView(known.buffer, known.offset, known.length);
  return known.view;
}

/** `bytes.subarray(start, end)`, in half the time, as a plain array even if `bytes` is a platform's own kind. */
export function pieceOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const { buffer, offset } = lookUp(bytes);
  return new Uint8Array(buffer, offset + start, end - start);
}

function lookUp(bytes: Uint8Array): Known {
  if (bytes === latest.bytes && bytes.length === latest.length) return latest;
  [latest, earlier] = [earlier, latest];
  if (bytes === latest.bytes && bytes.length === latest.length) return latest;
  const known = know(bytes);
  latest = known.buffer.byteLength <= LARGEST_KEPT ? known : know(new Uint8Array(0));
  return known;
}

function know(bytes: Uint8Array): Known {
  return { bytes, length: bytes.length, buffer: bytes.buffer, offset: bytes.byteOffset, view: undefined };
}

/** A plain array of its own with what lies from `start` to `end`. (A Buffer's `slice` would share its memory.) */
export function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}
