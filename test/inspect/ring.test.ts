import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecordWriter } from '../../src/inspect/record-writer.ts';
import type { InspectRecord } from '../../src/inspect/records.ts';
import { Budget, type Cursor, type Piece, Ring } from '../../src/inspect/ring.ts';
import { Unpacker } from '../../src/inspect/unpacker.ts';

const KIB = 1024;

/** A ring, and a writer of records of any size that say their own number. */
class Numbered {
  readonly ring: Ring;
  readonly #writer: RecordWriter;
  #next = 0;

  constructor(most: number, budget?: Budget) {
    this.ring = new Ring(most, budget);
    this.#writer = new RecordWriter(this.ring);
  }

  write(size = 0): void {
    this.#writer.json({ kind: 'open', protocol: String(this.#next++), extensions: '.'.repeat(size) });
  }

  writeMany(count: number, size?: number): void {
    for (let each = 0; each < count; each++) this.write(size);
  }
}

/** One who reads a ring, piece by piece. */
class Reader {
  readonly #ring: Ring;
  readonly #cursor: Cursor;
  readonly #unpacker = new Unpacker();
  readonly records: InspectRecord[] = [];

  constructor(ring: Ring) {
    this.#ring = ring;
    this.#cursor = ring.oldest();
  }

  readPiece(): Piece | undefined {
    const piece = this.#ring.read(this.#cursor);
    if (piece !== undefined) this.records.push(...this.#unpacker.read(piece));
    return piece;
  }

  readAll(): this {
    while (this.readPiece() !== undefined);
    return this;
  }

  /** The numbers that were read, each of which the record itself has to say; gaps as what they leave out. */
  checked(): number[] {
    const seen: number[] = [];
    for (const record of this.records) {
      if (record.kind === 'open') {
        expect(record.protocol).toBe(String(record.seq));
        seen.push(record.seq);
      } else if (record.kind === 'gap') {
        expect(record.seq).toBe(seen.length === 0 ? 0 : (seen.at(-1) as number) + 1);
        seen.push(...Array.from({ length: record.lost }, (_, at) => record.seq + at));
      }
    }
    return seen;
  }

  get lost(): number {
    return this.records.reduce((sum, record) => sum + (record.kind === 'gap' ? record.lost : 0), 0);
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);

test('a reader that keeps up gets every record, in order, and loses nothing', () => {
  const numbered = new Numbered(16 * KIB);
  const reader = new Reader(numbered.ring);
  for (let each = 0; each < 2000; each++) {
    numbered.write(each % 50);
    reader.readAll();
  }
  expect(reader.lost).toBe(0);
  expect(reader.checked()).toEqual(upTo(2000));
});

test('the memory is bounded whatever is written, and the newest records are there', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: 256 }),
      fc.array(fc.nat(1500), { minLength: 1, maxLength: 400 }),
      (kib, sizes) => {
        const numbered = new Numbered(kib * KIB);
        for (const size of sizes) {
          numbered.write(size);
          expect(numbered.ring.size).toBeLessThanOrEqual(kib * KIB);
        }
        const reader = new Reader(numbered.ring).readAll();
        expect(reader.checked()).toEqual(upTo(sizes.length));
        expect(numbered.ring.nextSeq).toBe(sizes.length);
        expect(reader.lost).toBe(numbered.ring.firstSeq);
      },
    ),
  );
});

test('one that is full gives up a quarter at a time', () => {
  const numbered = new Numbered(64 * KIB);
  numbered.writeMany(2000, 100);
  expect(numbered.ring.firstSeq).toBeGreaterThan(0);
  expect(numbered.ring.written).toBeGreaterThan(2000 * 100);
  for (let each = 0; each < 300; each++) {
    numbered.write(100);
    const bytes = [...pieces(numbered.ring)].reduce((sum, { words }) => sum + words.byteLength, 0);
    expect(bytes).toBeGreaterThan(0.7 * 64 * KIB);
  }
});

function* pieces(ring: Ring): Iterable<Piece> {
  const cursor = ring.oldest();
  for (let piece = ring.read(cursor); piece !== undefined; piece = ring.read(cursor)) yield piece;
}

test('it begins small and grows as it is written', () => {
  const numbered = new Numbered(64 * KIB);
  expect(numbered.ring.size).toBe(KIB);
  numbered.writeMany(30, 100);
  expect(numbered.ring.size).toBeLessThan(8 * KIB);
});

