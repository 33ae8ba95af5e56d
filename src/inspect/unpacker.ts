/** Reads the pieces of one ring as records, without keeping them: for whoever passes them on. */
import { readRecord } from './record-reader.ts';
import type { InspectRecord } from './records.ts';
import type { Piece } from './ring.ts';
import { kindOf, readDouble, sizeOf, TIME } from './words.ts';

export class Unpacker {
  #time = 0;
  #nextSeq = 0;

  /** The records of the next piece, after a gap for what was lost before it. */
  read({ words, firstSeq }: Piece): InspectRecord[] {
    const records: InspectRecord[] = [];
    const lost = firstSeq - this.#nextSeq;
    if (lost > 0) records.push({ kind: 'gap', seq: this.#nextSeq, time: this.#time, lost });
    let seq = firstSeq;
    // A ring writes no record that is cut, or empty.
    for (let at = 0; at < words.length; at += sizeOf(words[at] as number)) {
      if (kindOf(words[at] as number) === TIME) this.#time = readDouble(words, at + 1);
      else records.push(readRecord(words, at, seq++, this.#time));
    }
    this.#nextSeq = seq;
    return records;
  }
}
