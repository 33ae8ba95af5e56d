/**
 * Words of a byte array, at any offset. Making a view costs more than masking a small frame, so the views of the two arrays
 * seen last are kept: frames come one after another out of the same read buffer, while answers go to another.
 */

/** Arrays of larger buffers are not kept, lest one huge message stay in memory for as long as nothing else arrives. */
const LARGEST_KEPT = 1 << 20;

interface Kept {
  bytes: Uint8Array;
  /** Of `bytes` when the view was made: an array may follow a buffer that grows or shrinks. */
  length: number;
  view: DataView;
}

let latest: Kept = keepNothing();
let earlier: Kept = keepNothing();

/** A view of exactly `bytes`: the same offsets. */
export function viewOf(bytes: Uint8Array): DataView {
  if (bytes === latest.bytes && bytes.length === latest.length) return latest.view;
  [latest, earlier] = [earlier, latest];
  if (bytes === latest.bytes && bytes.length === latest.length) return latest.view;
  const { buffer, byteOffset, length } = bytes;
  const view = new DataView(buffer, byteOffset, length);
  latest = buffer.byteLength <= LARGEST_KEPT ? { bytes, length, view } : keepNothing();
  return view;
}

function keepNothing(): Kept {
  const bytes = new Uint8Array(0);
  return { bytes, length: 0, view: new DataView(bytes.buffer) };
}