test('readers at any pace get every record in order, or a gap that counts exactly', () => {
  const step = fc.oneof(
    fc.record({ write: fc.integer({ min: 1, max: 30 }), size: fc.nat(400) }),
    fc.record({ reader: fc.nat(3), pieces: fc.integer({ min: 1, max: 3 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const numbered = new Numbered(8 * KIB);
      const readers = upTo(4).map(() => new Reader(numbered.ring));
      let written = 0;
      for (const each of steps) {
        if ('write' in each) {
          numbered.writeMany(each.write, each.size);
          written += each.write;
        } else {
          for (let piece = 0; piece < each.pieces; piece++) readers[each.reader]?.readPiece();
        }
      }
      for (const reader of readers) expect(reader.readAll().checked()).toEqual(upTo(written));
    }),
  );
});

test('a cursor in the middle of a block goes on there, also when the ring has grown since', () => {
  const numbered = new Numbered(64 * KIB);
  numbered.writeMany(3);
  const cursor = numbered.ring.oldest();
  expect(numbered.ring.read(cursor)?.firstSeq).toBe(0);
  expect(numbered.ring.read(cursor)).toBeUndefined();
  numbered.write();
  const middle = numbered.ring.read(cursor);
  expect(middle?.firstSeq).toBe(3);
  expect(cursor.at).toBeGreaterThan(0);
  numbered.writeMany(100);
  const reader = new Unpacker();
  reader.read({ words: new Uint32Array(0), firstSeq: 4 });
  const later: number[] = [];
  for (let piece = numbered.ring.read(cursor); piece !== undefined; piece = numbered.ring.read(cursor)) {
    later.push(...reader.read(piece).map(({ seq }) => seq));
  }
  expect(later).toEqual(upTo(104).slice(4));
});

test('what was read is a copy: what is written later does not reach it', () => {
  const numbered = new Numbered(4 * KIB);
  numbered.writeMany(3);
  const [piece] = pieces(numbered.ring);
  const before = piece?.words.slice();
  numbered.writeMany(500, 50);
  expect(piece?.words).toEqual(before);
});

test('every block says the time, so that records have theirs after a loss', () => {
  const numbered = new Numbered(4 * KIB);
  numbered.ring.setTime(1234.5);
  numbered.writeMany(500, 20);
  const { records } = new Reader(numbered.ring).readAll();
  const times = new Set(records.filter(({ kind }) => kind !== 'gap').map(({ time }) => time));
  expect([...times]).toEqual([1234.5]);
});

test('a record larger than all of it stands alone', () => {
  const numbered = new Numbered(4 * KIB);
  numbered.writeMany(10);
  numbered.write(10 * KIB);
  const reader = new Reader(numbered.ring).readAll();
  expect(reader.records.map(({ kind }) => kind)).toEqual(['gap', 'open']);
  expect(reader.checked()).toEqual(upTo(11));
  numbered.write();
  expect(numbered.ring.size).toBeLessThanOrEqual(4 * KIB);
});

test('rings share a budget: who has most gives up what is oldest', () => {
  const budget = new Budget(64 * KIB);
  const [busy, quiet] = [new Numbered(KIB * KIB, budget), new Numbered(KIB * KIB, budget)];
  quiet.writeMany(30, 100);
  busy.writeMany(5000, 100);
  expect(budget.used).toBe(busy.ring.size + quiet.ring.size);
  expect(budget.used).toBeLessThanOrEqual(64 * KIB);
  expect(busy.ring.firstSeq).toBeGreaterThan(0);
  expect(new Reader(quiet.ring).readAll().checked()).toEqual(upTo(30));
  expect(quiet.ring.firstSeq).toBe(0);
});

test('who comes late gets a share of a budget used up, and readers of the others a gap that counts', () => {
  const budget = new Budget(128 * KIB);
  const early = upTo(4).map(() => new Numbered(KIB * KIB, budget));
  const readers = early.map(({ ring }) => new Reader(ring));
  for (const numbered of early) numbered.writeMany(2000, 100);
  const late = new Numbered(KIB * KIB, budget);
  late.writeMany(2000, 100);
  const all = [...early, late];
  expect(late.ring.share).toBe(budget.most / 5);
  for (const { ring } of all) expect(ring.size).toBeGreaterThan(ring.share / 2);
  expect(all.reduce((sum, { ring }) => sum + ring.size, 0)).toBe(budget.used);
  expect(budget.used).toBeLessThanOrEqual(budget.most);
  for (const reader of readers) {
    expect(reader.readAll().checked()).toEqual(upTo(2000));
    expect(reader.lost).toBeGreaterThan(0);
  }
});

test('so many rings that there is nothing to give have a small block each, and no more', () => {
  const budget = new Budget(4 * KIB);
  const rings = upTo(10).map(() => new Numbered(KIB * KIB, budget));
  for (let each = 0; each < 100; each++) {
    for (const numbered of rings) {
      numbered.write(100);
      expect(numbered.ring.size).toBe(KIB);
    }
  }
  for (const { ring } of rings) expect(new Reader(ring).readAll().checked()).toEqual(upTo(100));
});

test('a budget used up costs a ring what is oldest, not all that it has', () => {
  const numbered = new Numbered(KIB * KIB, new Budget(64 * KIB));
  for (let each = 0; each < 3000; each++) {
    numbered.write(100);
    const kept = numbered.ring.nextSeq - numbered.ring.firstSeq;
    if (each > 300) expect(kept).toBeGreaterThan(100);
  }
});

test('once released it takes nothing, gives nothing, and others have its memory', () => {
  const budget = new Budget(16 * KIB);
  const [one, other] = [new Numbered(KIB * KIB, budget), new Numbered(KIB * KIB, budget)];
  one.writeMany(200, 100);
  const reader = new Reader(one.ring);
  one.ring.release();
  expect(one.ring.size).toBe(0);
  expect(budget.used).toBe(other.ring.size);
  expect(reader.readPiece()).toBeUndefined();
  expect(one.ring.nextSeq).toBe(200);
  expect(other.ring.share).toBe(budget.most);
  other.writeMany(60, 100);
  expect(new Reader(other.ring).readAll().lost).toBe(0);
});

test('released twice it gives its memory back once', () => {
  const budget = new Budget(16 * KIB);
  const { ring } = new Numbered(KIB * KIB, budget);
  ring.release();
  ring.release();
  expect(budget.used).toBe(0);
});

test('what is written after a release is found by readers from before, behind a gap that counts', () => {
  const numbered = new Numbered(16 * KIB);
  const reader = new Reader(numbered.ring);
  numbered.writeMany(200, 100);
  reader.readPiece();
  numbered.ring.release();
  numbered.writeMany(5);
  expect(reader.readAll().checked()).toEqual(upTo(205));
  expect(numbered.ring.size).toBe(KIB);
});
