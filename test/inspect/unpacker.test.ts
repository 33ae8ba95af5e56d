import { expect, test } from 'vitest';
import { RecordWriter } from '../../src/inspect/record-writer.ts';
import { Ring } from '../../src/inspect/ring.ts';
import { Unpacker } from '../../src/inspect/unpacker.ts';

test('pieces become records with their numbers and times, over the pieces’ ends', () => {
  const ring = new Ring(4096);
  const writer = new RecordWriter(ring);
  const cursor = ring.oldest();
  const unpacker = new Unpacker();
  const read = () => {
    const piece = ring.read(cursor);
    return piece === undefined ? [] : unpacker.read(piece).map(({ kind, seq, time }) => [kind, seq, time]);
  };
  ring.setTime(5);
  writer.transition(0, 0);
  writer.timer(0, 9);
  expect(read()).toEqual([
    ['transition', 0, 5],
    ['timer', 1, 5],
  ]);
  writer.json({ kind: 'detached' });
  ring.setTime(6);
  writer.transition(0, 1);
  expect(read()).toEqual([
    ['detached', 2, 5],
    ['transition', 3, 6],
  ]);
  expect(read()).toEqual([]);
});

test('what was lost before a piece is a gap, at the time of what was read last', () => {
  const unpacker = new Unpacker();
  const ring = new Ring(4096);
  ring.setTime(5);
  const words = ring.read(ring.oldest())?.words ?? new Uint32Array(0);
  expect(unpacker.read({ words, firstSeq: 0 })).toEqual([]);
  expect(unpacker.read({ words, firstSeq: 12 })).toEqual([{ kind: 'gap', seq: 0, time: 5, lost: 12 }]);
  expect(unpacker.read({ words, firstSeq: 12 })).toEqual([]);
});
