import { describe, expect, it } from 'vitest';
import { frameOf, payloadOf, readUnits } from '../../../visualizations/learn/wire-units.ts';
import { World } from '../../../visualizations/learn/world.ts';

function openWorld(): World {
  const world = new World();
  world.open();
  return world;
}

describe('what bytes on the wire mean', () => {
  it('cuts a head into its lines, as far as it has come', () => {
    const world = new World();
    world.press({ do: 'connect' });
    const { bytes } = world.client.line;
    const [head, ...others] = readUnits(bytes);
    expect(others).toEqual([]);
    expect(head?.label).toBe('HTTP request');
    expect(head?.end).toBe(bytes.length);
    expect(head?.fields[0]?.text).toBe('GET /lesson HTTP/1.1');
    expect(head?.fields.map(({ end }) => end)).toEqual([
      ...(head?.fields.slice(1) ?? []).map(({ start }) => start),
      bytes.length,
    ]);
    expect(readUnits(bytes.subarray(0, 30))[0]?.fields).toHaveLength(2);
    expect(readUnits(new Uint8Array(0))).toEqual([]);
  });

  it('reads frames behind the head, field by field', () => {
    const world = openWorld();
    world.press({ do: 'send', side: 'client', payload: 'Hello' });
    world.press({ do: 'ping', side: 'client', payload: '' });
    const { bytes, arrived } = world.client.line;
    const [, text, ping] = readUnits(bytes);
    if (text === undefined) throw new Error('no frame');
    expect(text.label).toBe('text');
    expect(text.start).toBe(arrived);
    expect(text.fields.map(({ kind, start, end }) => [kind, start - arrived, end - arrived])).toEqual([
      ['opcode', 0, 1],
      ['length', 1, 2],
      ['key', 2, 6],
      ['payload', 6, 11],
    ]);
    expect(new TextDecoder().decode(payloadOf(bytes, text))).toBe('Hello');
    expect(frameOf(bytes, text)).toMatchObject({ opcode: 1, fin: true, masked: true, length: 5, headerLength: 6 });
    expect(new TextDecoder().decode(frameOf(bytes, text)?.payload)).toBe('Hello');
    expect(ping?.label).toBe('ping');
    expect(ping?.fields.map(({ kind }) => kind)).toEqual(['opcode', 'length', 'key']);
  });

  it('goes by the bytes as they stand: an altered length moves the border', () => {
    const world = openWorld();
    world.press({ do: 'send', side: 'server', payload: 'Hello' });
    const at = world.server.line.arrived + 1;
    world.press({ do: 'edit', from: 'server', at, value: 3 });
    const [, frame, behind] = readUnits(world.server.line.bytes);
    expect(frame?.end).toBe(at + 4);
    expect(behind?.start).toBe(at + 4);
    expect(behind?.header?.opcode).toBe(0xc);
  });

  it('says so where a header is not complete', () => {
    const world = openWorld();
    world.press({ do: 'send', side: 'client', payload: 'Hello' });
    const { bytes, arrived } = world.client.line;
    const rest = readUnits(bytes.subarray(0, arrived + 3)).at(-1);
    expect([rest?.kind, rest?.label, rest?.end]).toEqual(['rest', 'a frame header, not complete yet', arrived + 3]);
  });

  it('takes what follows a refusal for its body', () => {
    const refusal = new TextEncoder().encode('HTTP/1.1 403 Forbidden\r\n\r\nno');
    expect(readUnits(refusal).map(({ label }) => label)).toEqual(['HTTP response', 'the body of the refusal']);
  });
});
