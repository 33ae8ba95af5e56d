import { describe, expect, it } from 'vitest';
import { Line } from '../../../visualizations/learn/wire.ts';

function lineWith(...writes: readonly number[][]): Line {
  const line = new Line();
  for (const bytes of writes) line.write([Uint8Array.from(bytes)]);
  return line;
}

describe('a direction of the wire', () => {
  it('lets one write arrive as one piece, in order', () => {
    const line = lineWith([1, 2, 3], [4, 5]);
    expect([...line.take('piece')]).toEqual([1, 2, 3]);
    expect([...line.take('piece')]).toEqual([4, 5]);
    expect([...line.take('piece')]).toEqual([]);
    expect(line.deliveries).toEqual([
      { from: 0, to: 3 },
      { from: 3, to: 5 },
    ]);
  });

  it('lets one byte arrive, then the rest of its piece', () => {
    const line = lineWith([1, 2, 3], [4]);
    expect([...line.take('byte')]).toEqual([1]);
    expect([...line.take('piece')]).toEqual([2, 3]);
    expect(line.inFlight).toBe(1);
  });

  it('lets everything arrive at once', () => {
    expect([...lineWith([1], [2, 3]).take('all')]).toEqual([1, 2, 3]);
  });

  it('is cut between two bytes in flight, and nowhere else', () => {
    const line = lineWith([1, 2, 3]);
    line.cut(1);
    expect(line.borders).toEqual([1, 3]);
    expect([...line.take('piece')]).toEqual([1]);
    expect(() => line.cut(1)).toThrow(RangeError);
    expect(() => line.cut(3)).toThrow(RangeError);
    expect(line.borders).toEqual([3]);
  });

  it('remembers what an altered byte was at first', () => {
    const line = lineWith([1, 2, 3]);
    line.edit(1, 9);
    line.edit(1, 8);
    expect([...line.edits]).toEqual([[1, 2]]);
    expect([...line.take('all')]).toEqual([1, 8, 3]);
  });

  it('forgets an edit that is undone, and edits nothing that has arrived', () => {
    const line = lineWith([1, 2]);
    line.edit(0, 7);
    line.edit(0, 1);
    expect(line.edits.size).toBe(0);
    line.take('byte');
    expect(() => line.edit(0, 7)).toThrow('not in flight');
    expect(() => line.edit(2, 7)).toThrow('not in flight');
  });

  it('is full when as much is in flight as its window has', () => {
    const line = lineWith([1, 2, 3]);
    line.window = 3;
    expect(line.full).toBe(true);
    line.take('byte');
    expect(line.full).toBe(false);
  });

  it('drops what is in flight, and keeps what has arrived', () => {
    const line = lineWith([1, 2, 3]);
    line.take('byte');
    line.edit(2, 9);
    line.drop();
    expect([line.inFlight, line.arrived, line.edits.size]).toEqual([0, 1, 0]);
  });

  it('takes nothing behind its end, which arrives last', () => {
    const line = lineWith([1]);
    line.end();
    line.write([Uint8Array.of(2)]);
    expect([...line.take('all')]).toEqual([1]);
    expect(line.busy).toBe(true);
    line.endArrived = true;
    expect(line.busy).toBe(false);
  });
});
