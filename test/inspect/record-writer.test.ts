import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRecord } from '../../src/inspect/record-reader.ts';
import { fitsRecord, IN, MOST_PAYLOAD, OUT, RecordWriter, WIRE } from '../../src/inspect/record-writer.ts';
import type { InspectRecord } from '../../src/inspect/records.ts';
import { Store } from '../../src/inspect/store.ts';
import { MOST_WORDS, sizeOf } from '../../src/inspect/words.ts';
import { recordings, recordKinds } from '../support/arbitrary-records.ts';

/** What `write` has written, read again. */
function written(write: (writer: RecordWriter) => void): InspectRecord[] {
  const store = new Store();
  write(new RecordWriter(store));
  const records: InspectRecord[] = [];
  for (let at = 0; at < store.used; ) {
    records.push(readRecord(store.words, at, records.length, 0));
    const size = sizeOf(store.words[at] ?? 0);
    expect(size).toBeGreaterThan(0);
    at += size;
  }
  return records;
}

test('records of every kind are read as they were written', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(recordings, (records) => {
      const numbered = records.map((record, seq) => ({ ...record, seq, time: 0 }) as InspectRecord);
      for (const { kind } of numbered) seen.add(kind);
      const read = written((writer) => {
        for (const record of numbered) writer.record(record);
      });
      expect(read).toEqual(numbered);
    }),
  );
  expect([...seen].sort()).toEqual([...recordKinds].sort());
});

test.each([0, 125, 2 ** 32, Number.MAX_SAFE_INTEGER])('frames of %i bytes', (length) => {
  const offset = 2 ** 53 - 1;
  const [frame] = written((writer) => writer.frame(OUT, 0x42, length, true, 0xffff_fffe, 14, offset));
  expect(frame).toMatchObject({ direction: 'out', fin: false, rsv: 4, opcode: 2, masked: true, length, offset });
  expect(frame).toMatchObject({ maskingKey: 0xffff_fffe, headerLength: 14 });
});

test('payload is unmasked from any phase, wherever it lies and however long it is', () => {
  const key = Uint8Array.of(0xf1, 2, 3, 4);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(9), fc.nat(3), (bytes, start, phase) => {
      const masked = new Uint8Array(start + bytes.length);
      for (const [at, byte] of bytes.entries()) masked[start + at] = byte ^ (key[(at + phase) & 3] ?? 0);
      const [piece] = written((w) => w.payload(IN, WIRE, 999, masked, start, bytes.length, 0xf102_0304, phase));
      expect(piece).toMatchObject({ kind: 'payload', direction: 'in', form: 'wire', length: 999, bytes });
    }),
  );
});

test('one record holds 128 KiB of payload, which is what is kept of a longer one from elsewhere', () => {
  const bytes = new Uint8Array(MOST_PAYLOAD + 1).fill(7);
  const [whole] = written((writer) => writer.payload(OUT, WIRE, bytes.length, bytes, 0, MOST_PAYLOAD, 0, 0));
  expect(whole).toMatchObject({ length: bytes.length, bytes: bytes.subarray(1) });
  const record = {
    kind: 'payload',
    seq: 0,
    time: 0,
    direction: 'out',
    form: 'wire',
    bytes,
    length: bytes.length,
  } as const;
  expect(written((writer) => writer.record(record))).toEqual([whole]);
});

test('what no JSON can say becomes null, long texts are cut, and every record fits', () => {
  const [open] = written((writer) =>
    writer.json({ kind: 'open', protocol: 'x'.repeat(20_000), extensions: Number.NaN }),
  );
  expect(open).toMatchObject({ protocol: `${'x'.repeat(16 * 1024)}…`, extensions: null });
  const many = Array.from({ length: 100 }, () => '世'.repeat(5000));
  const [event] = written((writer) => writer.input(0, { type: 'STRANGER', ...many }, false));
  expect(event).toMatchObject({ kind: 'input', event: { type: 'STRANGER', 99: `${'世'.repeat(256)}…` } });
});

test('an event of anybody’s own is told as far as JSON can say it', () => {
  const cycle: { itself?: object } = {};
  cycle.itself = cycle;
  const told = { violation: 'aborted', list: [1, { a: 2 }] };
  const untold = { cycle, large: 1n, method: () => {}, toJSON: () => undefined };
  for (const type of ['ABORT', 'STRANGER']) {
    const [input, message] = written((writer) => {
      writer.input(0, { type, ...told, ...untold }, false);
      writer.message(1, 0, { type, ...untold });
    });
    const nulls = { cycle: null, large: null, method: null, toJSON: null };
    expect(input).toMatchObject({ kind: 'input', event: { type, ...told, ...nulls } });
    expect(message).toMatchObject({ kind: 'message', event: { type, ...nulls } });
  }
});

test.each(['ABORT', 'STRANGER'])('%s: what there is no room for becomes null, and never more than a record', (type) => {
  const large = new Array(40_000).fill(1234567);
  const events: Readonly<Record<string, object>> = {
    'a large list': { large, small: 1 },
    'many large texts': Object.fromEntries(large.map((_, at) => [`field ${at}`, 'x'.repeat(300)])),
    'a large name': { ['x'.repeat(1e6)]: 1, small: 1 },
    'many names': Object.fromEntries(large.map((_, at) => [`field ${at}`, { at }])),
  };
  for (const [what, fields] of Object.entries(events)) {
    const told = written((writer) => {
      writer.input(0, { ...fields, type }, false);
      writer.transition(0, 1);
    });
    expect(told, what).toMatchObject([
      { kind: 'input', event: { type } },
      { kind: 'transition', index: 1 },
    ]);
    const { event } = told[0] as { event: Record<string, unknown> };
    if ('large' in fields) expect(event.large).toBeNull();
    if ('small' in fields) expect(event.small).toBe(1);
    if ('field 0' in fields) expect(event['field 0']).not.toBeUndefined();
  }
});

test('an event whose fields cannot even be read is told without them', () => {
  const event = {
    type: 'STRANGER',
    get broken(): never {
      throw new Error('no field for you');
    },
  };
  const known = Object.defineProperty({ type: 'ABORT', whole: 1 }, 'broken', {
    enumerable: true,
    get: () => event.broken,
  });
  const [stranger, abort, number, list] = written((writer) => {
    writer.input(0, event, false);
    writer.input(0, known, false);
    writer.input(0, Object.assign({ type: 'STRANGER' }, { toJSON: () => 5 }), false);
    writer.input(0, Object.assign([1], { type: 'STRANGER' }), false);
  });
  expect(stranger).toMatchObject({ event: { type: 'STRANGER', broken: null } });
  expect(abort).toMatchObject({ event: { type: 'ABORT', whole: 1, broken: null } });
  expect(number).toMatchObject({ event: { type: 'STRANGER', toJSON: null } });
  expect(list).toMatchObject({ event: { type: 'STRANGER', 0: 1 } });
});

test('what is too large for a record is known before', () => {
  expect(fitsRecord({ kind: 'open' }, 100)).toBe(true);
  expect(fitsRecord({ kind: 'payload', bytes: new Uint8Array(100_000) }, 10 * MOST_WORDS)).toBe(true);
  expect(fitsRecord({ numbers: new Array(100_000).fill(1) }, 200_000)).toBe(false);
  expect(fitsRecord({ text: 'x'.repeat(40_000) }, 40_000)).toBe(true);
});
