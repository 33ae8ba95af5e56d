import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Journal } from '../../../src/inspect/journal.ts';
import { toPcap } from '../../../src/inspect/trace/pcap.ts';
import { recordings } from '../../support/arbitrary-records.ts';
import { journalFrom } from '../../support/journals.ts';
import { JournalMaker } from '../../support/page-journal.ts';
import { recordedTalk } from '../../support/recorded-talk.ts';

interface Captured {
  readonly time: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

/** As the format says, and nothing else. */
function packetsOf(file: Uint8Array): Captured[] {
  const view = new DataView(file.buffer, file.byteOffset);
  expect([view.getUint32(0, true), view.getUint16(4, true), view.getUint16(6, true)]).toEqual([0xa1b2c3d4, 2, 4]);
  expect(view.getUint32(20, true)).toBe(101);
  const packets: Captured[] = [];
  for (let at = 24; at < file.length; ) {
    const captured = view.getUint32(at + 8, true);
    const time = view.getUint32(at, true) * 1000 + view.getUint32(at + 4, true) / 1000;
    packets.push({ time, length: view.getUint32(at + 12, true), bytes: file.subarray(at + 16, at + 16 + captured) });
    at += 16 + captured;
  }
  return packets;
}

const one = (journal: Journal) => new Map([[1, journal]]);

/** What a side has sent, put together by the numbers of its bytes. */
function streamOf(packets: readonly Captured[], port: number): Uint8Array {
  const own = packets.filter(({ bytes }) => new DataView(bytes.buffer, bytes.byteOffset).getUint16(20) === port);
  const parts: Uint8Array[] = [];
  let next: number | undefined;
  for (const { bytes } of own) {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const seq = view.getUint32(24);
    if (next !== undefined) expect(seq).toBe(next);
    const flags = view.getUint8(33);
    next = seq + (view.getUint16(2) - 40) + (flags & 3 ? 1 : 0);
    parts.push(bytes.subarray(40));
  }
  return Buffer.concat(parts);
}

test('both sides’ recordings hold the same bytes: two heads, and every frame', async () => {
  const { client, server } = await recordedTalk(async ({ client, server }) => {
    await client.send('Grüße');
    await server.send(new Uint8Array(70_000));
    await client.ping('there?');
  });
  for (const [port, own, other] of [
    [80, client, server],
    [40_001, client, server],
  ] as const) {
    const [mine, theirs] = [own, other].map((journal) => streamOf(packetsOf(toPcap(one(journal))), port));
    const frames = (stream: Uint8Array | undefined) =>
      Buffer.from(stream ?? [])
        .toString('latin1')
        .split('\r\n\r\n')
        .slice(1);
    expect(frames(mine)).toEqual(frames(theirs));
    expect(mine?.length).toBeGreaterThan(100);
  }
});

test('a checksum that is right, lengths that fit, times that do not go back', async () => {
  const { client } = await recordedTalk(async ({ client }) => client.send(new Uint8Array(200_000)));
  let before = 0;
  for (const { time, length, bytes } of packetsOf(toPcap(one(client)))) {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    let sum = 0;
    for (let at = 0; at < 20; at += 2) sum += view.getUint16(at);
    expect((sum & 0xffff) + (sum >>> 16)).toBe(0xffff);
    expect([view.getUint16(2), bytes.length]).toEqual([length, length]);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(Math.abs(time - Date.now())).toBeLessThan(60_000);
    before = time;
  }
});

test('of frames that were kept in part, packets are captured in part', async () => {
  const { client } = await recordedTalk(async ({ client }) => client.send(new Uint8Array(100_000)), { payload: 100 });
  const packets = packetsOf(toPcap(one(client)));
  const cut = packets.filter(({ length, bytes }) => bytes.length < length);
  expect(cut.map(({ length, bytes }) => [length, bytes.length])).toEqual([[60_040, 40 + 14 + 100]]);
});

test('several connections, each on a port of its own', async () => {
  const { client, server } = await recordedTalk(async ({ client }) => client.send('x'));
  const packets = packetsOf(
    toPcap(
      new Map([
        [1, client],
        [2, server],
      ]),
    ),
  );
  const ports = packets.map(({ bytes }) => new DataView(bytes.buffer, bytes.byteOffset).getUint16(20));
  expect(new Set(ports)).toEqual(new Set([80, 40_001, 40_002]));
});

test('numbers that are far apart make no pair of addresses and ports twice', () => {
  const { journal } = new JournalMaker().frame({ payload: 'x' });
  const packets = packetsOf(toPcap(new Map([1, 20_001, 5_120_001].map((id) => [id, journal]))));
  const clients = packets.flatMap(({ bytes }) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return view.getUint16(20) === 80 ? [] : [`${bytes.slice(12, 16).join('.')}:${view.getUint16(20)}`];
  });
  expect(new Set(clients)).toEqual(new Set(['10.0.0.1:40001', '10.0.1.1:40001', '10.1.0.1:40001']));
});

test('a frame that only claims to be huge takes no more time than another', () => {
  const maker = new JournalMaker('server')
    .frame({ opcode: 2, length: 2 ** 52 + 5, headerLength: 10, payload: 'begin' })
    .frame({ payload: 'x' });
  const [cut, next] = packetsOf(toPcap(one(maker.journal))).slice(-2);
  expect([cut?.length, cut?.bytes.length]).toEqual([60_040, 55]);
  const numberOf = (packet = cut) =>
    new DataView(packet?.bytes.buffer ?? expect.fail(), packet?.bytes.byteOffset).getUint32(24);
  expect(numberOf(next)).toBe((numberOf(cut) + 10 + 5) % 2 ** 32);
});

test('nothing recorded, or nothing that passed, is a capture of nothing', () => {
  expect(packetsOf(toPcap(new Map()))).toEqual([]);
  expect(packetsOf(toPcap(one(new JournalMaker().journal)))).toEqual([]);
});

test('a handshake that was refused or not answered is told as far as it went', () => {
  const asked = { kind: 'handshake', direction: 'out', head: 'GET / HTTP/1.1\r\n\r\n' };
  const streams = [new JournalMaker().add(asked)].map(({ journal }) => packetsOf(toPcap(one(journal))));
  expect(streams.map((packets) => packets.map(({ bytes }) => bytes.length - 40))).toEqual([[0, 0, 0, 18]]);
});

test('whatever a trace file holds, there is a capture of it', () => {
  fc.assert(
    fc.property(recordings, (records) => {
      const packets = packetsOf(toPcap(one(journalFrom(records))));
      for (const { length, bytes } of packets) expect(bytes.length).toBeLessThanOrEqual(length);
    }),
    { numRuns: 200 },
  );
});
